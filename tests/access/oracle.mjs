// Asks Cedar, for a test that asks the server the same (oracle_test.cc). A line of
// standard input: {'principal': {…}, 'case': {…}, 'asks': [{'action': …,
// 'context': {…}, 'resource'?: {'type': …, 'attrs': {…}}}, …]}; the answer is a
// line with a 1 for each that is allowed and a 0 for each that is not.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import cedar from '@cedar-policy/cedar-wasm/nodejs';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const schema = read('driehoek.cedarschema');
const policies = { staticPolicies: read('driehoek.cedar') };

function must(what, answer) {
  const errors = answer.errors ?? answer.validationErrors ?? [];
  if (answer.type === 'failure' || errors.length > 0) {
    throw new Error(`${what}: ${JSON.stringify(errors)}`);
  }
  return answer;
}

must(
  'the policy does not fit its schema',
  cedar.validate({ schema, policies, validationSettings: { mode: 'strict' } }),
);
must('the policy', cedar.preparsePolicySet('policy', policies));
must('the schema', cedar.preparseSchema('schema', schema));

const uid = (type) => ({ type, id: 'it' });
const principal = uid('Person');

function allowed(question, { action, context = {}, resource }) {
  const about = resource ?? { type: 'Case', attrs: question.case };
  const { response } = must(
    action,
    cedar.statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource: uid(about.type),
      context,
      entities: [
        { uid: principal, attrs: question.principal, parents: [] },
        { uid: uid(about.type), attrs: about.attrs, parents: [] },
      ],
      preparsedPolicySetId: 'policy',
      preparsedSchemaName: 'schema',
      validateRequest: true,
    }),
  );
  must(action, { errors: response.diagnostics.errors });
  return response.decision === 'allow';
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const bits = question.asks.map((ask) => (allowed(question, ask) ? '1' : '0'));
  process.stdout.write(`${bits.join('')}\n`);
}

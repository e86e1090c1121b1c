// An OpenID Connect provider for the tests: real, and for nobody else. Prints
// where it listens; then takes a word a line: `rotate` (other keys), `away` (no
// answer any more), `back`. Answers each with the same word.
//
// Accounts are whoever types a name in its login page. A client whose id begins
// with "account-" gets tokens for itself by its secret "geheim" (RFC 6749
// §4.4).
import {exportJWK, generateKeyPair} from 'jose';
import {createServer} from 'node:http';
import {createInterface} from 'node:readline';
import Provider from 'oidc-provider';

// What it notices is for people: its answers alone go to standard output.
console.info = console.error;

const audience = 'https://driehoek.voorbeeld.example';
const algorithms = ['RS256', 'ES256', 'EdDSA'];
let keys = 0;

async function newKey(algorithm) {
  const {privateKey} = await generateKeyPair(algorithm, {
    extractable: true,
    ...(algorithm === 'EdDSA' && {crv: 'Ed25519'}),
  });
  keys += 1;
  return {
    ...(await exportJWK(privateKey)),
    kid: `key-${keys}`,
    use: 'sig',
    alg: algorithm
  };
}

// `algorithm`: with which its access tokens are signed.
async function newProvider(issuer, algorithm) {
  const provider = new Provider(issuer, {
    jwks: {keys: await Promise.all(algorithms.map(newKey))},
    clients: [
      {
        client_id: 'driehoek-cli',
        token_endpoint_auth_method: 'none',
        grant_types:
            ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        redirect_uris: [],
        response_types: [],
        application_type: 'native',
      },
      ...['account-1', 'account-2'].map((client_id) => ({
                                          client_id,
                                          client_secret: 'geheim',
                                          grant_types: ['client_credentials'],
                                          redirect_uris: [],
                                          response_types: [],
                                        })),
    ],
    cookies: {keys: ['only for the tests']},
    features: {
      clientCredentials: {enabled: true},
      deviceFlow: {enabled: true},
      revocation: {enabled: true},
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'driehoek',
          audience: resource,
          accessTokenTTL: 600,
          accessTokenFormat: 'jwt',
          jwt: {sign: {alg: algorithm}},
        }),
      },
    },
    issueRefreshToken: () => true,
    findAccount: (_context, sub) => ({accountId: sub, claims: () => ({sub})}),
  });
  return provider.callback();
}

let answer;
let away = false;
const server = createServer((request, response) => {
  if (away) {
    response.writeHead(503).end();
  } else {
    answer(request, response);
  }
});
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let turn = 0;
  answer = await newProvider(issuer, algorithms[turn]);
  console.log(issuer);
  for await (const word of createInterface({input: process.stdin})) {
    if (word === 'rotate') {
      turn += 1;
      answer = await newProvider(issuer, algorithms[turn % algorithms.length]);
    } else {
      away = word === 'away';
    }
    console.log(word);
  }
  process.exit(0);
});

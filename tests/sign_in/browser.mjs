// Whoever signs in at the provider of the tests, with a browser without a
// screen: node browser.mjs ADDRESS NAME. Opens the address, fills in and sends
// every form that it meets, and prints what the last page says.
import makeFetchCookie from 'fetch-cookie';
import { parse } from 'node-html-parser';

const [, , address, name] = process.argv;
const open = makeFetchCookie(fetch);

// What a person would send.
function filledIn(form) {
  const values = new URLSearchParams();
  for (const input of form.querySelectorAll('input, button')) {
    const field = input.getAttribute('name');
    if (!field) continue;
    values.set(field, { login: name, password: 'geheim' }[field] ?? input.getAttribute('value') ?? '');
  }
  return values;
}

let page = await open(address);
for (let pages = 0; pages < 10; pages += 1) {
  const body = parse(await page.text());
  const form = body.querySelectorAll('form').find((one) => !/abort|cancel/.test(one.getAttribute('action') ?? ''));
  if (!form) {
    console.log(body.structuredText);
    process.exit(page.ok ? 0 : 1);
  }
  const values = filledIn(form);
  values.delete('abort');
  page = await open(new URL(form.getAttribute('action') ?? '', page.url), { method: 'POST', body: values });
}
process.exit(1);

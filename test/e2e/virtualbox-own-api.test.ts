/** The typed calls are those of the server that runs: generated anew from its own WSDL. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'guestwright';
import { generate, readOperations, readWsdl } from '../../scripts/generate-vbox-api.ts';
import { startTestbed } from '../support/virtualbox/testbed.ts';

const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('api.generated.ts is what the running server describes', async () => {
  await using testbed = await startTestbed();
  const wsdl = readWsdl(await (await fetch(`${testbed.url}?wsdl`)).text());
  const operations = readOperations(await file('scripts/vbox-operations.txt'));
  expect(generate(wsdl, operations)).toBe(await file('src/driver/virtualbox/api.generated.ts'));
});

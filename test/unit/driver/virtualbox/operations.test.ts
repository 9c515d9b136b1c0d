/** The list of operations and the driver that calls them are kept in step. */
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { readOperations } from '../../../../scripts/generate-vbox-api.ts';
import { VIRTUALBOX_API } from '../../../../src/driver/virtualbox/api.generated.ts';
import { OLDER_OPERATIONS } from '../../../../src/driver/virtualbox/api-older.ts';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

async function driverSource(): Promise<string> {
  const folder = 'src/driver/virtualbox/';
  const names = (await readdir(new URL(folder, root))).filter((name) => !/^api[.-]/.test(name));
  return (await Promise.all([...names, 'api-version.ts'].map((name) => read(folder + name)))).join('\n');
}

test('every operation that is listed is generated and called', async () => {
  const listed = readOperations(await read('scripts/vbox-operations.txt'));
  expect(new Set(listed).size).toBe(listed.length);
  expect(Object.keys(VIRTUALBOX_API.operations)).toEqual(listed.toSorted());
  const words = new Set((await driverSource()).match(/(?<=')\w+(?=')/g));
  const unused = listed.filter((name) => {
    const [interfaceName = '', method = ''] = name.split('_');
    return !words.has(name) && !(words.has(interfaceName) && words.has(method));
  });
  expect(unused).toEqual([]);
});

test('every operation that is called is listed', async () => {
  const known = [...Object.keys(VIRTUALBOX_API.operations), ...Object.keys(OLDER_OPERATIONS)];
  const methods = new Set(known.flatMap((name) => [name, name.split('_')[1]]));
  const called = [...(await driverSource()).matchAll(/\.call\(\s*'(\w+)'/g)].map(([, name]) => name);
  expect(called.length).toBeGreaterThan(100);
  expect(called.filter((name) => !methods.has(name))).toEqual([]);
});

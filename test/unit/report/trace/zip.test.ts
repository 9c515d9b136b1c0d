/** Zips of traces: written from a folder, read file by file, refused when broken. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { zipFolder } from '../../../../src/report/trace/zip-folder.ts';
import { ZipReader } from '../../../../src/report/trace/zip-reader.ts';

const FILES = {
  'trace.trace': '{"type":"context-options"}\n'.repeat(500),
  'resources/a.png': 'stored as it is',
  'src/übung.ts': 'export {};\n',
  empty: '',
};

async function writeZip(): Promise<string> {
  const folder = test.info().outputPath('folder');
  for (const [name, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const zip = test.info().outputPath('out.zip');
  await zipFolder(folder, zip);
  return zip;
}

test('what went in comes out, packed where that pays', async () => {
  const path = await writeZip();
  await using zip = await ZipReader.open(path);
  expect([...zip.names].sort()).toEqual(Object.keys(FILES).sort());
  for (const [name, content] of Object.entries(FILES))
    expect((await zip.read(name)).toString()).toBe(content);
  expect((await readFile(path)).length).toBeLessThan(1500);
  expect(await readdir(test.info().outputDir)).not.toContain('out.zip.partial');
});

test('a name that is not there is an error', async () => {
  await using zip = await ZipReader.open(await writeZip());
  await expect(zip.read('nothing')).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining("no 'nothing'"),
  });
});

test('a damaged zip gives an error of ours or some content, and nothing else', async () => {
  const path = await writeZip();
  const whole = await readFile(path);
  const damaged = test.info().outputPath('damaged.zip');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.nat(whole.length),
      async (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        await writeFile(damaged, changes.length > 4 ? bytes.subarray(0, length) : bytes);
        const outcome = await readAll(damaged).catch((error: unknown) => error);
        if (outcome !== undefined) expect(outcome).toMatchObject({ code: 'io' });
      },
    ),
    { numRuns: 200 },
  );
});

async function readAll(path: string): Promise<void> {
  await using zip = await ZipReader.open(path);
  for (const name of zip.names) await zip.read(name);
}

test('a zip that cannot be written leaves nothing', async () => {
  const folder = test.info().outputPath('folder');
  await mkdir(folder, { recursive: true });
  await expect(zipFolder(folder, join(folder, 'no/such/out.zip'))).rejects.toMatchObject({ code: 'io' });
});

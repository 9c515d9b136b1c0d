/** Who uses which reference, and when it is released. */
import { expect, test } from '@playwright/test';
import { ReferenceTable } from '../../../../src/driver/virtualbox/references.ts';

function tableOf(): { table: ReferenceTable; released: string[] } {
  const released: string[] = [];
  const table = new ReferenceTable(async (reference) => void released.push(reference));
  return { table, released };
}

test('a reference is released when its last user lets go, once', async () => {
  const { table, released } = tableOf();
  table.hold('a');
  table.hold('a');
  table.hold('b');
  table.drop('a');
  await table.flush();
  expect(released).toEqual([]);
  expect(table.size).toEqual({ held: 2, unused: 0 });
  table.drop('a');
  table.drop('b');
  expect(table.size).toEqual({ held: 0, unused: 2 });
  await table.flush();
  await table.flush();
  expect(released).toEqual(['a', 'b']);
});

test('a reference that is taken again before it was released stays', async () => {
  const { table, released } = tableOf();
  table.hold('a');
  table.drop('a');
  table.hold('a');
  await table.flush();
  expect(released).toEqual([]);
});

test('none is released while a call reads that may be given it', async () => {
  const { table, released } = tableOf();
  table.hold('a');
  table.drop('a');
  let answer = () => {};
  const reading = table.reading(async () => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return 'a';
  });
  const flushing = table.flush();
  await new Promise((resolve) => setImmediate(resolve));
  expect(released).toEqual([]);
  answer();
  table.hold(await reading);
  await flushing;
  expect(released).toEqual([]);
  expect(table.size.held).toBe(1);
});

test('calls wait while references are released', async () => {
  let done = () => {};
  const table = new ReferenceTable(
    () =>
      new Promise<void>((resolve) => {
        done = resolve;
      }),
  );
  table.hold('a');
  table.drop('a');
  const flushing = table.flush();
  await new Promise((resolve) => setTimeout(resolve)); // the release is on its way
  let began = false;
  const reading = table.reading(async () => {
    began = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(began).toBe(false);
  done();
  await Promise.all([flushing, reading]);
  expect(began).toBe(true);
});

test('many unused references are released without being asked', async () => {
  const { table, released } = tableOf();
  const names = Array.from({ length: 16 }, (_, index) => `r${index}`);
  for (const name of names) table.hold(name);
  for (const name of names) table.drop(name);
  await expect.poll(() => released).toEqual(names);
});

test('what belonged to a session that is gone is forgotten', async () => {
  const { table, released } = tableOf();
  table.hold('a');
  table.hold('b');
  table.drop('b');
  table.clear();
  await table.flush();
  expect(released).toEqual([]);
  expect(table.size).toEqual({ held: 0, unused: 0 });
});

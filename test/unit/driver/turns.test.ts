/** Changes of a machine take turns. */
import { expect, test } from '@playwright/test';
import { raceSignal } from '../../../src/base/signals.ts';
import { Turns } from '../../../src/driver/turns.ts';

const never = (signal: AbortSignal) => raceSignal(new Promise<void>(() => {}), signal);

test('one change at a time, in order, and the state says which', async () => {
  const seen: unknown[] = [];
  const turns = new Turns(() => seen.push(turns.current));
  const log: string[] = [];
  const change = (name: string) =>
    turns.take(name, { state: name === 'a' ? 'starting' : 'stopping' }, async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    });
  await Promise.all([change('a'), change('b')]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(seen).toEqual(['starting', undefined, 'stopping', undefined]);
});

test('a failed change does not stop the next', async () => {
  const turns = new Turns(() => {});
  const failed = turns.take('a', { state: 'busy' }, async () => {
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await turns.take('b', { state: 'busy' }, async () => 'fine')).toBe('fine');
});

test('an abort rejects at once, but the machine is busy until the work has ended', async () => {
  const turns = new Turns(() => {});
  const controller = new AbortController();
  let finish = () => {};
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const change = turns.take('a', { state: 'busy', call: { signal: controller.signal } }, () => work);
  await Promise.resolve();
  controller.abort();
  await expect(change).rejects.toMatchObject({ code: 'aborted' });
  expect(turns.current).toBe('busy');
  finish();
  await turns.take('b', { state: 'busy' }, async () => {});
  expect(turns.current).toBeUndefined();
});

test('waiting for a turn counts against the deadline', async () => {
  const turns = new Turns(() => {});
  const blocking = turns
    .take('a', { state: 'busy' }, ({ signal }) => never(signal))
    .catch((error: unknown) => error);
  const late = turns.take('b', { state: 'busy', call: { timeout: 20 } }, async () => 'never');
  await expect(late).rejects.toMatchObject({
    code: 'timeout',
    shortMessage: 'b did not finish within 20 ms',
  });
  await turns.close();
  expect(await blocking).toMatchObject({ code: 'machine-state' });
});

test('after closing, changes are refused', async () => {
  const turns = new Turns(() => {});
  await turns.close();
  await expect(turns.take('a', { state: 'busy' }, async () => {})).rejects.toThrow(
    'the machine was disposed',
  );
});

/** A machine's operations: one at a time, abandoned ones keep it busy, wrong states are refused. */
import { expect, test } from '@playwright/test';
import { emptyDisk } from '../../../../src/driver/embedded/disk-content.ts';
import { Power } from '../../../../src/driver/embedded/power.ts';

/** Something that ends when the test says so. */
function openEnd() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, ended };
}

test('operations run one after another, also after one that failed', async () => {
  const power = new Power('m', []);
  const { end, ended } = openEnd();
  const order: string[] = [];
  const first = power.exclusive('first', {}, async () => {
    await ended;
    order.push('first');
    throw new Error('no');
  });
  const second = power.exclusive('second', {}, async () => {
    order.push('second');
    return 2;
  });
  end();
  await expect(first).rejects.toThrow('no');
  expect(await second).toBe(2);
  expect(order).toEqual(['first', 'second']);
});

test('an abandoned operation rejects at once and keeps the machine busy until it ends', async () => {
  const power = new Power('m', []);
  const { end, ended } = openEnd();
  const abort = new AbortController();
  const abandoned = power.exclusive('saving', { signal: abort.signal }, () => ended);
  await Promise.resolve();
  abort.abort();
  await expect(abandoned).rejects.toMatchObject({
    code: 'aborted',
    shortMessage: "machine 'm': saving was aborted",
  });
  expect(power.state.state).toBe('busy');
  const next = power.exclusive('next', {}, async () => power.state.state);
  end();
  expect(await next).toBe('off');
});

test('an operation whose deadline passes while it waits never begins', async () => {
  const power = new Power('m', []);
  const { end, ended } = openEnd();
  const first = power.exclusive('first', {}, () => ended);
  let began = false;
  const late = power.exclusive('late', { timeout: 10 }, async () => {
    began = true;
  });
  await expect(late).rejects.toMatchObject({ code: 'timeout' });
  end();
  await first;
  await power.exclusive('last', {}, async () => {});
  expect(began).toBe(false);
});

test('a state that forbids an operation is named with what it expects', () => {
  const power = new Power('m', []);
  expect(() => power.expect('pause', 'running', 'paused')).toThrow(
    "machine 'm': pause expects it to be running or paused, but it is off",
  );
});

test('every change of state is told once', () => {
  const power = new Power('m', [emptyDisk(512)]);
  const told: string[] = [];
  power.events.on('state', ({ state, detail }) => told.push(`${state}: ${detail}`));
  power.setState('starting', 'loading');
  power.setState('starting', 'loading');
  power.setState('running', 'runs');
  expect(told).toEqual(['starting: loading', 'running: runs']);
  expect(power.diskSizes).toEqual([512]);
});

/** Power: what the state is when QEMU ends in the middle of a question, or does not end at all. */
import { expect, test } from '@playwright/test';
import { fakeMachine } from './fake-binary.ts';

test('a machine that powers itself off while it is asked for its state is off', async () => {
  await using machine = await fakeMachine({
    answer: `
      if (execute === 'system_reset') state.ending = true;
      if (execute === 'query-status' && state.ending) {
        send({ event: 'SHUTDOWN', data: { guest: true } }, () => process.exit(0));
        return undefined;
      }`,
  });
  const died: Error[] = [];
  machine.on('died', (error) => died.push(error));
  await machine.start();
  await machine.reset(); // from now on the next question is its last
  expect(await machine.state()).toMatchObject({ state: 'off' });
  expect(died).toEqual([]);
});

test('a machine that dies while it is asked for its state says so', async () => {
  await using machine = await fakeMachine({
    answer: `
      if (execute === 'system_reset') state.ending = true;
      if (execute === 'query-status' && state.ending) process.exit(7);`,
  });
  await machine.start();
  await machine.reset();
  const error = await machine.state().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'machine-died' });
  expect((await machine.state()).state).toBe('off');
});

test('a guest that ignores the power button goes on running after the deadline', async () => {
  await using machine = await fakeMachine({});
  await machine.start();
  const pressed = machine.shutdown({ timeout: 300 }).catch((thrown: unknown) => thrown);
  await expect.poll(async () => (await machine.state()).state, { intervals: [10] }).toBe('stopping');
  expect(await pressed).toMatchObject({ code: 'timeout' });
  expect((await machine.state()).state).toBe('running');
});

test('a QEMU that was told to write to its standard output does not stand still', async () => {
  await using machine = await fakeMachine({ first: "writeSync(1, 'x'.repeat(1 << 20));" });
  await machine.start();
  expect((await machine.state()).state).toBe('running');
});

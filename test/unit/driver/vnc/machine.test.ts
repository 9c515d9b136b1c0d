/** A machine behind VNC: its states, its power by hooks, what it leaves to others. */
import { expect, test } from '@playwright/test';
import type { Host } from '../../../../src/driver/driver.ts';
import type { RfbClient } from '../../../../src/driver/rfb/client.ts';
import { VncConnection } from '../../../../src/driver/vnc/connection.ts';
import { VncMachine } from '../../../../src/driver/vnc/machine.ts';
import { Power, type PowerHooks } from '../../../../src/driver/vnc/power-hooks.ts';

function setUp(hooks: PowerHooks = {}) {
  const released: string[] = [];
  const client = { name: 'screen', on: () => ({ [Symbol.dispose]: () => {} }) };
  const connection = new VncConnection({
    connect: async () =>
      ({
        ...client,
        [Symbol.asyncDispose]: async () => void released.push('client'),
      }) as unknown as RfbClient,
    patience: 0,
    wanted: async () => true,
  });
  const machine = new VncMachine({
    name: 'm',
    host: {} as Host,
    power: new Power('m', hooks),
    connection,
    facts: {},
    release: async () => void released.push('lock'),
  });
  return { machine, connection, released };
}

test('without hooks the connection tells the state, and power is refused by the hook that lacks', async () => {
  const { machine, connection } = setUp();
  expect((await machine.state()).state).toBe('unknown');
  await connection.once();
  expect(await machine.state()).toEqual({ state: 'running', detail: 'connected to screen' });
  for (const [call, hook] of [
    [() => machine.stop(), 'off'],
    [() => machine.reset(), 'reset'],
  ] as const) {
    await expect(call()).rejects.toMatchObject({ code: 'unsupported', details: { hook } });
  }
  expect((await machine.state()).state).toBe('running');
  await expect(machine.start()).rejects.toMatchObject({ code: 'machine-state' });
  await machine[Symbol.asyncDispose]();
});

test('off by its hook is off until it is on by its hook; a missing reset is both', async () => {
  const calls: string[] = [];
  const { machine, connection } = setUp({
    on: () => void calls.push('on'),
    off: () => void calls.push('off'),
  });
  const events: string[] = [];
  machine.on('state', ({ state }) => events.push(state));
  machine.on('reset', ({ by }) => events.push(`reset by ${by}`));
  await connection.once();
  await machine.stop();
  expect((await machine.state()).state).toBe('off');
  expect(await machine.isWanted()).toBe(false);
  await expect(machine.openDesktop()).rejects.toMatchObject({ code: 'machine-state' });
  await machine.start();
  expect((await machine.state()).state).toBe('running');
  await machine.reset();
  expect(calls).toEqual(['off', 'on', 'off', 'on']);
  expect(events).toEqual(['off', 'running', 'off', 'running', 'reset by host']);
  await machine[Symbol.asyncDispose]();
});

test('an off that fails leaves it on', async () => {
  const { machine, connection } = setUp({ off: () => Promise.reject(new Error('no such plug')) });
  await connection.once();
  await expect(machine.stop()).rejects.toThrow('no such plug');
  expect((await machine.state()).state).toBe('running');
  await machine[Symbol.asyncDispose]();
});

test('one desktop at a time; disposed, it gives back connection and lock once, and says so later', async () => {
  const { machine, connection, released } = setUp();
  await connection.once();
  const desktop = await machine.openDesktop();
  await expect(machine.openDesktop()).rejects.toMatchObject({ code: 'machine-state' });
  await expect(machine.openDesktop({ display: 1 })).rejects.toMatchObject({ code: 'invalid-argument' });
  await desktop[Symbol.asyncDispose]();
  await machine.openDesktop();
  await machine[Symbol.asyncDispose]();
  await machine[Symbol.asyncDispose]();
  expect(released).toEqual(['client', 'lock']);
  await expect(machine.state()).rejects.toMatchObject({ code: 'machine-state' });
});

test('what a VNC server says nothing of is refused by its capability', async () => {
  const { machine } = setUp();
  for (const [call, capability] of [
    [() => machine.shutdown(), 'shutdown'],
    [() => machine.snapshots.take('a'), 'snapshots.live'],
    [() => machine.media.eject('optical'), 'media.running'],
    [() => machine.agent.exec('/bin/true', []), 'agent'],
  ] as const) {
    await expect(call()).rejects.toMatchObject({
      code: 'unsupported',
      details: { driver: 'vnc', capability },
    });
  }
});

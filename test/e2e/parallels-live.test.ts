/**
 * On a real product: registered only where GUESTWRIGHT_PARALLELS_VM names a machine that may be started, typed at and
 * stopped. Prints a report to send: what worked, how, and how long it took; no names, no pictures.
 */
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { expect, type Host, loadDriver, type Machine, test } from 'guestwright';
import { LiveReport } from './support/live-report.ts';

const VM = process.env.GUESTWRIGHT_PARALLELS_VM;

if (VM) {
  test('the machine is found, started, seen, typed at, snapshotted and stopped', async () => {
    test.setTimeout(600_000);
    const report = new LiveReport('parallels', [VM, homedir()]);
    try {
      await report.step(
        'load, log in',
        async () => {
          const parallels = await loadDriver('parallels');
          return await parallels.connect({});
        },
        async (host) => await withHost(host, report),
      );
    } finally {
      console.log(report.text());
    }
    expect(report.failures).toEqual([]);
  });
}

async function withHost(host: Host, report: LiveReport): Promise<void> {
  report.fact('version', host.version);
  try {
    await report.step(
      'list machines',
      () => host.machines(),
      async (list) => report.fact('machines', list.length),
    );
    await report.step(
      'find the machine',
      () => host.machine(VM ?? ''),
      async (machine) => {
        await withMachine(machine, report);
      },
    );
  } finally {
    await report.step('log off', async () => host[Symbol.asyncDispose]());
  }
}

async function withMachine(machine: Machine, report: LiveReport): Promise<void> {
  const snapshot = `guestwright-${randomBytes(4).toString('hex')}`;
  await report.step('start', () => machine.start({ timeout: '3m' }));
  await report.step(
    'open the desktop',
    async () => machine.openDesktop({ timeout: '1m' }),
    async (desktop) => {
      await report.step(
        'capture',
        () => desktop.capture({ timeout: '1m' }),
        async ({ width, height }) => {
          report.fact('size', `${width}x${height}`);
        },
      );
      for (let time = 0; time < 10; time++) await report.step('capture again', () => desktop.capture());
      await report.step('press and release Shift', () =>
        desktop.keys([
          { key: 'ShiftLeft', down: true },
          { key: 'ShiftLeft', down: false },
        ]),
      );
      report.fact('pointer.absolute', desktop.states['pointer.absolute']);
      await report.step('move the pointer', () => desktop.pointer([{ type: 'moveBy', dx: 5, dy: 5 }]));
      await report.step('dispose the desktop', async () => desktop[Symbol.asyncDispose]());
    },
  );
  await report.step('take a snapshot', () => machine.snapshots.take(snapshot, { timeout: '5m' }));
  await report.step(
    'list snapshots',
    () => machine.snapshots.list(),
    async (list) => {
      report.fact(
        'snapshot found, live',
        list.some(({ name, live }) => name === snapshot && live),
      );
    },
  );
  await report.step('restore it', () => machine.snapshots.restore(snapshot, { timeout: '5m' }));
  await report.step('remove it', () => machine.snapshots.remove(snapshot, { timeout: '5m' }));
  await report.step('pause', () => machine.pause());
  await report.step('resume', () => machine.resume());
  await report.step('reset', () => machine.reset());
  await report.step('stop', () => machine.stop({ timeout: '2m' }));
  await report.step(
    'state',
    () => machine.state(),
    async ({ state, detail }) => report.fact('state', `${state} (${detail})`),
  );
  report.fact('handles held', machine.facts.handles);
}

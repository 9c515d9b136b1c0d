/** Opt-in: the driver on somebody's real product. GUESTWRIGHT_VMX names a machine that is off; a report can be sent. */
import { writeFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { encodePng, expect, type Host, loadDriver, type Machine, test } from 'guestwright';

const vmx = process.env.GUESTWRIGHT_VMX;

interface Tried {
  readonly what: string;
  readonly ms: number;
  readonly outcome: string;
}

/** Tries each thing by itself: one that fails keeps no other from being tried. */
class Report {
  readonly tried: Tried[] = [];

  async try(what: string, work: () => Promise<unknown>): Promise<void> {
    const started = performance.now();
    const outcome = await work().then(
      (value) => (value === undefined ? 'ok' : `ok: ${String(value)}`),
      (error: unknown) => `failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    this.tried.push({ what, ms: Math.round(performance.now() - started), outcome });
  }

  get failed(): readonly Tried[] {
    return this.tried.filter(({ outcome }) => outcome.startsWith('failed'));
  }
}

async function tryMachine(machine: Machine, report: Report, picture: string): Promise<void> {
  const state = async () => (await machine.state()).detail;
  await report.try('snapshot', () => machine.snapshots.take('guestwright-live'));
  await report.try('start', () => machine.start());
  await report.try('state', state);
  await report.try('capture', async () => {
    await using desktop = await machine.openDesktop();
    const frame = await desktop.capture();
    await writeFile(picture, await encodePng(frame));
    return `${frame.width}x${frame.height}`;
  });
  await report.try('keys and pointer', async () => {
    await using desktop = await machine.openDesktop();
    await desktop.keys([
      { key: 'ShiftLeft', down: true },
      { key: 'ShiftLeft', down: false },
    ]);
    await desktop.pointer([{ type: 'move', x: 1, y: 1 }]);
  });
  await report.try('pause', () => machine.pause());
  await report.try('state of a paused machine', state);
  await report.try('resume', () => machine.resume());
  await report.try('snapshot of a running machine', () => machine.snapshots.take('guestwright-live-running'));
  await report.try('list of snapshots', async () => JSON.stringify(await machine.snapshots.list()));
  await report.try('reset', () => machine.reset());
  await report.try('back to the running snapshot', () =>
    machine.snapshots.restore('guestwright-live-running'),
  );
  await report.try('state afterwards', state);
  await report.try('suspend', () => machine.suspend());
  await report.try('state of a suspended machine', state);
  await report.try('start again', () => machine.start());
  await report.try('stop', () => machine.stop());
  await report.try('back to the first snapshot', () => machine.snapshots.restore('guestwright-live'));
  await report.try('snapshots removed', async () => {
    await machine.snapshots.remove('guestwright-live-running');
    await machine.snapshots.remove('guestwright-live');
  });
  await report.try('state at the end', state);
}

if (vmx !== undefined) {
  test('a machine of a real VMware is driven, and a report is written', async ({ browserName: _ }, info) => {
    test.setTimeout(30 * 60_000);
    const report = new Report();
    const path = info.outputPath('vmware-report.json');
    let host: Host | undefined;
    await report.try('connect', async () => {
      host = await (await loadDriver('vmware')).connect({});
    });
    if (host) {
      await using connected = host;
      let machine: Machine | undefined;
      await report.try('open', async () => {
        machine = await connected.machine(vmx);
      });
      if (machine) await tryMachine(machine, report, info.outputPath('screen.png'));
    }
    const facts = {
      system: `${platform()} ${release()} ${arch()}`,
      node: process.version,
      product: host?.version,
    };
    await writeFile(path, JSON.stringify({ ...facts, tried: report.tried }, undefined, 2));
    console.log(`Please send ${path} with an issue.`);
    expect(report.failed).toEqual([]);
  });
}

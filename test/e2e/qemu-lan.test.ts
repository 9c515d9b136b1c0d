/** Machines on a LAN are saved, suspended and killed as others are, and nobody else finds a way in. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { demoMachine, expect, loadDriver, type Machine, test } from 'guestwright';

const ON_LAN = { ...demoMachine, network: { lan: 'lab' } } as const;
/** Of a socket that listens: in the columns `st` of /proc/net/tcp and `Flags` of /proc/net/unix. */
const LISTENS = { tcp: '0A', unix: '00010000' } as const;

/** Lines of /proc/net about sockets of `pid` on which it listens. */
function listeningSockets(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  const inodes = readdirSync(folder).flatMap(
    (name) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [],
  );
  expect(inodes.length).toBeGreaterThan(0); // QMP's at least
  return (['tcp', 'tcp6', 'udp', 'udp6', 'unix'] as const).flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .filter((line) => {
        const columns = line.trim().split(/\s+/);
        const isOurs = columns.some((column) => inodes.includes(column));
        if (table.startsWith('udp')) return isOurs;
        return isOurs && columns.includes(table === 'unix' ? LISTENS.unix : LISTENS.tcp);
      }),
  );
}

const stateOf = async (machine: Machine) => (await machine.state()).state;

test('machines of a LAN listen nowhere, and each is saved, suspended and killed by itself', async () => {
  test.slow();
  await using host = await (await loadDriver('qemu')).connect({});
  await using first = await host.define(ON_LAN);
  await using second = await host.define(ON_LAN);
  for (const machine of [first, second]) await machine.start();
  for (const machine of [first, second]) expect(listeningSockets(machine.facts.pid as number)).toEqual([]);
  const macs = [first, second].map(({ facts }) => /mac=([0-9a-f:]+)/.exec(String(facts.commandLine))?.[1]);
  expect(macs).toEqual(['52:54:00:67:77:01', '52:54:00:67:77:02']);

  await first.snapshots.take('running');
  await first.snapshots.restore('running');
  await first.suspend();
  expect(await stateOf(second)).toBe('running');
  await first.start();
  expect(await stateOf(first)).toBe('running');

  const died = new Promise((resolve) => second.on('died', resolve));
  process.kill(second.facts.pid as number, 'SIGKILL');
  await died;
  expect(await stateOf(first)).toBe('running');
  await second.start();
  expect(await stateOf(second)).toBe('running');
});

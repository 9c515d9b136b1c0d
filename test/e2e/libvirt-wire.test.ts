/** Links and hosts that fail while the libvirt driver waits for an answer: one clear error, and the next call goes on. */
import { expect, test } from '@playwright/test';
import { type Fleet, type FleetHost, startFleet, type Transport } from '../support/libvirt/fleet.ts';
import { connectOverWire, type FleetProgram, type WireAnswer } from '../support/libvirt/wire.ts';

/** So that a silent host is found out in 4 s, long before a call's 30 s are over. */
const KEEPALIVE = { keepalive: { interval: 1, count: 3 } };
const LOST = { code: 'connection-lost', remedy: expect.stringContaining('the host can be reached') };

test.beforeEach(() => test.slow()); // two computers are started, and on a busy one each step takes its time

interface Wire extends AsyncDisposable {
  readonly fleet: Fleet;
  readonly host: FleetHost;
  readonly client: FleetProgram<WireAnswer>;
}

async function connected(transport: Transport): Promise<Wire> {
  const fleet = await startFleet([transport]);
  const [host] = fleet.hosts as readonly [FleetHost];
  const client = await connectOverWire(fleet, host, KEEPALIVE).catch(async (error: unknown) => {
    await fleet[Symbol.asyncDispose]();
    throw error;
  });
  const end = async () => {
    await client[Symbol.asyncDispose]();
    await fleet[Symbol.asyncDispose]();
  };
  return { fleet, host, client, [Symbol.asyncDispose]: end };
}

for (const transport of ['tls', 'tcp', 'ssh'] as const) {
  test(`over ${transport} the driver asks a host, and asks it again after its daemon was killed in the middle of a call`, async () => {
    await using wire = await connected(transport);
    const { host, client } = wire;
    expect(client.started.version).toMatch(/^libvirt \d+\.\d+\.\d+, QEMU \d/);
    expect(await client.ask('machines')).toEqual({ machines: [] });
    await host.run('kill -STOP $DAEMON');
    const asked = client.ask('machines'); // arrives, and is not read
    await host.killDaemon();
    expect(await asked).toMatchObject({ ...LOST, message: expect.stringContaining(host.address) });
    await host.startDaemon();
    expect(await client.ask('machines')).toEqual({ machines: [] });
  });
}

test('a daemon that is stopped in the middle of a call is found out', async () => {
  await using wire = await connected('tls');
  const { host, client } = wire;
  await host.run('kill -STOP $DAEMON');
  expect(await client.ask('machines')).toMatchObject({
    ...LOST,
    message: expect.stringContaining('keepalive'),
  });
  await host.run('kill -CONT $DAEMON');
  expect(await client.ask('machines')).toEqual({ machines: [] });
});

test('a link that is cut is found out, and used again when it is mended', async () => {
  await using wire = await connected('tls');
  const { host, client } = wire;
  await host.cutLink();
  expect(await client.ask('machines')).toMatchObject({
    ...LOST,
    message: expect.stringContaining('keepalive'),
  });
  await host.mendLink();
  expect(await client.ask('machines')).toEqual({ machines: [] });
});

test('a host that rebooted is asked again', async () => {
  await using wire = await connected('tls');
  const { host, client } = wire;
  await host.run('kill -STOP $DAEMON');
  const asked = client.ask('machines'); // arrives, and is not read
  await host.reboot();
  expect(await asked).toMatchObject(LOST);
  expect(await client.ask('machines')).toEqual({ machines: [] });
});

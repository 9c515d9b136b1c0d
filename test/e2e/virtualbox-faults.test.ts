/** Mistakes with machines and media on a real VirtualBox: one clear error each, and nothing left behind. */
import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { demoMachine, expect, type Host, loadDriver, type Machine, test } from 'guestwright';
import { VIRTUALBOX_TESTBED } from '../support/virtualbox/testbed.ts';
import { freePort } from '../support/vnc/free-port.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** The smallest machine. */
const SMALL = { memory: '4 MiB', serial: 0 } as const;

async function withHost(use: (host: Host) => Promise<void>, options = {}): Promise<void> {
  await using host = await (await loadDriver(VIRTUALBOX_TESTBED)).connect(options);
  await use(host);
  const left = (await host.machines()).filter(({ name }) => name.includes(String(process.pid)));
  expect(left).toEqual([]);
}

test('a server that is absent is named with its address', async () => {
  const virtualbox = await loadDriver('virtualbox');
  const port = await freePort();
  const failed = await codeAndMessage(virtualbox.connect({ url: `http://127.0.0.1:${port}/` }));
  expect(failed).toMatch(
    new RegExp(
      `^connection-lost: vboxwebsrv at http://127.0.0.1:${port}: nobody answers \\(ECONNREFUSED\\)\n`,
    ),
  );
});

/** What others answer on their ports, and what we say of it. */
const OTHERS: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a web server': [
    'HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n<h1>No<br',
    /^protocol: http:\/\/127\.0\.0\.1:\d+: expected VirtualBox's web service, got HTTP 404\nCheck address and port; /,
  ],
  'another web service': [
    'HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n<a><b>1</b></a>',
    /^protocol: web service: .*expected a SOAP envelope, got '<a><b>1<\/b><\/a/,
  ],
  'a VNC server': ['RFB 003.008\n', /^connection-lost: vboxwebsrv at .*: the connection broke: /],
  'one that hangs up': ['', /^connection-lost: vboxwebsrv at .*: the connection broke: socket hang up/],
};

for (const [name, [answer, message]] of Object.entries(OTHERS)) {
  test(`${name} on that port is told from VirtualBox's`, async () => {
    const virtualbox = await loadDriver('virtualbox');
    const other = createTcpServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const failed = await codeAndMessage(virtualbox.connect({ url: `http://127.0.0.1:${port}/` }));
    expect(failed).toMatch(message);
    other.close();
  });
}

test('a server that takes the call and says nothing is given up at the deadline', async () => {
  const virtualbox = await loadDriver('virtualbox');
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const failed = codeAndMessage(virtualbox.connect({ url: `http://127.0.0.1:${port}/` }, { timeout: 300 }));
  expect(await failed).toMatch(
    /^timeout: VirtualBox IWebsessionManager::logon did not finish within 300 ms\n/,
  );
  silent.closeAllConnections();
  silent.close();
  expect(await once(connect(port, '127.0.0.1'), 'error')).toBeTruthy();
});

test('a machine that is not there is answered with the nearest name', async () => {
  await withHost(async (host) => {
    await using machine = await host.define({ ...SMALL, name: `nearest-${process.pid}` });
    const failed = await codeAndMessage(host.machine(`nearst-${process.pid}`));
    expect(failed).toMatch(/^unknown-machine: driver 'virtualbox': no machine named 'nearst-\d+'/);
    expect(failed).toContain(`did you mean '${machine.name}'?`);
  });
});

test('a name that is taken is refused before anything is made', async () => {
  await withHost(async (host) => {
    const name = `taken-${process.pid}`;
    await using _first = await host.define({ ...SMALL, name });
    expect(await codeAndMessage(host.define({ ...SMALL, name }))).toBe(
      `invalid-argument: driver 'virtualbox': there is a machine named '${name}' already\n` +
        'Dispose it first, or give this one another name.',
    );
    expect((await host.machines()).filter((machine) => machine.name === name)).toHaveLength(1);
  });
});

test('a medium that is missing is named, when defined and when inserted', async () => {
  const missing = test.info().outputPath('missing.iso');
  await withHost(async (host) => {
    for (const definition of [{ optical: missing }, { floppy: missing }, { disks: [{ image: missing }] }])
      expect(await codeAndMessage(host.define({ ...SMALL, ...definition }))).toMatch(
        new RegExp(`^io: .*'${missing}'`),
      );
    await using machine = await host.define({ ...SMALL, optical: null });
    expect(await codeAndMessage(machine.media.insert('optical', missing))).toContain(`'${missing}'`);
    expect(await codeAndMessage(machine.media.insert('floppy', String(demoMachine.floppy)))).toContain(
      "has no drive 'floppy'",
    );
    await machine.start(); // the failed changes did not lock it
  });
});

test('a disk that another machine writes is refused by that name, and free when that one has gone', async () => {
  const image = test.info().outputPath('disk.img');
  await writeFile(image, Buffer.alloc(2 ** 20));
  const inPlace = { ...SMALL, disks: [{ image, write: 'in-place' }] } as const;
  await withHost(async (host) => {
    {
      await using first = await host.define({ ...inPlace, name: `first-${process.pid}` });
      await first.start();
      expect(await codeAndMessage(host.define(inPlace))).toMatch(
        new RegExp(`^machine-in-use: disk image '${image}' is written by machine '${first.name}' already`),
      );
      expect((await first.state()).state).toBe('running');
    }
    await using second = await host.define(inPlace);
    await second.start(); // nobody holds it any more
  });
});

test("a machine's own copy of a floppy leaves the image alone, and two machines may have it", async () => {
  const image = test.info().outputPath('floppy.img');
  await copyFile(String(demoMachine.floppy), image);
  await withHost(async (host) => {
    await using first = await host.define({ ...demoMachine, floppy: image });
    await using second = await host.define({ ...demoMachine, floppy: image });
    await Promise.all([first.start(), second.start()]);
    expect((await first.state()).state).toBe('running');
    expect((await second.state()).state).toBe('running');
  });
});

test('a snapshot name that is taken, and one that is not there', async () => {
  await withHost(async (host) => {
    await using machine = await host.define(SMALL);
    await machine.snapshots.take('clean');
    expect(await codeAndMessage(machine.snapshots.take('clean'))).toMatch(
      /^snapshot: machine '.*' has a snapshot 'clean' already\nRemove it first/,
    );
    for (const failed of [machine.snapshots.restore('claen'), machine.snapshots.remove('claen')])
      expect(await codeAndMessage(failed)).toMatch(
        /^snapshot: machine '.*' has no snapshot 'claen'.*'clean'/,
      );
    expect(await machine.snapshots.list()).toEqual([{ name: 'clean', live: false }]);
    await machine.snapshots.restore('clean');
  });
});

test("a guest without Guest Additions has no guest control, and one needs a user's name", async () => {
  const guest = { user: 'root', password: 'x' };
  const calls = [
    (machine: Machine) => machine.agent?.exec('/bin/true', []),
    (machine: Machine) => machine.agent?.copyIn('/etc/hostname', '/tmp/a'),
    (machine: Machine) => machine.agent?.copyOut('/tmp/a', test.info().outputPath('a')),
  ];
  const expected = [
    [
      { guest },
      /^machine-state: guest control: VirtualBox's Guest Additions do not run in the guest\nInstall them/,
    ],
    [{}, /^invalid-argument: guest control: expected a user of the guest, got none\nName one /],
  ] as const;
  for (const [options, message] of expected) {
    await withHost(async (host) => {
      await using machine = await host.define(SMALL);
      expect(await codeAndMessage(Promise.resolve(calls[0]?.(machine)))).toMatch(/it is off/);
      await machine.start();
      for (const call of calls) expect(await codeAndMessage(Promise.resolve(call(machine)))).toMatch(message);
      expect((await machine.state()).state).toBe('running');
    }, options);
  }
});

test('displays beyond those that a machine has, and desktops that are open already', async () => {
  await withHost(async (host) => {
    await using machine = await host.define({ ...demoMachine, virtualbox: { displays: 2 } });
    expect(await codeAndMessage(machine.openDesktop())).toMatch(
      /^machine-state: .*expected it to be running, it is off/,
    );
    await machine.start();
    await using first = await machine.openDesktop();
    await using second = await machine.openDesktop({ display: 1 });
    expect((await first.capture()).width).toBeGreaterThan(0);
    // The guest has one display: the other never shows anything.
    expect(await codeAndMessage(second.capture({ timeout: 300 }))).toMatch(/^timeout: /);
    expect(await codeAndMessage(machine.openDesktop({ display: 1 }))).toMatch(
      /^machine-in-use: .*the desktop of display 1 is open already/,
    );
    expect(await codeAndMessage(machine.openDesktop({ display: 2 }))).toMatch(
      /^invalid-argument: .*expected a display below 2, got 2/,
    );
  });
});

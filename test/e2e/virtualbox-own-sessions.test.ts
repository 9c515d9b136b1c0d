/** The web service's sessions and references: expired ones are renewed, none are left behind. */
import { writeFile } from 'node:fs/promises';
import { demoMachine, expect, loadDriver, test } from 'guestwright';
import { openGate } from '../support/virtualbox/gate.ts';
import { startTestbed } from '../support/virtualbox/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** The watchdog looks each second, and ends sessions that were idle for two; it tells all that it does. */
const IMPATIENT = ['-v', '-t', '2', '-i', '1'];

/** All images that VirtualBox knows. */
const IMAGES = 'VBoxManage list hdds; VBoxManage list floppies; VBoxManage list dvds';

/** VirtualBox itself, and the source of its events with our listener. */
const IDLE = 3;
/** Session, machine, console, display, keyboard and mouse. */
const RUNNING = 6;

test('an expired session is logged on again where the call may be repeated, and running machines are joined', async () => {
  await using testbed = await startTestbed({ options: IMPATIENT });
  await using gate = await openGate(testbed.url);
  await using host = await (await loadDriver('virtualbox')).connect({ url: gate.url });
  await using machine = await host.define(demoMachine);
  await machine.start();
  const desktop = await machine.openDesktop();
  const before = await desktop.capture();
  gate.shut();
  await expect.poll(() => testbed.log).toContain('timed out, deleting');
  const keys = codeAndMessage(desktop.scancodes([0x1e, 0x9e]));
  const capture = desktop.capture();
  const machines = host.machines();
  gate.open();
  expect(await keys).toMatch(
    /^connection-lost: VirtualBox IKeyboard::putScancodes: the web service does not know .* any more\nIts web session expired/,
  );
  expect(await machines).toEqual([{ name: machine.name, state: 'running' }]);
  expect((await capture).width).toBe(before.width);
  await desktop.scancodes([0x1e, 0x9e]); // joined again
  await machine.stop();
  expect((await machine.state()).state).toBe('off');
});

test('references do not grow over captures, keys, starts and stops; leaving frees all', async () => {
  test.slow(); // some minutes of a guest's life
  await using testbed = await startTestbed({ options: ['-v'] });
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  {
    await using machine = await host.define({ ...demoMachine, network: 'user' });
    const cycle = async (captures: number) => {
      await machine.start();
      const desktop = await machine.openDesktop();
      for (let i = 0; i < captures; i++) {
        await desktop.capture();
        await desktop.scancodes([0x1e, 0x9e]);
        await desktop.pointer([{ type: 'moveBy', dx: 1, dy: 1 }]);
      }
      await machine.snapshots.take('here');
      await machine.snapshots.restore('here');
      await machine.snapshots.remove('here');
      await machine.media.eject('floppy');
      await machine.media.insert('floppy', String(demoMachine.floppy));
      await desktop[Symbol.asyncDispose]();
      await machine.stop();
    };
    for (let i = 0; i < 4; i++) {
      await cycle(30);
      await expect.poll(() => testbed.references).toBe(IDLE);
    }
    await machine.start();
    await expect.poll(() => testbed.references).toBe(IDLE + RUNNING);
  }
  await expect.poll(() => testbed.references).toBe(IDLE);
  expect(await testbed.run(`${IMAGES}; VBoxManage list vms`)).toBe('');
  await host[Symbol.asyncDispose]();
  await expect.poll(() => testbed.references).toBe(0);
});

test('failures leave neither references nor images behind', async () => {
  await using testbed = await startTestbed({ options: ['-v'] });
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using machine = await host.define(demoMachine);
  const before = await testbed.run(IMAGES);
  const image = test.info().outputPath('disk.img');
  await writeFile(image, Buffer.alloc(2 ** 20));
  for (let i = 0; i < 3; i++) {
    const failures = [
      host.machine('nobody'),
      host.define({ ...demoMachine, name: machine.name }),
      host.define({ ...demoMachine, optical: '/no/such.iso' }), // its disk was made before
      host.define({ disks: [{ image }, { image: '/no/such.img' }] }),
      machine.snapshots.restore('none'),
      machine.media.insert('floppy', '/no/such.img'),
      machine.exportDisk(7, '/no/such/disk.img', 'raw'),
      host.importMachine?.('/no/such.vbox') ?? Promise.resolve(),
      machine.clone?.({ from: 'none' }) ?? Promise.resolve(),
    ];
    expect((await Promise.all(failures.map(codeAndMessage))).filter((text) => text === 'no error')).toEqual(
      [],
    );
    await expect.poll(() => testbed.references).toBe(IDLE);
    expect(await testbed.run(IMAGES)).toBe(before);
  }
});

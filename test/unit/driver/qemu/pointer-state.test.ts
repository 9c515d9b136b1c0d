/** Whether the guest listens to absolute positions: what was known before a reset holds no longer. */
import { expect, test } from '@playwright/test';
import type { Desktop, DesktopStates } from '../../../../src/driver/driver.ts';
import { type DesktopMachine, QemuDesktop } from '../../../../src/driver/qemu/desktop.ts';
import { QmpConnection } from '../../../../src/driver/qmp/connection.ts';
import { FakeQemu } from '../qmp/fake-qemu.ts';
import { fakeMachine } from './fake-binary.ts';

/** A guest whose mouse driver listens when `listens` says so. */
class PointingGuest implements DesktopMachine {
  listens = true;
  epoch = 1;
  readonly failure = undefined;
  readonly powered = true;
  readonly queues = { keyboard: 'ps2', pointer: 'ps2' } as const;
  readonly pictures = test.info().outputPath();
  readonly #qmp: QmpConnection;

  constructor() {
    const qemu = new FakeQemu(({ execute }) => ({
      return: execute === 'query-mice' ? [{ name: 'vmmouse', current: true, absolute: this.listens }] : {},
    }));
    this.#qmp = new QmpConnection(qemu.stream);
  }

  monitor(): QmpConnection {
    return this.#qmp;
  }
}

function told(desktop: Desktop): Promise<DesktopStates> & Disposable {
  let listening: Disposable | undefined;
  const next = new Promise<DesktopStates>((resolve) => {
    listening = desktop.on('states', resolve);
  });
  return Object.assign(next, { [Symbol.dispose]: () => listening?.[Symbol.dispose]() });
}

test('after a reset nothing is known until QEMU was asked again', async () => {
  const guest = new PointingGuest();
  await guest.monitor().open();
  await using desktop = new QemuDesktop(guest, 0, () => {});
  {
    using first = told(desktop);
    expect(await first).toMatchObject({ 'pointer.absolute': true });
  }
  guest.listens = false;
  guest.epoch++;
  expect(desktop.states['pointer.absolute']).toBe(false);
  const refused = await desktop.pointer([{ type: 'move', x: 1, y: 1 }]).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: 'machine-state' });
  guest.listens = true;
  using again = told(desktop);
  expect(await again).toMatchObject({ 'pointer.absolute': true });
});

test('who waits for the pointer after a restore is told, though the answer is the same as before', async () => {
  const guest = new PointingGuest();
  await guest.monitor().open();
  await using desktop = new QemuDesktop(guest, 0, () => {});
  await told(desktop);
  guest.epoch++;
  expect(desktop.states['pointer.absolute']).toBe(false);
  using again = told(desktop);
  expect(await again).toMatchObject({ 'pointer.absolute': true });
});

test('a reset and a new power-on both make it unknown', async () => {
  await using machine = await fakeMachine({
    answer: `
      if (execute === 'query-mice') return [{ name: 'vmmouse', current: true, absolute: true }];
      if (execute === 'system_reset') send({ event: 'RESET', data: { guest: false } });`,
  });
  await machine.start();
  await using desktop = await machine.openDesktop();
  for (const change of [
    () => machine.reset(),
    async () => {
      await machine.stop();
      await machine.start();
    },
  ]) {
    {
      using known = told(desktop);
      expect(await known).toMatchObject({ 'pointer.absolute': true });
    }
    await change();
    expect(desktop.states['pointer.absolute']).toBe(false);
  }
});

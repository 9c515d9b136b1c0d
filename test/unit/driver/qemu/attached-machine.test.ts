/** A machine that is not ours: what its connection's end means. */
import { expect, test } from '@playwright/test';
import { AttachedMachine } from '../../../../src/driver/qemu/attached-machine.ts';
import { qemuDriver } from '../../../../src/driver/qemu/driver.ts';
import { QemuHost } from '../../../../src/driver/qemu/host.ts';
import { QmpConnection } from '../../../../src/driver/qmp/connection.ts';
import { FakeQemu } from '../qmp/fake-qemu.ts';

async function attached(qemu: FakeQemu): Promise<AttachedMachine> {
  const qmp = new QmpConnection(qemu.stream);
  await qmp.open();
  const host = new QemuHost(qemuDriver, 'QEMU of the test');
  const release = async () => qmp[Symbol.dispose]();
  return new AttachedMachine({ name: 'theirs', host, qmp, pictureFolder: test.info().outputPath(), release });
}

/** Answers nothing and ends when it is asked for its state. */
function endingQemu({ poweredOff }: { poweredOff: boolean }): FakeQemu {
  let ending = false;
  return new FakeQemu((_, peer) => {
    if (ending) return undefined;
    ending = true;
    if (poweredOff) peer.send({ event: 'SHUTDOWN', data: { guest: true } });
    setImmediate(() => peer.end());
    return undefined;
  });
}

test('a guest that powers itself off while it is asked for its state is off, not dead', async () => {
  await using machine = await attached(endingQemu({ poweredOff: true }));
  const heard: unknown[] = [];
  machine.on('died', (error) => heard.push(error));
  machine.on('state', ({ state }) => heard.push(state));
  expect(await machine.state()).toMatchObject({ state: 'off' });
  expect(await machine.state()).toMatchObject({ state: 'off' });
  await expect.poll(() => heard.at(-1)).toBe('off');
  expect(heard.filter((value) => value instanceof Error)).toEqual([]);
});

test('a QEMU that is gone without a word leaves an unknown state', async () => {
  await using machine = await attached(endingQemu({ poweredOff: false }));
  const died = new Promise<Error>((resolve) => {
    machine.on('died', resolve);
  });
  expect(await machine.state()).toMatchObject({ state: 'unknown' });
  expect(await died).toMatchObject({ code: 'connection-lost' });
});

/** Input waits for room in a model of QEMU's PS/2 queue, so that nothing is dropped. */
import { expect, test } from '@playwright/test';
import { Deadline } from '../../../../src/base/deadline.ts';
import type { KeyEvent } from '../../../../src/driver/driver.ts';
import { keyGroups, PS2_QUEUE_BYTES } from '../../../../src/driver/qemu/input-events.ts';
import { InputSender } from '../../../../src/driver/qemu/input-sender.ts';
import { QmpConnection } from '../../../../src/driver/qmp/connection.ts';
import { scancodes } from '../../../../src/input/keys.ts';
import { FakeQemu } from '../qmp/fake-qemu.ts';

const OUTPUT_FULL = 0x1d;
const OUTPUT_EMPTY = 0x1c;
/** The guest takes a byte each time somebody looks, and is slow to begin. */
const LOOKS_BEFORE_READING = 5;

/** A keyboard that drops what does not fit, read by a slow guest. */
function slowGuest() {
  const queue: string[] = [];
  const read: string[] = [];
  let looks = 0;
  const qemu = new FakeQemu(({ execute, arguments: args }) => {
    if (execute === 'input-send-event') {
      for (const event of (args?.events ?? []) as { data: { down: boolean; key: { data: string } } }[]) {
        const letter = `Key${event.data.key.data.toUpperCase()}` as KeyEvent['key'];
        const bytes = scancodes(letter, event.data.down);
        if (queue.length + bytes.length <= PS2_QUEUE_BYTES)
          queue.push(`${event.data.key.data}${event.data.down}`);
      }
      return { return: {} };
    }
    if (++looks > LOOKS_BEFORE_READING) read.push(...queue.splice(0, 1));
    const status = queue.length > 0 ? OUTPUT_FULL : OUTPUT_EMPTY;
    return { return: `portb[0x0064] = 0x${status.toString(16)}\r\n` };
  });
  return { qemu, arrived: () => [...read, ...queue] };
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter): KeyEvent[] => {
  const key = `Key${letter.toUpperCase()}` as KeyEvent['key'];
  return [
    { key, down: true },
    { key, down: false },
  ];
});

test('a long text reaches a slow guest whole', async () => {
  const { qemu, arrived } = slowGuest();
  using qmp = new QmpConnection(qemu.stream);
  await qmp.open();
  using deadline = new Deadline('typing', {});
  const sender = new InputSender({ keyboard: 'ps2', pointer: 'ps2' });
  await sender.send(qmp, keyGroups(LETTERS), deadline);
  expect(arrived()).toEqual(LETTERS.map(({ key, down }) => `${key.slice(3).toLowerCase()}${down}`));
});

test('a guest that never reads its keyboard ends the call at its deadline', async () => {
  const qemu = new FakeQemu(({ execute }) => ({
    return: execute === 'human-monitor-command' ? 'portb[0x0064] = 0x1d' : {},
  }));
  using qmp = new QmpConnection(qemu.stream);
  await qmp.open();
  using deadline = new Deadline('sending keys', { timeout: 100 });
  const sending = new InputSender({ keyboard: 'ps2', pointer: 'ps2' }).send(
    qmp,
    keyGroups(LETTERS),
    deadline,
  );
  expect(await sending.catch((thrown: unknown) => thrown)).toMatchObject({ code: 'timeout' });
  expect(qemu.commands.filter(({ execute }) => execute === 'input-send-event')).toHaveLength(1);
});

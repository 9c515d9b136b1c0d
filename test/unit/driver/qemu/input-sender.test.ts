/** Input waits for room in a model of QEMU's PS/2 queue, so that nothing is dropped. */
import { expect, test } from '@playwright/test';
import { Deadline } from '../../../../src/base/deadline.ts';
import type { KeyEvent } from '../../../../src/driver/driver.ts';
import { keyGroups, PS2_QUEUE_BYTES, pointerGroups } from '../../../../src/driver/qemu/input-events.ts';
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

test('a click on a USB tablet stays where it was, though the pointer moves on at once', async () => {
  const tablet = usbTablet();
  using qmp = new QmpConnection(tablet.qemu.stream);
  await qmp.open();
  using deadline = new Deadline('clicking', {});
  const groups = pointerGroups(
    [
      { type: 'move', x: 0, y: 0 },
      { type: 'button', button: 'left', down: true },
      { type: 'button', button: 'left', down: false },
      { type: 'move', x: 99, y: 99 },
    ],
    { width: 100, height: 100 },
  );
  await new InputSender({ keyboard: 'usb', pointer: 'usb' }).send(qmp, groups, deadline);
  const [x, y] = [groups[0], groups[3]].map((group) => group?.events[0]?.data) as { value: number }[];
  expect(await tablet.reports()).toEqual([
    { x: x?.value, down: false },
    { x: x?.value, down: true },
    { x: x?.value, down: false },
    { x: y?.value, down: false },
  ]);
});

/** How often the guest fetches the reports that wait, ms: slower than it should. */
const FETCH_INTERVAL = 20;

/** A tablet as hw/input/hid.c has it: what waits takes a move into itself unless the buttons differ. */
function usbTablet() {
  type Report = { x: number; down: boolean };
  const queue: Report[] = [];
  const fetched: Report[] = [];
  let state: Report = { x: -1, down: false };
  const timer = setInterval(() => fetched.push(...queue.splice(0)), FETCH_INTERVAL);
  const qemu = new FakeQemu(({ execute, arguments: args }) => {
    if (execute !== 'input-send-event') return { return: {} };
    for (const { type, data } of (args?.events ?? []) as { type: string; data: Record<string, unknown> }[]) {
      if (type === 'abs' && data.axis === 'x') state = { ...state, x: Number(data.value) };
      if (type === 'btn') state = { ...state, down: data.down === true };
    }
    const last = queue.at(-1);
    if (last?.down === state.down) last.x = state.x;
    else queue.push({ ...state });
    return { return: {} };
  });
  return {
    qemu,
    reports: async () => {
      await expect.poll(() => queue.length).toBe(0);
      clearInterval(timer);
      return fetched;
    },
  };
}

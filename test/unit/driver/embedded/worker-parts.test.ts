/** Small parts of the worker: clock, power ports, serial batches, what changed since the last frame. */
import { expect, test } from '@playwright/test';
import { continueClock, holdClock, setClock } from '../../../../src/driver/embedded/clock.ts';
import type { Display } from '../../../../src/driver/embedded/display.ts';
import { FrameDiffer } from '../../../../src/driver/embedded/frame-differ.ts';
import { watchLeds } from '../../../../src/driver/embedded/keyboard-leds.ts';
import { watchPower } from '../../../../src/driver/embedded/power-ports.ts';
import { SerialBatches } from '../../../../src/driver/embedded/serial-batches.ts';
import { EmbeddedSerialPort } from '../../../../src/driver/embedded/serial-port.ts';
import type { V86Cpu, V86Rtc } from '../../../../src/driver/embedded/v86-internals.ts';
import { createPicture } from '../../../../src/frame/picture.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2001, 1, 3);

/** A clock that was brought up to date an hour ago. */
function anHourAgo(time: number): V86Rtc {
  return { rtc_time: time, last_update: Date.now() - HOUR, cmos_write: () => {} };
}

/** What v86 does when the guest reads its clock. */
function read(rtc: V86Rtc): number {
  return rtc.rtc_time + Date.now() - rtc.last_update;
}

test('a pinned clock starts at its moment and goes on with the guest', () => {
  const rtc = anHourAgo(0);
  const plan = { start: START, follows: 'guest' } as const;
  setClock(rtc, plan);
  expect(Math.abs(read(rtc) - START)).toBeLessThan(1000);
  const paused = anHourAgo(START);
  continueClock(paused, plan);
  expect(Math.abs(read(paused) - START)).toBeLessThan(1000);
});

test('a pinned clock that follows the host, and the host clock itself, step over a pause', () => {
  const pinned = anHourAgo(START);
  continueClock(pinned, { start: START, follows: 'host' });
  expect(Math.abs(read(pinned) - START - HOUR)).toBeLessThan(1000);
  const host = anHourAgo(START);
  continueClock(host, 'host');
  expect(Math.abs(read(host) - Date.now())).toBeLessThan(1000);
});

test('holding a clock counts the time until then', () => {
  const rtc = anHourAgo(START);
  holdClock(rtc);
  expect(Math.abs(rtc.rtc_time - START - HOUR)).toBeLessThan(1000);
});

/** A processor whose ports can be written. */
function fakeCpu() {
  const ports = new Map<number, { write8?: (value: number) => void; write16?: (value: number) => void }>();
  const cpu = {
    io: {
      register_write: (port: number, _device: object, write8?: () => void, write16?: () => void) => {
        ports.set(port, { ...(write8 && { write8 }), ...(write16 && { write16 }) });
      },
    },
    reboot_internal: () => {},
  } as unknown as V86Cpu;
  return { cpu, ports };
}

test('ACPI power off, Bochs power off and a reset are noticed, other writes are not', () => {
  const { cpu, ports } = fakeCpu();
  const seen: string[] = [];
  watchPower(
    cpu,
    () => seen.push('off'),
    () => seen.push('reset'),
  );
  ports.get(0x604)?.write16?.(0x0001);
  ports.get(0x604)?.write16?.(0x2400); // another sleep state
  expect(seen).toEqual([]);
  ports.get(0x604)?.write16?.(0x2000);
  ports.get(0xb004)?.write16?.(0x2001);
  for (const byte of Buffer.from('ShutShutdown')) ports.get(0x8900)?.write8?.(byte);
  cpu.reboot_internal();
  expect(seen).toEqual(['off', 'off', 'off', 'reset']);
});

test('the argument of the set-lights command is read on its way to the keyboard', () => {
  const { cpu, ports } = fakeCpu();
  const written: number[] = [];
  const ps2 = { next_read_led: false, port60_write: (value: number) => written.push(value) };
  Object.assign(cpu, { devices: { ps2 } });
  const seen: unknown[] = [];
  watchLeds(cpu, (leds) => seen.push(leds));
  ports.get(0x60)?.write8?.(0xed);
  ps2.next_read_led = true;
  ports.get(0x60)?.write8?.(0x04);
  expect(written).toEqual([0xed, 0x04]);
  expect(seen).toEqual([{ capsLock: true, numLock: false, scrollLock: false }]);
});

test('serial bytes are batched by port, and characters may be spread over batches', async () => {
  const sent: [number, number[]][] = [];
  const batches = new SerialBatches((port, bytes) => sent.push([port, [...bytes]]));
  batches.add(0, 1);
  batches.add(1, 2);
  batches.add(0, 3);
  expect(sent).toEqual([]);
  batches.flush();
  batches.flush();
  expect(sent).toEqual([
    [0, [1, 3]],
    [1, [2]],
  ]);
  const port = new EmbeddedSerialPort(async () => {});
  const heard: string[] = [];
  port.onData((text) => heard.push(text));
  const bytes = Buffer.from('aé');
  port.received(bytes.subarray(0, 2));
  port.received(bytes.subarray(2));
  expect(heard).toEqual(['a', 'é']);
  expect(port.output).toBe('aé');
});

test('the first answer is the whole screen, later ones the changed rows, in the memory offered', () => {
  const picture = createPicture({ width: 32, height: 48 });
  const state = { changed: true };
  const display = { update: () => state.changed, picture } as unknown as Display;
  const differ = new FrameDiffer(display);
  expect(differ.next(true, undefined)).toMatchObject({ kind: 'changed', damage: 'all', top: 0, count: 48 });
  expect(differ.next(false, undefined).kind).toBe('unchanged');
  state.changed = false;
  expect(differ.next(false, undefined).kind).toBe('unchanged');
  const spare = new ArrayBuffer(100_000);
  expect(differ.next(false, spare).kind).toBe('unchanged');
  picture.pixels[20 * 32 + 3] = 0xff0000ff;
  state.changed = true;
  const answer = differ.next(false, undefined);
  expect(answer).toMatchObject({
    kind: 'changed',
    damage: [{ x: 0, y: 16, width: 16, height: 16 }],
    top: 16,
    count: 16,
  });
  if (answer.kind !== 'changed') return;
  expect(answer.rows).toBe(spare);
  expect(new Uint32Array(answer.rows)[4 * 32 + 3]).toBe(0xff0000ff);
});

test('looking for damage does not lose it for the next frame', () => {
  const picture = createPicture({ width: 16, height: 16 });
  const state = { changed: true };
  const differ = new FrameDiffer({ update: () => state.changed, picture } as unknown as Display);
  differ.next(true, undefined);
  picture.pixels[0] = 1;
  expect(differ.look()).toBe(true);
  state.changed = false;
  expect(differ.look()).toBe(true);
  expect(differ.next(false, undefined).kind).toBe('changed');
  expect(differ.look()).toBe(false);
});

/** Pixels: what arrives over VNC is what QEMU shows, in every encoding and video mode; Xvnc and x11vnc likewise. */
import { execFile } from 'node:child_process';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Desktop, expect, type Frame, loadDriver, test } from 'guestwright';
import { qemuPeer } from '../support/vnc/qemu-behind-vnc.ts';
import { startX11vnc, startXvnc, type XSession } from '../support/vnc/x-session.ts';

/** RFC 6143 section 7.7; CopyRect cannot be alone: what it copies must have come somehow. */
const ENCODINGS = { raw: [0], copyRect: [1, 0], rre: [2], hextile: [5], zrle: [16], tight: [7] } as const;
/** Numbers of the letters that modes.asm sends. */
const MODES = [
  ...['720x400', '640x400', '640x480', '640x480', '640x480', '640x480', '640x480'],
  ...['800x600', '1024x768', '1280x1024'],
];
const FLOPPY_BYTES = 1_474_560;

test('frames over VNC equal screendumps in every encoding and in ten video modes', async () => {
  test.setTimeout(120_000);
  const floppy = test.info().outputPath('modes.img');
  const source = join(import.meta.dirname, '../support/vnc/modes.asm');
  await promisify(execFile)('nasm', ['-f', 'bin', '-o', floppy, source]);
  await truncate(floppy, FLOPPY_BYTES);
  await using peer = await qemuPeer({ floppy, memory: '32 MiB', bootOrder: ['floppy'] });
  await peer.qemu.start();
  await using dump = await peer.qemu.openDesktop();
  const driver = await loadDriver('vnc');
  // The stream lives through all modes; captures come from a connection each.
  for (const [index, size] of MODES.entries()) {
    const letter = String.fromCharCode(0x41 + index);
    await expect.poll(() => peer.qemu.serial().output).toContain(`${letter}\n`);
    const expected = await dump.capture();
    expect(`${expected.width}x${expected.height}`).toBe(size);
    expect(new Set(expected.pixels).size).toBeGreaterThan(1); // it is painted
    for (const [name, encodings] of Object.entries(ENCODINGS)) {
      await using host = await driver.connect({ address: peer.address, encodings });
      await using desktop = await (await host.machine(peer.address)).openDesktop();
      expect(differing(await desktop.capture(), expected), `mode ${index} (${size}) in ${name}`).toBe(0);
    }
    await dump.keys([
      { key: 'Space', down: true },
      { key: 'Space', down: false },
    ]);
  }
});

test('frames of the stream equal screendumps while the guest changes its mode', async () => {
  const floppy = test.info().outputPath('modes.img');
  const source = join(import.meta.dirname, '../support/vnc/modes.asm');
  await promisify(execFile)('nasm', ['-f', 'bin', '-o', floppy, source]);
  await truncate(floppy, FLOPPY_BYTES);
  await using peer = await qemuPeer({ floppy, memory: '32 MiB', bootOrder: ['floppy'] });
  await using host = await (await loadDriver('vnc')).connect(peer.connect);
  const machine = await host.machine(peer.qemu.name);
  await machine.start();
  await using dump = await peer.qemu.openDesktop();
  await using desktop = await machine.openDesktop();
  const stop = new AbortController();
  const frames = desktop
    .frames({ signal: stop.signal, allocator: { allocate, release: () => {} } })
    [Symbol.asyncIterator]();
  for (const index of MODES.keys()) {
    await expect.poll(() => peer.qemu.serial().output).toContain(`${String.fromCharCode(0x41 + index)}\n`);
    const painted = performance.now();
    const expected = await dump.capture();
    const frame = await frameSince(frames, painted);
    expect(differing(frame, expected), `mode ${index}`).toBe(0);
    await desktop.keys([
      { key: 'Space', down: true },
      { key: 'Space', down: false },
    ]);
  }
  stop.abort();
  expect((await frames.next()).done).toBe(true);
});

for (const [name, start] of Object.entries({ Xvnc: startXvnc, x11vnc: startX11vnc })) {
  for (const depth of [24, 16] as const) {
    test(`${name} with ${depth} bits: every encoding gives the same picture`, async () => {
      await using session = await start({ width: 800, height: 600, depth });
      await using _drawing = await drawn(session);
      const frames = [];
      for (const encodings of Object.values(ENCODINGS)) {
        await using host = await (await loadDriver('vnc')).connect({ address: session.address, encodings });
        await using desktop = await (await host.machine(session.address)).openDesktop();
        frames.push(await desktop.capture());
      }
      const [first, ...others] = frames as [Frame, ...Frame[]];
      expect(new Set(first.pixels).size).toBeGreaterThan(2);
      expect(others.map((frame) => differing(frame, first))).toEqual(others.map(() => 0));
    });
  }
}

/** Something with structure on the display, which stays. */
async function drawn(session: XSession): Promise<AsyncDisposable> {
  const program = session.run('mousepad');
  await using host = await (await loadDriver('vnc')).connect({ address: session.address });
  await using desktop = await (await host.machine(session.address)).openDesktop();
  await expect.poll(async () => (await colours(desktop)) > 20).toBe(true);
  process.kill(-program.pid, 'SIGSTOP'); // its cursor would blink
  return { [Symbol.asyncDispose]: async () => void process.kill(-program.pid, 'SIGCONT') };
}

async function colours(desktop: Desktop): Promise<number> {
  return new Set((await desktop.capture()).pixels).size;
}

function allocate(width: number, height: number): Uint8Array {
  return new Uint8Array(width * height * 4);
}

async function frameSince(frames: AsyncIterator<Frame>, time: number): Promise<Frame> {
  for (;;) {
    const { value } = (await frames.next()) as { value: Frame };
    if (value.time >= time) return value;
  }
}

/** Number of pixels; all of them if the sizes differ. */
function differing(a: Frame, b: Frame): number {
  if (a.width !== b.width || a.height !== b.height) return a.pixels.length;
  return a.pixels.reduce((count, pixel, index) => count + Number(pixel !== b.pixels[index]), 0);
}

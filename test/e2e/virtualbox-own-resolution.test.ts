/** New resolutions: told by an event where the guest's own driver sets them, and seen by captures always. */
import { type Desktop, demoMachine, expect, type Host, loadDriver, type Machine, test } from 'guestwright';
import {
  SVGA_DONE,
  SVGA_HEIGHT,
  SVGA_READY,
  svgaMode,
  writeSvgaGuest,
} from '../support/virtualbox/svga-guest.ts';
import { startTestbed, type Testbed } from '../support/virtualbox/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** VirtualBox itself, and the source of its events with our listener. */
const IDLE = 3;
/** Session, machine, console, display, keyboard and mouse. */
const RUNNING = 6;
/** The console's source of events, and our listener there. */
const WATCHING = 2;

interface Svga {
  readonly testbed: Testbed;
  readonly host: Host;
  readonly machine: Machine;
}

/** A machine whose guest sets modes by a driver of its own, not started. */
async function withSvga(use: (svga: Svga) => Promise<void>): Promise<void> {
  const floppy = test.info().outputPath('svga.img');
  await writeSvgaGuest(floppy);
  await using testbed = await startTestbed({ options: ['-v'] });
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  const virtualbox = { videoMemory: '16 MiB' } as const;
  await using machine = await host.define({ name: 'svga', memory: '16 MiB', serial: 1, floppy, virtualbox });
  await testbed.run('VBoxManage modifyvm svga --graphicscontroller vmsvga');
  await use({ testbed, host, machine });
}

async function startSvga({ machine }: Svga): Promise<void> {
  await machine.start();
  const ready = () => machine.serial().output.split(SVGA_READY).length;
  await expect.poll(ready).toBeGreaterThan(1);
}

async function setWidth({ machine }: Svga, width: number): Promise<void> {
  const done = () => machine.serial().output.split(SVGA_DONE).length;
  const before = done();
  await machine.serial().write(svgaMode(width));
  await expect.poll(done).toBe(before + 1);
}

/** Where it is not told so long, it will not be, ms. */
const LONGEST_TELLING = 5000;

async function isTold(desktop: Desktop, width: number): Promise<boolean> {
  const told = expect.poll(() => desktop.size?.width, { timeout: LONGEST_TELLING }).toBe(width);
  return await told.then(
    () => true,
    () => false,
  );
}

test('a resolution that the guest sets is told without a capture, and references do not grow', async () => {
  test.slow();
  await withSvga(async (svga) => {
    const { testbed, machine } = svga;
    for (let start = 0; start < 3; start++) {
      await startSvga(svga);
      const desktop = await machine.openDesktop();
      // The first mode after VGA's is not told.
      await setWidth(svga, 1024);
      await expect.poll(async () => (await desktop.capture()).width).toBe(1024);
      let hints = 0;
      desktop.on('damage', () => hints++);
      await expect.poll(() => testbed.references).toBe(IDLE + RUNNING + WATCHING);
      // Now and then the next is not told either; from the first that is told, all are.
      for (const width of [800, 1024, 800]) {
        await setWidth(svga, width);
        if (await isTold(desktop, width)) break;
      }
      for (const width of [640, 800, 1024, 640, 800, 1024]) {
        const before = hints;
        await setWidth(svga, width);
        await expect.poll(() => desktop.size).toEqual({ width, height: SVGA_HEIGHT });
        expect(hints).toBe(before + 1);
      }
      expect((await desktop.capture()).width).toBe(1024);
      await expect.poll(() => testbed.references).toBe(IDLE + RUNNING + WATCHING);
      if (start === 0) {
        await desktop[Symbol.asyncDispose](); // before the machine stops, and after
        await expect.poll(() => testbed.references).toBe(IDLE + RUNNING);
      }
      await machine.stop();
      await expect.poll(() => testbed.references).toBe(IDLE);
      await desktop[Symbol.asyncDispose]();
    }
  });
});

test('a new resolution hastens the next frame of a stream', async () => {
  await withSvga(async (svga) => {
    const { machine } = svga;
    await startSvga(svga);
    await using desktop = await machine.openDesktop();
    await setWidth(svga, 1024);
    await expect.poll(async () => (await desktop.capture()).width).toBe(1024);
    const over = new AbortController();
    const widths: number[] = [];
    const watching = (async () => {
      const allocator = { allocate: (w: number, h: number) => new Uint8Array(w * h * 4), release: () => {} };
      for await (const { width } of desktop.frames({ signal: over.signal, allocator })) widths.push(width);
    })();
    for (const width of [640, 800]) {
      await setWidth(svga, width);
      await expect.poll(() => widths.at(-1)).toBe(width);
      expect(desktop.size).toEqual({ width, height: SVGA_HEIGHT });
    }
    over.abort();
    await watching;
  });
});

test("modes of the guest's VGA BIOS are not told by any event, and seen by captures", async () => {
  await using testbed = await startTestbed();
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using machine = await host.define(demoMachine);
  await machine.start();
  await expect.poll(() => machine.serial().output).toContain('page boot-menu');
  await using desktop = await machine.openDesktop();
  await desktop.capture();
  const hints: string[] = [];
  desktop.on('damage', () => hints.push('damage'));
  for (const [width, height] of [
    [640, 480],
    [800, 600],
    [1024, 768],
  ]) {
    await machine.serial().write(`mode ${width}x${height}\n`);
    await expect.poll(async () => (await desktop.capture()).width).toBe(width);
    expect(desktop.size).toEqual({ width, height });
  }
  expect(hints).toEqual([]);
});

test('a killed web service leaves nobody who listens, or tries to', async () => {
  test.slow();
  await withSvga(async (svga) => {
    const { testbed, host, machine } = svga;
    await startSvga(svga);
    const desktop = await machine.openDesktop();
    await desktop.capture();
    await expect.poll(() => testbed.references).toBe(IDLE + RUNNING + WATCHING);
    await testbed.killWebService();
    const { watches } = (host as unknown as { readonly web: { readonly watches: ReadonlySet<object> } }).web;
    for (let i = 0; i < 3; i++) {
      expect(await codeAndMessage(desktop.capture())).toMatch(/^connection-lost: /);
      await expect.poll(() => watches.size).toBe(0);
    }
    await testbed.startWebService('-v');
    await desktop[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
  });
});

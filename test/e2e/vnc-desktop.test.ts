/** Linux desktops behind Xvnc and x11vnc: every character of a layout, clipboard, size, restarts of the server. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGuest, expect, type Guest, type LayoutName, layout, loadDriver, test } from 'guestwright';
import { startOpenbox, startX11vnc, startXvnc, type XSession } from '../support/vnc/x-session.ts';

const SERVERS = { Xvnc: startXvnc, x11vnc: startX11vnc };
/** Keys a second: these servers do without pauses. */
const FAST = 200;
/** What a window of xev is filled with. */
const WHITE = 0xffff_ffff;
/** Characters a line of the typed text. */
const LINE = 32;

/** A guest over the session's display. */
async function viewed(
  session: XSession,
  options: Readonly<Record<string, unknown>> = {},
): Promise<{ guest: Guest } & AsyncDisposable> {
  const host = await (await loadDriver('vnc')).connect({ address: session.address, ...options });
  const machine = await host.machine(session.address);
  const guest = await createGuest({ machine, screens: '.' });
  const dispose = async () => {
    await guest.dispose();
    await host[Symbol.asyncDispose]();
  };
  return { guest, [Symbol.asyncDispose]: dispose };
}

/** An editor on `file` with the focus. */
async function openEditor(session: XSession, guest: Guest, file: string): Promise<void> {
  await writeFile(file, '');
  await startOpenbox(session);
  const empty = await guest.capture();
  session.run('mousepad', file);
  await expect.poll(async () => changed(await guest.capture(), empty)).toBeGreaterThan(10_000);
  // It takes keys once it has the focus.
  await expect
    .poll(async () => {
      await guest.keyboard.type('x');
      await guest.keyboard.press('Control+s');
      return await readFile(file, 'utf8');
    })
    .toContain('x');
  await guest.keyboard.press('Control+a');
  await guest.keyboard.press('Delete');
}

function changed(a: { pixels: Uint32Array }, b: { pixels: Uint32Array }): number {
  return a.pixels.reduce((count, pixel, index) => count + Number(pixel !== b.pixels[index]), 0);
}

/** What GTK makes of these pairs of strokes is something else, or nothing. */
const COMPOSED_OTHERWISE = '´¨ΏǾῺẛ';

/** All characters of a layout, in lines. */
function everything(name: LayoutName): string {
  const characters = layout(name)
    .characters()
    .filter((character) => !COMPOSED_OTHERWISE.includes(character));
  const lines = [];
  for (let at = 0; at < characters.length; at += LINE) lines.push(characters.slice(at, at + LINE).join(''));
  return `${lines.join('\n')}\n`;
}

for (const [server, start] of Object.entries(SERVERS)) {
  for (const name of ['us', 'de'] as const) {
    test(`${server} with the ${name} layout gets every character of it`, async () => {
      await using session = await start({ width: 800, height: 600 });
      await session.run('setxkbmap', name).ended;
      await using view = await viewed(session, { keys: { press: 0, interval: 0 } });
      const { guest } = view;
      const file = join(session.home, 'typed.txt');
      await openEditor(session, guest, file);
      const text = everything(name);
      await guest.keyboard.type(text, { layout: name, rate: FAST });
      await guest.keyboard.press('Control+s');
      await expect.poll(() => readFile(file, 'utf8')).toBe(text);
    });
  }

  test(`${server}: the pointer arrives at the pixel, buttons and the wheel as themselves`, async () => {
    await using session = await start({ width: 800, height: 600 });
    await using view = await viewed(session);
    const { guest } = view;
    const xev = session.run('xev', '-geometry', '800x600+0+0', '-event', 'button', '-event', 'mouse');
    const white = (frame: { pixels: Uint32Array }) => frame.pixels.filter((pixel) => pixel === WHITE).length;
    await expect.poll(async () => white(await guest.capture())).toBeGreaterThan(400_000);
    for (const [x, y] of [
      [2, 2],
      [799, 599],
      [123, 45],
    ] as const) {
      await guest.mouse.move(x, y);
      await expect.poll(() => xev.output).toContain(`root:(${x},${y})`);
    }
    for (const [button, number] of [
      ['left', 1],
      ['middle', 2],
      ['right', 3],
    ] as const) {
      await guest.mouse.down({ button });
      await guest.mouse.up({ button });
      await expect.poll(() => xev.output).toMatch(new RegExp(`ButtonRelease(.*\\n){2}.*button ${number},`));
    }
    await guest.mouse.wheel(0, -2);
    await guest.mouse.wheel(0, 1);
    await guest.mouse.wheel(-1, 1);
    const sideways = server === 'Xvnc' ? ['6'] : []; // x11vnc knows five buttons
    const pressed = () =>
      [...xev.output.matchAll(/ButtonPress(?:.*\n){2}.*button (\d)/g)].map(([, number]) => number);
    await expect.poll(pressed).toEqual(['1', '2', '3', '4', '4', '5', '5', ...sideways]);
  });

  test(`${server}: after a restart of the server the guest goes on, and the call log tells`, async () => {
    await using session = await start({ width: 800, height: 600 });
    await using view = await viewed(session);
    const { guest } = view;
    await guest.capture();
    await session.restartServer();
    expect(await guest.capture()).toMatchObject({ width: 800, height: 600 });
    expect(guest.callLog.join('\n')).toMatch(/VNC: .*lost.*\n(.*\n)*.*VNC: .*again/);
  });
}

test('Xvnc: the clipboard goes both ways, beyond Latin-1', async () => {
  await using session = await startXvnc({ width: 800, height: 600 });
  await using view = await viewed(session);
  const { guest } = view;
  const file = join(session.home, 'typed.txt');
  await openEditor(session, guest, file);
  const text = 'Grüße, Ωμέγα, 東京';
  await guest.clipboard.write(text);
  await guest.keyboard.press('Control+v');
  await guest.keyboard.press('Control+s');
  await expect.poll(() => readFile(file, 'utf8')).toBe(text);
  await guest.keyboard.type(' back');
  await guest.keyboard.press('Control+a');
  await guest.keyboard.press('Control+c');
  await expect.poll(() => guest.clipboard.read()).toBe(`${text} back`);
});

test("x11vnc: Latin-1 text reaches the X server's cut buffer and comes from it", async () => {
  await using session = await startX11vnc({ width: 800, height: 600 });
  await using view = await viewed(session);
  const { guest } = view;
  const xprop = async (...args: readonly string[]) => {
    const program = session.run('xprop', '-root', ...args, 'CUT_BUFFER0');
    await program.ended;
    return program.output;
  };
  await guest.clipboard.write('to the guest');
  await expect.poll(() => xprop()).toContain('"to the guest"');
  await expect
    .poll(async () => {
      await xprop('-remove');
      const set = session.run('xprop', '-root', '-f', 'CUT_BUFFER0', '8s', '-set', 'CUT_BUFFER0', 'from it');
      await set.ended;
      return await guest.clipboard.read();
    })
    .toBe('from it');
});

test('Xvnc takes the size that is asked for; a server that does not says so', async () => {
  await using session = await startXvnc({ width: 800, height: 600 });
  {
    await using view = await viewed(session, { display: { width: 1000, height: 700 } });
    expect(await view.guest.capture()).toMatchObject({ width: 1000, height: 700 });
  }
  await using fixed = await startXvnc({ width: 800, height: 600, args: ['-AcceptSetDesktopSize=0'] });
  await expect(viewed(fixed, { display: { width: 1000, height: 700 } })).rejects.toMatchObject({
    message: expect.stringContaining('1000x700'),
  });
});

test('a server that is gone for good fails the waits with its reason', async () => {
  const session = await startXvnc({ width: 800, height: 600 });
  await using view = await viewed(session, { reconnect: '200ms' });
  const { guest } = view;
  await guest.capture();
  const still = guest
    .text('never shown')
    .waitFor({ timeout: '30s' })
    .catch((error: unknown) => error);
  await session[Symbol.asyncDispose]();
  expect(await still).toMatchObject({ code: 'machine-died', message: expect.stringContaining('VNC') });
  expect(await guest.power.state()).toBe('unknown');
});

test('the machine is taken by one at a time, who is named', async () => {
  await using session = await startXvnc({ width: 800, height: 600 });
  await using _first = await viewed(session, { owner: 'the nightly run' });
  await expect(viewed(session)).rejects.toMatchObject({
    code: 'machine-in-use',
    message: expect.stringContaining('the nightly run'),
  });
});

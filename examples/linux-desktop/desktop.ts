/** `test` with a Linux desktop of its own: TigerVNC's Xvnc, the window manager Openbox, and a menu with an editor. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base } from 'guestwright';

interface Desktop {
  /** Its user's home folder. */
  readonly home: string;
  /** Where its VNC server listens. */
  readonly address: string;
}

export const test = base.extend<object, { desktop: Desktop }>({
  // One for each worker; the guest's driver connects to it.
  desktop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const home = await mkdtemp(join(tmpdir(), 'desktop-'));
      const address = join(home, 'vnc.sock');
      const programs: ChildProcess[] = [];
      try {
        const server = spawn('Xvnc', [...SERVER, '-rfbunixpath', address], {
          stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        });
        programs.push(server);
        const [display] = (await once(server.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
        const env = { ...process.env, ...SESSION, HOME: home, DISPLAY: `:${display.toString().trim()}` };
        await writeMenu(home, { Editor: 'mousepad' });
        const manager = spawn('openbox', MANAGER, { env, cwd: home, stdio: ['ignore', 'pipe', 'ignore'] });
        programs.push(manager);
        await ready(manager.stdout); // a click before that would reach nobody
        await use({ home, address });
      } finally {
        for (const program of programs.reverse()) await end(program);
        await rm(home, { recursive: true, maxRetries: 3 }); // a program may still write its settings
      }
    },
    { scope: 'worker' },
  ],
  driver: [
    async ({ desktop: { address } }, use) => await use({ name: 'vnc', address, machine: 'linux' }),
    { scope: 'worker' },
  ],
  machine: { attach: 'linux' },
  screens: join(import.meta.dirname, 'screens'),
});

/**
 * A free display of a fixed size and resolution, so that text looks the same everywhere; no network. It ends by itself
 * when nobody looks at it for a while: the test runner was killed.
 */
const SERVER = [
  ...['-displayfd', '3', '-geometry', '1024x768', '-depth', '24', '-dpi', '96'],
  ...['-nolisten', 'tcp', '-rfbport', '-1', '-SecurityTypes', 'None', '-MaxDisconnectionTime', '60'],
];

/** It says when it is ready for keys and buttons. */
const MANAGER = ['--sm-disable', '--startup', 'echo ready'];

/** Programs see no settings or languages of whoever runs the test. */
const SESSION = {
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  GTK_THEME: 'Adwaita',
  GSETTINGS_BACKEND: 'memory',
  NO_AT_BRIDGE: '1',
  DBUS_SESSION_BUS_ADDRESS: '',
  XDG_CONFIG_HOME: '',
  XDG_DATA_HOME: '',
  XDG_CACHE_HOME: '',
};

/** What a right click on the desktop offers. */
async function writeMenu(home: string, programs: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(home, '.config', 'openbox');
  await mkdir(folder, { recursive: true });
  const items = Object.entries(programs).map(
    ([label, command]) =>
      `<item label="${label}"><action name="Execute"><command>${command}</command></action></item>`,
  );
  const menu = `<menu id="root-menu" label="Programs">${items.join('')}</menu>`;
  await writeFile(join(folder, 'menu.xml'), `<openbox_menu>${menu}</openbox_menu>`);
}

async function ready(output: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface(output)) if (line === 'ready') return;
  throw new Error('openbox ended before it was ready');
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill();
  await once(program, 'exit');
}

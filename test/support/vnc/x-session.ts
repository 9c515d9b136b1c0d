/** X servers with a VNC server, a window manager and programs on them, from Debian's packages. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PeerOptions, type PeerProcess, startPeer } from './peer-process.ts';

export interface XOptions {
  readonly width?: number;
  readonly height?: number;
  /** Colour depth of the X server. Default 24. */
  readonly depth?: 8 | 16 | 24;
  /** Further arguments of the VNC server. */
  readonly args?: readonly string[];
  /** Of Xvnc. */
  readonly env?: NonNullable<PeerOptions['env']>;
}

/** A display with a VNC server. */
export interface XSession extends AsyncDisposable {
  /** The VNC server's address. */
  readonly address: string;
  /** Home of all programs of the session; it goes with the session. */
  readonly home: string;
  /** Starts a program on the display; it ends with the session. */
  run(command: string, ...args: readonly string[]): PeerProcess;
  /** Ends the VNC server and starts it again; Xvnc's programs end with it. */
  restartServer(): Promise<void>;
}

/** TigerVNC's Xvnc, which is X server and VNC server in one. */
export async function startXvnc(options: XOptions = {}): Promise<XSession> {
  const { width = 1024, height = 768, depth = 24, args = [], env = {} } = options;
  return await openSession(async (home, own) => {
    const socket = join(home, 'vnc.sock');
    const start = async (display: readonly string[]) => {
      const server = own(
        startPeer(
          'Xvnc',
          [
            ...display,
            ...['-geometry', `${width}x${height}`, '-depth', `${depth}`, '-dpi', '96', '-nolisten', 'tcp'],
            ...['-rfbport', '-1', '-rfbunixpath', socket, '-SecurityTypes', 'None', ...args],
          ],
          { leaves: home, env },
        ),
      );
      return { server, display: `:${await server.announced}` };
    };
    let { server, display } = await start(['-displayfd', '3']);
    const restart = async () => {
      await server[Symbol.asyncDispose]();
      ({ server } = await start([display, '-displayfd', '3']));
    };
    return { display, address: `unix:${socket}`, restart };
  });
}

/** x11vnc on an Xvfb: a VNC server that looks at another program's display. */
export async function startX11vnc(options: XOptions = {}): Promise<XSession> {
  const { width = 1024, height = 768, depth = 24, args = [] } = options;
  return await openSession(async (home, own) => {
    const screen = `${width}x${height}x${depth}`;
    const xvfb = own(
      startPeer('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'], { leaves: home }),
    );
    const display = `:${await xvfb.announced}`;
    const socket = join(home, 'vnc.sock');
    const start = async () => {
      const server = own(
        startPeer('x11vnc', [
          ...['-display', display, '-rfbport', '0', '-unixsock', socket, '-nopw', '-forever', '-shared'],
          ...['-noxdamage', '-nonap', '-wait', '10', '-quiet', '-noipv6', '-no6', ...args],
        ]),
      );
      await accepts(socket, server);
      return server;
    };
    let server = await start();
    const restart = async () => {
      await server[Symbol.asyncDispose]();
      server = await start();
    };
    return { display, address: `unix:${socket}`, restart };
  });
}

/** A window manager with nothing on its root window but a menu of `programs`. */
export async function startOpenbox(
  session: XSession,
  programs: Readonly<Record<string, string>> = {},
): Promise<PeerProcess> {
  const folder = join(session.home, '.config', 'openbox');
  await mkdir(folder, { recursive: true });
  const items = Object.entries(programs).map(
    ([label, command]) =>
      `<item label="${label}"><action name="Execute"><command>${command}</command></action></item>`,
  );
  await writeFile(
    join(folder, 'menu.xml'),
    `<openbox_menu xmlns="http://openbox.org/3.4/menu"><menu id="root-menu" label="Programs">${items.join('')}</menu></openbox_menu>`,
  );
  return session.run('openbox', '--sm-disable');
}

/** Between two looks for a server that says nothing when it is ready, ms. */
const LOOK_INTERVAL = 50;

/** Resolves when the server listens on that Unix socket. */
async function accepts(path: string, server: PeerProcess): Promise<void> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  for (;;) {
    const socket = connect(path);
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    if (ended) throw new Error(`the server ended: ${server.output}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
  }
}

interface Opened {
  readonly display: string;
  readonly address: string;
  readonly restart: () => Promise<void>;
}

async function openSession(
  open: (home: string, own: (peer: PeerProcess) => PeerProcess) => Promise<Opened>,
): Promise<XSession> {
  const home = await mkdtemp(join(tmpdir(), 'x-'));
  const peers: PeerProcess[] = [];
  const own = (peer: PeerProcess) => {
    peers.unshift(peer);
    return peer;
  };
  const dispose = async () => {
    for (const peer of peers.splice(0)) await peer[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  };
  try {
    const { display, address, restart } = await open(home, own);
    const env = { ...programEnvironment(home), DISPLAY: display };
    const run = (command: string, ...args: readonly string[]) =>
      own(startPeer(command, args, { env, cwd: home }));
    return { address, home, run, restartServer: restart, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Programs look the same everywhere: no settings, sessions or languages of whoever runs the tests. */
function programEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: home,
    DBUS_SESSION_BUS_ADDRESS: '',
    GSETTINGS_BACKEND: 'memory',
    GTK_THEME: 'Adwaita',
    NO_AT_BRIDGE: '1',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
  };
}

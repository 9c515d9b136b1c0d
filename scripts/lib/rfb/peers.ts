/** The servers whose streams are recorded: QEMU with the bundled guest, TigerVNC's Xvnc and x11vnc with an editor. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from './recorder.ts';

const BACKSPACE = 0xff08;
const ESCAPE = 0xff1b;
const LONGEST_START_MS = 20_000;
/** Small, so that recordings are. */
const X_SIZE = '320x240';
/** A bare X display that nobody else has. */
const DISPLAY = { Xvnc: ':87', x11vnc: ':88' } as const;
const LETTERS = 'The quick brown fox 0123456789';

export interface Peer extends AsyncDisposable {
  readonly version: string;
  readonly socket: string;
  /** Changes the display in many ways and comes back to the same picture. */
  act(recorder: Recorder): Promise<void>;
}

const root = path.join(import.meta.dirname, '../../..');

export async function startQemu(): Promise<Peer> {
  const scratch = new Scratch();
  const socket = path.join(scratch.folder, 'vnc');
  scratch.start('qemu-system-x86_64', [
    ...[
      '-accel',
      'tcg',
      '-m',
      '32',
      '-vga',
      'std',
      '-display',
      'none',
      '-nodefaults',
      '-vnc',
      `unix:${socket}`,
    ],
    ...['-drive', `file=${path.join(root, 'guests/hypo/hypo.img')},format=raw,if=floppy,snapshot=on`],
  ]);
  await scratch.answers(socket);
  await sleep(3000); // the boot menu, long before its countdown ends
  let atMenu = true;
  return {
    version: versionOf('qemu-system-x86_64'),
    socket,
    async act(recorder) {
      if (atMenu) {
        for (const keysym of [0xff54, 0xff54]) await recorder.key(keysym); // down, down: the command line
        await recorder.type('\n');
      } else await recorder.key(ESCAPE); // from the page of characters
      atMenu = false;
      await recorder.type('echo hello\nmode 640x480\n');
      await sleep(500);
      await recorder.type('theme\npaint red\nmode text\n');
      await sleep(500);
      await recorder.type('font\n');
      await recorder.still();
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

export async function startXvnc(): Promise<Peer> {
  const scratch = new Scratch();
  const socket = path.join(scratch.folder, 'vnc');
  scratch.start('Xvnc', [
    ...[DISPLAY.Xvnc, '-geometry', X_SIZE, '-depth', '24', '-SecurityTypes', 'None', '-AlwaysShared'],
    ...['-rfbunixpath', socket, '-rfbport', '-1', '-nolisten', 'tcp', '-fp', 'built-ins'],
  ]);
  await scratch.answers(socket);
  await scratch.desktop(DISPLAY.Xvnc);
  return {
    version: versionOf('Xvnc', '-version'),
    socket,
    act: actOnDesktop,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

export async function startX11vnc(): Promise<Peer> {
  const scratch = new Scratch();
  const socket = path.join(scratch.folder, 'vnc');
  const display = DISPLAY.x11vnc;
  scratch.start('Xvfb', [display, '-screen', '0', `${X_SIZE}x24`, '-nolisten', 'tcp']);
  await scratch.answers(`/tmp/.X11-unix/X${display.slice(1)}`);
  await scratch.desktop(display);
  scratch.start('x11vnc', [
    ...['-display', display, '-unixsock', socket, '-rfbport', '0', '-no6', '-nopw', '-forever', '-shared'],
    ...['-noxrecord', '-quiet', '-wait', '20', '-defer', '20'],
  ]);
  await scratch.answers(socket);
  return {
    version: versionOf('x11vnc', '-version'),
    socket,
    act: actOnDesktop,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

/** Types and deletes, moves the window away and back by its title. */
async function actOnDesktop(recorder: Recorder): Promise<void> {
  await recorder.point(160, 120, 1);
  await recorder.point(160, 120);
  await recorder.type(`${LETTERS}\nmore`);
  for (let i = 0; i < LETTERS.length + 5; i++) await recorder.key(BACKSPACE);
  for (const [fromX, fromY, toX, toY] of [
    [100, 8, 150, 60],
    [150, 60, 100, 8],
  ] as const) {
    await recorder.point(fromX, fromY, 1);
    for (let step = 1; step <= 6; step++) {
      const [x, y] = [fromX + ((toX - fromX) * step) / 6, fromY + ((toY - fromY) * step) / 6];
      await recorder.point(Math.round(x), Math.round(y), 1);
    }
    await recorder.point(toX, toY);
  }
  await recorder.point(310, 230);
  await recorder.still();
}

/** A folder and processes that end with it. */
class Scratch implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'record-rfb-'));
  readonly #children: ChildProcess[] = [];

  start(program: string, args: readonly string[], env: Record<string, string> = {}): void {
    const child = spawn(program, args, {
      stdio: 'ignore',
      env: { ...process.env, HOME: this.folder, ...env },
    });
    this.#children.push(child);
  }

  /** A window manager and an editor whose cursor does not blink, in the upper left corner. */
  async desktop(display: string): Promise<void> {
    const config = path.join(this.folder, '.config');
    mkdirSync(path.join(config, 'gtk-3.0'), { recursive: true });
    writeFileSync(path.join(config, 'gtk-3.0/settings.ini'), '[Settings]\ngtk-cursor-blink=0\n');
    const env = { DISPLAY: display, XDG_CONFIG_HOME: config, NO_AT_BRIDGE: '1', GSETTINGS_BACKEND: 'memory' };
    this.start('openbox', [], env);
    await sleep(1000);
    this.start('dbus-run-session', ['--', 'mousepad', '--disable-server'], env);
    await sleep(5000);
  }

  /** Waits until somebody listens on that socket. */
  async answers(socketPath: string): Promise<void> {
    const end = performance.now() + LONGEST_START_MS;
    while (!existsSync(socketPath) || !(await accepts(socketPath))) {
      if (performance.now() > end) throw new Error(`nobody answers on ${socketPath}`);
      await sleep(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children.reverse()) {
      child.kill();
      await new Promise((resolve) =>
        (child.exitCode ?? child.signalCode) !== null ? resolve(0) : child.once('exit', resolve),
      );
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** The first line that has a version in it. */
function versionOf(program: string, option = '--version'): string {
  const { stdout, stderr } = spawnSync(program, [option], { encoding: 'utf8' });
  const line = `${stdout}\n${stderr}`.split('\n').find((text) => /\d\.\d/.test(text));
  return line?.trim().slice(0, 60) ?? program;
}

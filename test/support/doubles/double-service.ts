/** A service of the doubles for one test: its folder, its process, a client, the environment that leads libraries to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../../..');
const SERVICE = join(ROOT, 'testbeds/doubles/service.ts');

export interface DoubleServiceOptions {
  /** Machines and settings that an earlier service left. Default: a new folder, removed at the end. */
  readonly folder?: string;
}

export interface DoubleService extends AsyncDisposable {
  readonly folder: string;
  readonly pid: number;
  /** For a process that loads a double. */
  readonly env: Readonly<Record<string, string>>;
  /** Sends a verb and gives the answer's fields; throws `CODE: MESSAGE`. */
  call(verb: string, ...fields: readonly (string | number)[]): Promise<readonly string[]>;
  /** Writes the script of nasty cases; without lines there are none. */
  nasty(...lines: readonly string[]): Promise<void>;
  /** Kills it as an accident would, and waits until it is gone. Its folder stays. */
  kill(): Promise<void>;
  /** What it wrote to stderr. */
  readonly errors: string;
}

/** Runs a service. Environment of this process: see `env`; set it with `withEnvironment`. */
export async function startDoubleService({ folder }: DoubleServiceOptions = {}): Promise<DoubleService> {
  const own = folder === undefined;
  const path = folder ?? (await mkdtemp(join(tmpdir(), 'gwd-'))); // a Unix socket's path must be short
  const child = spawn(
    process.execPath,
    ['--import', 'jiti/register', SERVICE, path, ...(own ? ['temporary'] : [])],
    {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // Ctrl-C in the terminal is not for it: it ends with its standard input
    },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = once(child, 'exit');
  const end = async () => {
    child.stdin.destroy();
    await exited;
    if (own) await rm(path, { recursive: true, force: true });
  };
  try {
    await ready(child, exited, () => errors);
    const client = new Client(connect(join(path, 'service.sock')));
    return {
      folder: path,
      pid: child.pid as number,
      env: { GUESTWRIGHT_DOUBLE_FOLDER: path },
      call: (verb, ...fields) => client.call([verb, ...fields]),
      nasty: async (...lines) => {
        const script = [`# ${randomUUID()}`, ...lines].map((line) => `${line}\n`).join('');
        await writeFile(join(path, 'nasty.new'), script);
        await rename(join(path, 'nasty.new'), join(path, 'nasty')); // it is read at any moment
      },
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
      },
      get errors() {
        return errors;
      },
      [Symbol.asyncDispose]: async () => {
        client.end();
        await end();
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    await end();
    throw error;
  }
}

async function ready(child: ChildProcess, exited: Promise<unknown>, errors: () => string): Promise<void> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ended = exited.then(() => Promise.reject(new Error(`the doubles' service ended: ${errors()}`)));
  ended.catch(() => {}); // later it may
  await Promise.race([once(lines, 'line'), ended]);
}

/** The protocol from the test's side, for what no library does. */
class Client {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (fields: readonly string[]) => void>();
  #requests = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    const lost = () => {
      for (const answer of this.#waiting.values()) answer(['error', 'lost', 'the service has gone']);
      this.#waiting.clear();
    };
    socket.on('error', lost).on('close', lost);
    const lines = createInterface({ input: socket });
    lines.on('error', lost); // it passes on what befalls the socket
    lines.on('line', (line) => {
      const [request = '', ...fields] = line.split('\t').map(decodeURIComponent);
      if (fields[0] === 'progress') return;
      this.#waiting.get(request)?.(fields);
      this.#waiting.delete(request);
    });
  }

  async call(fields: readonly (string | number)[]): Promise<readonly string[]> {
    const request = `${++this.#requests}`;
    const line = [request, ...fields].map((field) => encodeURIComponent(field)).join('\t');
    const answer = await new Promise<readonly string[]>((resolve) => {
      this.#waiting.set(request, resolve);
      this.#socket.write(`${line}\n`);
    });
    const [kind, ...rest] = answer;
    if (kind === 'ok') return rest;
    throw new Error(`${rest[0]}: ${rest[1]}`);
  }

  end(): void {
    this.#socket.destroy();
  }
}

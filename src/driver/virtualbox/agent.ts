/** Guest control: runs programs and copies files where VirtualBox's Guest Additions run. Written after the SDK, not run. */
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { passwordText, type Secret } from '../../base/secret.ts';
import type { GuestAgent } from '../driver.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import type { MachinePower } from './power.ts';
import { waitForProgress } from './progress.ts';

/** The server's waits are cut into slices of so many ms, so that a deadline's end is noticed. */
const SLICE = 500;
/** Bytes asked for at once. */
const CHUNK = 65_536;
const STDOUT = 1;
const STDERR = 2;
const STDIN = 0;
/** ProcessInputFlag_EndOfFile. */
const END_OF_FILE = 1;

/** Guest control works as a user of the guest. */
export interface GuestLogin {
  readonly user: string;
  readonly password: string | Secret;
}

export class VirtualBoxAgent implements GuestAgent {
  readonly #power: MachinePower;
  readonly #login: GuestLogin | undefined;

  constructor(power: MachinePower, login: GuestLogin | undefined) {
    this.#power = power;
    this.#login = login;
  }

  async exec(
    path: string,
    args: readonly string[],
    options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } & CallOptions = {},
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
    using deadline = new Deadline(`running ${path} in the guest`, options);
    return await this.#inSession(deadline, async (session, scope) => {
      const environmentChanges = Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`);
      const reference = await session.call(
        'processCreate',
        {
          executable: path,
          arguments: [path, ...args],
          cwd: '',
          environmentChanges,
          flags: ['WaitForStdOut', 'WaitForStdErr'],
          timeoutMS: 0,
        },
        deadline.options,
      );
      const process = scope.own('IProcess', reference);
      try {
        return await readToEnd(process, options.input, deadline);
      } catch (error) {
        await process.call('terminate', {}).catch(() => {}); // it must not outlive who waits for it
        throw error;
      }
    });
  }

  async copyIn(source: string, destination: string, call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline(`copying ${source} into the guest`, call);
    await this.#inSession(deadline, async (session) => {
      const progress = await session.call(
        'fileCopyToGuest',
        { source, destination, flags: [] },
        deadline.options,
      );
      await waitForProgress(this.#power.web, `copying ${source}`, progress, deadline);
    });
  }

  async copyOut(source: string, destination: string, call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline(`copying ${source} out of the guest`, call);
    await this.#inSession(deadline, async (session) => {
      const progress = await session.call(
        'fileCopyFromGuest',
        { source, destination, flags: [] },
        deadline.options,
      );
      await waitForProgress(this.#power.web, `copying ${source}`, progress, deadline);
    });
  }

  async #inSession<T>(
    deadline: Deadline,
    work: (session: VboxObject<'IGuestSession'>, scope: Scope) => Promise<T>,
  ): Promise<T> {
    const { console } = this.#power.running();
    const { user, password } = this.#login ?? demandLogin();
    return await withScope(this.#power.web, async (scope) => {
      const guest = scope.own('IGuest', await console.call('getGuest', {}, deadline.options));
      if ((await guest.call('getAdditionsRunLevel', {}, deadline.options)) === 'None') throw noAdditions();
      const login = { user, password: passwordText(password), domain: '', sessionName: 'guestwright' };
      const session = scope.own('IGuestSession', await guest.call('createSession', login, deadline.options));
      try {
        await waitStarted(session, deadline);
        return await work(session, scope);
      } finally {
        await session.call('close', {}).catch(() => {}); // the guest may be off
      }
    });
  }
}

async function waitStarted(session: VboxObject<'IGuestSession'>, deadline: Deadline): Promise<void> {
  for (;;) {
    deadline.throwIfDone();
    await session.call('waitForArray', { waitFor: ['Start'], timeoutMS: SLICE }, deadline.options);
    const status = await session.call('getStatus', {}, deadline.options);
    if (status === 'Started') return;
    if (status === 'Error' || status === 'TimedOutKilled' || status === 'Down') {
      throw new GuestwrightError(`guest control: the guest refused the session (${status})`, {
        code: 'authentication',
        remedy: "Check the guest's user and password.",
      });
    }
  }
}

async function readToEnd(
  process: VboxObject<'IProcess'>,
  input: string | undefined,
  deadline: Deadline,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const output: Record<number, Uint8Array[]> = { [STDOUT]: [], [STDERR]: [] };
  const read = async (handle: number) => {
    const data = await process.call('read', { handle, toRead: CHUNK, timeoutMS: 0 }, deadline.options);
    if (data.byteLength > 0) output[handle]?.push(data);
    return data.byteLength;
  };
  await process.call('waitForArray', { waitFor: ['Start'], timeoutMS: SLICE }, deadline.options);
  if (input !== undefined) {
    const args = { handle: STDIN, flags: END_OF_FILE, data: Buffer.from(input), timeoutMS: SLICE };
    await process.call('write', args, deadline.options);
  }
  for (;;) {
    deadline.throwIfDone();
    await process.call(
      'waitForArray',
      { waitFor: ['Terminate', 'StdOut', 'StdErr'], timeoutMS: SLICE },
      deadline.options,
    );
    const ended = !['Starting', 'Started', 'Paused'].includes(
      await process.call('getStatus', {}, deadline.options),
    );
    const bytes = (await read(STDOUT)) + (await read(STDERR));
    if (ended && bytes === 0) break;
  }
  const text = (handle: number) => Buffer.concat(output[handle] ?? []).toString();
  return {
    exitCode: await process.call('getExitCode', {}, deadline.options),
    stdout: text(STDOUT),
    stderr: text(STDERR),
  };
}

function noAdditions(): GuestwrightError {
  return new GuestwrightError("guest control: VirtualBox's Guest Additions do not run in the guest", {
    code: 'machine-state',
    remedy: 'Install them in the guest, or wait until they have started.',
  });
}

function demandLogin(): never {
  throw new GuestwrightError('guest control: expected a user of the guest, got none', {
    code: 'invalid-argument',
    remedy: 'Name one where the driver is named: guest: { user, password }.',
  });
}

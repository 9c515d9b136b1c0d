/** Runs programs and copies files where Parallels Tools run in the guest. */
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallOptions, Deadline, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { passwordText } from '../../base/secret.ts';
import { privateFolder } from '../../base/temporary.ts';
import type { GuestAgent } from '../driver.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import { CURRENT_SESSION, PFD_STDERR, PFD_STDIN, PFD_STDOUT, PRIVILEGED_SESSION } from './abi/constants.ts';
import type { JobResults } from './job-results.ts';
import type { GuestLogin } from './options.ts';
import type { MachinePower } from './power.ts';

/** Where a program gets no such file. */
const NO_FILE = -1;

interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Files of this computer. */
  readonly stdin?: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export class ParallelsAgent implements GuestAgent {
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
    return await withDeadline(`running ${path} in the guest`, options, async (deadline) => {
      await using folder = await privateFolder();
      const [stdin, stdout, stderr] = ['stdin', 'stdout', 'stderr'].map((name) =>
        join(folder.path, name),
      ) as [string, string, string];
      if (options.input !== undefined) await writeText(stdin, options.input);
      const given = options.input === undefined ? undefined : stdin;
      const program = { path, args, env: options.env, stdin: given, stdout, stderr };
      const exitCode = await this.#run(program, deadline);
      return { exitCode, stdout: await readFile(stdout, 'utf8'), stderr: await readFile(stderr, 'utf8') };
    });
  }

  /** By the guest's shell: the SDK copies no files. Not on Windows. */
  async copyIn(from: string, guestPath: string, call: CallOptions = {}): Promise<void> {
    await withDeadline(`copying ${from} into the guest`, call, async (deadline) => {
      await using folder = await privateFolder();
      const [stdout, stderr] = [join(folder.path, 'stdout'), join(folder.path, 'stderr')];
      const args = ['-c', 'cat > "$1"', 'sh', guestPath];
      const code = await this.#run({ path: '/bin/sh', args, stdin: from, stdout, stderr }, deadline);
      if (code !== 0) throw copyFailed(guestPath, await readFile(stderr, 'utf8'));
    });
  }

  async copyOut(guestPath: string, to: string, call: CallOptions = {}): Promise<void> {
    await withDeadline(`copying ${guestPath} out of the guest`, call, async (deadline) => {
      await using folder = await privateFolder();
      const stderr = join(folder.path, 'stderr');
      const code = await this.#run({ path: '/bin/cat', args: [guestPath], stdout: to, stderr }, deadline);
      if (code === 0) return;
      await rm(to, { force: true });
      throw copyFailed(guestPath, await readFile(stderr, 'utf8'));
    });
  }

  /** Logs in, runs it to its end, logs out. */
  async #run(program: Program, deadline: Deadline): Promise<number> {
    this.#power.requireRunning();
    const { ref } = this.#power;
    const [user, password] = credentials(this.#login);
    const session = await ref.run('PrlVm_LoginInGuest', (vm) => [vm, user, password, 0], {
      what: 'logging in to the guest',
      deadline,
      read: (results) => results.handle(0, 'guest session'),
      discard: (late) => this.#leave(late),
    });
    try {
      return await this.#start(session, program, deadline);
    } finally {
      await this.#leave(session);
    }
  }

  async #leave(session: OwnedHandle): Promise<void> {
    const what = 'logging out of the guest';
    using deadline = new Deadline(what, {});
    await this.#power.ref
      .run('PrlVmGuest_Logout', () => [session.value, 0], { what, deadline })
      .catch(() => {}); // it may be off
    session[Symbol.dispose]();
  }

  async #start(session: OwnedHandle, program: Program, deadline: Deadline): Promise<number> {
    const { ref } = this.#power;
    const { api } = ref;
    using args = await this.#list(program.args);
    using env = await this.#list(
      Object.entries(program.env ?? {}).map(([name, value]) => `${name}=${value}`),
    );
    const files: FileHandle[] = [];
    const opened = async (path: string, mode: 'r' | 'w') => {
      const file = await open(path, mode);
      files.push(file);
      return file.fd;
    };
    try {
      const stdin = program.stdin === undefined ? NO_FILE : await opened(program.stdin, 'r');
      const descriptors = [
        stdin,
        await opened(program.stdout, 'w'),
        await opened(program.stderr, 'w'),
      ] as const;
      const flags = PFD_STDOUT | PFD_STDERR | (stdin === NO_FILE ? 0 : PFD_STDIN);
      return await ref.run(
        'PrlVmGuest_RunProgram',
        () => [session.value, program.path, args.value, env.value, flags, ...descriptors],
        {
          what: `running ${program.path} in the guest`,
          deadline,
          // The result is an event whose first parameter is the exit code.
          read: async (results: JobResults) => {
            const what = 'reading an exit code';
            using event = await results.handle(0, 'event');
            using code = await api.own('exit code', (out) =>
              api.do(what, 'PrlEvent_GetParam', event.value, 0, out),
            );
            return await api.get('u32', (out) => api.do(what, 'PrlEvtPrm_ToUint32', code.value, out));
          },
        },
      );
    } finally {
      for (const file of files) await file.close();
    }
  }

  async #list(items: readonly string[]): Promise<OwnedHandle> {
    const { api } = this.#power.ref;
    const what = 'making a list';
    const list = await api.own('list', (out) => api.do(what, 'PrlApi_CreateStringsList', out));
    try {
      for (const item of items) await api.do(what, 'PrlStrList_AddItem', list.value, item);
      return list;
    } catch (error) {
      list[Symbol.dispose]();
      throw error;
    }
  }
}

function credentials(login: GuestLogin | undefined): readonly [user: string, password: string] {
  if (login === 'current') return [CURRENT_SESSION, ''];
  if (login === 'privileged') return [PRIVILEGED_SESSION, ''];
  if (login) return [login.user, passwordText(login.password)];
  throw new GuestwrightError('guest programs: expected a user of the guest, got none', {
    code: 'invalid-argument',
    remedy: "Name one where the driver is named: guest: { user, password }, 'current' or 'privileged'.",
  });
}

async function writeText(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  await file.writeFile(text);
  await file.close();
}

function copyFailed(path: string, stderr: string): GuestwrightError {
  return new GuestwrightError(`the guest could not copy '${path}'`, {
    code: 'command-failed',
    output: stderr,
    remedy: 'See that the folder exists and that the user may use it.',
  });
}

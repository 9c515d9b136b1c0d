/** Programs and files in the guest, through VMware Tools, as a user of the guest. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallOptions, type Deadline, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { passwordText, type Secret } from '../../base/secret.ts';
import { privateFolder } from '../../base/temporary.ts';
import type { GuestAgent } from '../driver.ts';
import type { GuestControl } from './control.ts';
import { type GuestPlaces, shellCommand } from './guest-command.ts';
import type { MachinePower } from './power.ts';
import { hindranceOf } from './vix/error.ts';

export interface GuestLogin {
  readonly user: string;
  readonly password: string | Secret;
}

export interface AgentOptions {
  readonly login: GuestLogin | undefined;
  /** Whether the guest is a Windows, by its kind in the machine's settings. */
  readonly isWindows: () => Promise<boolean>;
}

export class VmwareAgent implements GuestAgent {
  readonly #power: MachinePower;
  readonly #options: AgentOptions;

  constructor(power: MachinePower, options: AgentOptions) {
    this.#power = power;
    this.#options = options;
  }

  /** Tools give no output: it goes into files of the guest, which are fetched and removed. */
  async exec(
    path: string,
    args: readonly string[],
    options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } & CallOptions = {},
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
    return await this.#inGuest(`running ${path} in the guest`, options, async (guest, deadline) => {
      const windows = await this.#options.isWindows();
      await using folder = await privateFolder();
      const places = guestPlaces(windows, options.input !== undefined);
      try {
        if (places.input !== undefined) {
          const input = join(folder.path, 'input');
          await writeFile(input, options.input ?? '');
          await guest.copyIn(input, places.input, deadline);
        }
        const command = shellCommand({ path, args, env: options.env ?? {}, windows }, places);
        const exitCode = windows
          ? await guest.run('cmd.exe', command, deadline)
          : await guest.runScript('/bin/sh', command, deadline);
        const fetch = async (from: string, name: string) => {
          const to = join(folder.path, name);
          await guest.copyOut(from, to, deadline);
          return await readFile(to, 'utf8');
        };
        const stdout = await fetch(places.stdout, 'stdout');
        // A shell that makes no such file had nothing to say there.
        const stderr = await fetch(places.stderr, 'stderr').catch((error: unknown) => {
          if (hindranceOf(error) === 'missing') return '';
          throw error;
        });
        return { exitCode, stdout, stderr };
      } finally {
        const made = Object.values(places).filter((place) => place !== undefined);
        for (const place of made) await guest.deleteFile(place, deadline).catch(() => {}); // it may not be there
      }
    });
  }

  async copyIn(from: string, guestPath: string, call: CallOptions = {}): Promise<void> {
    await this.#inGuest(`copying ${from} into the guest`, call, (guest, deadline) =>
      guest.copyIn(from, guestPath, deadline),
    );
  }

  async copyOut(guestPath: string, to: string, call: CallOptions = {}): Promise<void> {
    await this.#inGuest(`copying ${guestPath} out of the guest`, call, (guest, deadline) =>
      guest.copyOut(guestPath, to, deadline),
    );
  }

  /** A PNG of the screen as the guest's own tools see it: of the user who is logged in there, who is ours. */
  async screenshot(call: CallOptions = {}): Promise<Uint8Array> {
    const what = "taking a picture of the guest's screen";
    return await this.#inGuest(what, call, (guest, deadline) => guest.screenshot(deadline), true);
  }

  async #inGuest<T>(
    what: string,
    call: CallOptions,
    work: (guest: GuestControl, deadline: Deadline) => Promise<T>,
    interactive = false,
  ): Promise<T> {
    return await withDeadline(what, call, async (deadline) => {
      this.#power.requireOn();
      const guest = this.#power.control.guest ?? demandVix();
      const { user, password } = this.#options.login ?? demandLogin();
      if (!(await this.#power.toolsRun())) throw withoutTools(this.#power.name);
      await guest.login({ user, password: passwordText(password), interactive }, deadline);
      try {
        return await work(guest, deadline);
      } finally {
        await guest.logout(deadline).catch(() => {}); // the guest may be off
      }
    });
  }
}

function guestPlaces(windows: boolean, withInput: boolean): GuestPlaces {
  const folder = windows ? 'C:\\Windows\\Temp\\' : '/tmp/';
  const base = `${folder}guestwright-${randomBytes(8).toString('hex')}`;
  return { stdout: `${base}.out`, stderr: `${base}.err`, input: withInput ? `${base}.in` : undefined };
}

export function withoutTools(name: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}': VMware Tools do not run in the guest`, {
    code: 'machine-state',
    remedy: 'Install them in the guest, or wait until they have started.',
    details: { hindrance: 'tools' },
  });
}

function demandLogin(): never {
  throw new GuestwrightError('VMware Tools: expected a user of the guest, got none', {
    code: 'invalid-argument',
    remedy: 'Name one where the driver is named: guest: { user, password }.',
  });
}

export function demandVix(): never {
  throw new GuestwrightError("driver 'vmware': what goes through VMware Tools needs VIX", {
    code: 'unsupported',
    remedy: "Install VMware's VIX library, or name it by the option 'library'.",
  });
}

/** Power of a machine that is not ours: what the user gave for it, functions or commands (IPMI, a smart plug). */
import { runGuarded } from '../../base/child-process.ts';
import { type CallOptions, Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { posixShell } from '../../base/platform.ts';

/** A function, a program with its arguments, or a line for the shell. */
export type PowerHook =
  | ((call: { readonly signal: AbortSignal; readonly timeout: number }) => unknown)
  | readonly [string, ...string[]]
  | string;

export interface PowerHooks {
  readonly on?: PowerHook;
  readonly off?: PowerHook;
  /** Left out: off, then on. */
  readonly reset?: PowerHook;
  /** Says 'on' or 'off': what the function returns, or a word in what the command prints. */
  readonly state?: PowerHook;
}

export const POWER_HOOKS = ['on', 'off', 'reset', 'state'] as const satisfies readonly (keyof PowerHooks)[];

export function isPowerHook(value: unknown): value is PowerHook {
  return (
    typeof value === 'function' ||
    (typeof value === 'string' && value !== '') ||
    (Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string'))
  );
}

export class Power {
  readonly #machine: string;
  readonly #hooks: PowerHooks;
  readonly #folder: string;

  /** `machine` is named in errors; commands run in `folder`. */
  constructor(machine: string, hooks: PowerHooks, folder = '.') {
    this.#machine = machine;
    this.#hooks = hooks;
    this.#folder = folder;
  }

  has(name: keyof PowerHooks): boolean {
    return this.#hooks[name] !== undefined;
  }

  /** Switches. Errors: `unsupported` without such a hook, `command-failed`, `timeout`. */
  async switch(to: 'on' | 'off' | 'reset', call: CallOptions = {}): Promise<void> {
    await this.#run(to, call);
  }

  /** Undefined without a hook for it, or if that does not tell. */
  async state(call: CallOptions = {}): Promise<'on' | 'off' | undefined> {
    if (!this.has('state')) return undefined;
    const said = await this.#run('state', call);
    const [word] = /\b(on|off)\b/i.exec(String(said)) ?? [];
    return word?.toLowerCase() as 'on' | 'off' | undefined;
  }

  /** What the hook returned or printed. */
  async #run(name: keyof PowerHooks, call: CallOptions): Promise<unknown> {
    const hook = this.#hooks[name];
    if (hook === undefined) throw this.#lacks(name);
    const what = `power hook '${name}' of '${this.#machine}'`;
    if (typeof hook === 'function') {
      return await withDeadline(what, call, async ({ options }) => await hook(options), POWER_TIMEOUT);
    }
    using deadline = new Deadline(what, call, POWER_TIMEOUT);
    const [program, ...args] =
      typeof hook === 'string' ? ([posixShell() ?? 'sh', '-c', hook] as const) : hook;
    const { code, signal, stdout, stderr } = await runGuarded(program, args, {
      signal: deadline.signal,
      timeout: Number.POSITIVE_INFINITY, // ours names the hook
      cwd: this.#folder,
    });
    if (code !== 0)
      throw failed(what, code === undefined ? `killed by signal ${signal}` : `exit code ${code}`, stderr);
    return stdout;
  }

  #lacks(name: keyof PowerHooks): GuestwrightError {
    return new GuestwrightError(
      `machine '${this.#machine}': its power is not ours, there is no power hook '${name}'`,
      {
        code: 'unsupported',
        remedy: `Connect with power: { ${name}: ... }, a function or a command that does it.`,
        details: { driver: 'vnc', hook: name },
      },
    );
  }
}

/** The command itself stays out of it: it may hold a password. */
function failed(what: string, how: string, output: string): GuestwrightError {
  return new GuestwrightError(`${what} failed: ${how}`, {
    code: 'command-failed',
    remedy: 'Run the command by hand and correct it.',
    output,
  });
}

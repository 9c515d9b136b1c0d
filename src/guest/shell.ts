/** Commands in the guest: over its serial console, its agent, or the text console on its screen. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { maskSecrets } from '../base/secret.ts';
import { describeValue } from '../base/units.ts';
import { unsupported } from '../driver/capabilities.ts';
import { type Attempt, type GuestContext, perform, remaining } from './context.ts';
import { runOverScreen } from './screen-shell.ts';
import { runOverSerial } from './serial-shell.ts';

export interface ShellOptions {
  /**
   * 'serial': a POSIX shell, logged in, on the first serial port. 'agent': /bin/sh through the guest agent.
   * 'screen': a POSIX shell, logged in, on a text console: typed, and read by its glyphs.
   */
  readonly over: 'serial' | 'agent' | 'screen';
}

export interface ShellResult {
  readonly exitCode: number;
  /** What it printed, lines ended by `\n`; over the screen at most what fits on it. */
  readonly output: string;
}

type RunCommand = (context: GuestContext, command: string, attempt: Attempt) => Promise<ShellResult>;

const WAYS: Readonly<Record<ShellOptions['over'], RunCommand>> = {
  serial: runOverSerial,
  agent: runOverAgent,
  screen: runOverScreen,
};

export class Shell {
  readonly #context: GuestContext;
  readonly #over: ShellOptions['over'];
  /** One command at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal Use guest.shell(). */
  constructor(context: GuestContext, { over }: ShellOptions) {
    if (!Object.hasOwn(WAYS, over)) throw notWay(over);
    const { driver } = context.machine.host;
    if (over !== 'screen' && !driver.capabilities.has(over)) throw unsupported(driver.name, over);
    this.#context = context;
    this.#over = over;
  }

  /** Runs one command line and waits for its end; a non-zero exit code is no error. */
  async run(command: string, options: CallOptions = {}): Promise<ShellResult> {
    checkCommand(command);
    const title = `run '${maskSecrets(command)}' over ${this.#over}`;
    return await perform(this.#context, { title, category: 'shell', timeout: 'call' }, options, (attempt) => {
      const run = this.#turn.then(async () => {
        if (attempt.signal.aborted) throw attempt.signal.reason;
        const result = await WAYS[this.#over](this.#context, command, attempt);
        this.#context.log.add(`exit code ${result.exitCode}, ${result.output.length} characters of output`);
        return result;
      });
      this.#turn = run.catch(() => {});
      return run;
    });
  }
}

async function runOverAgent(context: GuestContext, command: string, attempt: Attempt): Promise<ShellResult> {
  const call = { signal: attempt.signal, timeout: remaining(attempt) };
  const { exitCode, stdout, stderr } = await context.machine.agent.exec('/bin/sh', ['-c', command], call);
  return { exitCode, output: stdout + stderr };
}

function checkCommand(command: unknown): void {
  if (typeof command === 'string' && command.trim() !== '' && !/[\r\n]/.test(command)) return;
  throw new GuestwrightError(`shell: expected one command line, got ${describeValue(command)}`, {
    code: 'invalid-argument',
    remedy: "Join several commands by ';' or '&&'.",
  });
}

function notWay(over: unknown): GuestwrightError {
  return new GuestwrightError(
    `shell: expected over 'serial', 'agent' or 'screen', got ${describeValue(over)}`,
    {
      code: 'invalid-argument',
      remedy: "Write guest.shell({ over: 'serial' }).",
    },
  );
}

/** A shell that holds a testbed: it runs commands one after the other, and everything in it ends when it does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Takes what the shell and the programs in it write to standard error. */
export interface ShellLog {
  readonly text: string;
  add(text: string): void;
}

export interface ShellOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly log: ShellLog;
}

/** `command` must read commands from standard input, as a shell does, and end with everything in it when that ends. */
export class TestbedShell<Log extends ShellLog> {
  readonly log: Log;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';
  #count = 0;
  #last: Promise<unknown> = Promise.resolve();
  #changed: () => void = () => {};

  constructor(
    command: string,
    args: readonly string[],
    { env = {}, log }: ShellOptions & { readonly log: Log },
  ) {
    this.log = log;
    this.#child = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    this.#ended = once(this.#child, 'exit').catch((error: unknown) => {
      this.log.add(String(error));
    });
    this.#child.stdin?.on('error', () => {}); // 'exit' follows
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#changed();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log.add(text);
    });
    void this.#ended.then(() => this.#changed());
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Runs one command, when those before have ended; resolves with what it prints. */
  run(command: string): Promise<string> {
    const turn = this.#last.then(() => this.#runNow(command));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #runNow(command: string): Promise<string> {
    const mark = `-- ${++this.#count} done --`;
    this.#child.stdin?.write(`${command}\necho "${mark} $?"\n`);
    const pattern = new RegExp(`^${mark} (\\d+)\\n`, 'm');
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) {
        const output = this.#output.slice(0, match.index);
        this.#output = this.#output.slice(match.index + match[0].length);
        if (match[1] === '0') return output;
        throw new Error(`'${command}' failed with ${match[1]}: ${output}${this.log.text}`);
      }
      if (this.ended) throw new Error(`the testbed ended: ${this.log.text}`);
      await new Promise<void>((done) => {
        this.#changed = done;
      });
    }
  }

  /** Resolves when everything in it has ended. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }
}

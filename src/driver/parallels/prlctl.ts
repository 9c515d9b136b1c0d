/** The command prlctl of Parallels Desktop: pictures and keys where the library's Remote Desktop Access is not to be had. */
import { runGuarded } from '../../base/child-process.ts';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { findProgram } from '../../base/platform.ts';

export class Prlctl {
  readonly #program: string;
  readonly #machine: string;

  constructor(program: string, machine: string) {
    this.#program = program;
    this.#machine = machine;
  }

  /** Why not, where the command is not to be had or does not know the verbs that we need. */
  static async probe(command: string, machine: string, deadline: Deadline): Promise<Prlctl | string> {
    const program = findProgram(command);
    if (program === undefined) return `'${command}' is not to be had`;
    const { stdout, stderr, code } = await runGuarded(program, ['--help'], deadline.options);
    const help = stdout + stderr;
    if (/\bcapture\b/.test(help) && /\bsend-key-event\b/.test(help)) return new Prlctl(program, machine);
    const [said = ''] = help.trim().split('\n', 1);
    return `'${command} --help' names no capture and send-key-event (exit code ${code}, it says '${said}')`;
  }

  /** Writes a PNG of the whole display. */
  async capture(path: string, deadline: Deadline): Promise<void> {
    await this.#run(['capture', this.#machine, '--file', path], deadline);
  }

  /** One byte of a scan code. */
  async key(code: number, event: 'press' | 'release', deadline: Deadline): Promise<void> {
    const args = ['--scancode', String(code), '--event', event, '--delay', '0'];
    await this.#run(['send-key-event', this.#machine, ...args], deadline);
  }

  async #run(args: readonly string[], deadline: Deadline): Promise<void> {
    const { code, stderr, stdout } = await runGuarded(this.#program, args, deadline.options);
    if (code === 0) return;
    throw new GuestwrightError(`prlctl ${args[0]} failed`, {
      code: 'hypervisor',
      output: stderr.trim() || stdout.trim(),
      details: { args: [...args] },
    });
  }
}

/** What a run on a real product tells, for people to send: steps, times, errors, facts; names of theirs are masked. */
import { arch, platform, release } from 'node:os';
import { isGuestwrightError } from 'guestwright';

interface Step {
  readonly name: string;
  readonly milliseconds: number;
  readonly error?: string;
}

export class LiveReport {
  readonly #driver: string;
  readonly #secrets: readonly string[];
  readonly #steps: Step[] = [];
  readonly #facts: string[] = [];

  /** `secrets`: texts that must not be in the report, such as the machine's name. */
  constructor(driver: string, secrets: readonly string[]) {
    this.#driver = driver;
    this.#secrets = secrets;
  }

  /** Names of the steps that failed, with their errors. */
  get failures(): readonly string[] {
    return this.#steps.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`]));
  }

  fact(name: string, value: unknown): void {
    this.#facts.push(`${name}: ${String(value)}`);
  }

  /** Runs `work`, then `next` with what it gave; a failure is written down, and what follows goes on. */
  async step<T>(name: string, work: () => Promise<T>, next?: (result: T) => Promise<void>): Promise<void> {
    const started = performance.now();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      this.#steps.push({ name, milliseconds: performance.now() - started, error: describe(error) });
      return;
    }
    this.#steps.push({ name, milliseconds: performance.now() - started });
    await next?.(result);
  }

  text(): string {
    const steps = this.#steps.map(
      ({ name, milliseconds, error }) =>
        `${error === undefined ? 'ok    ' : 'FAILED'} ${milliseconds.toFixed(0).padStart(7)} ms  ${name}${error === undefined ? '' : `\n       ${error.replaceAll('\n', '\n       ')}`}`,
    );
    const header = `Guestwright live report, driver '${this.#driver}'`;
    const system = `${platform()} ${release()} ${arch()}, Node ${process.version}`;
    const text = [header, system, ...this.#facts, '', ...steps].join('\n');
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, '<name>'), text);
  }
}

function describe(error: unknown): string {
  return isGuestwrightError(error) ? `${error.code}: ${error.message}` : String(error);
}

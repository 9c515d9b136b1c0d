/** One power-on: a QEMU process of ours, its sockets, and how it ended. */
import type { Duplex } from 'node:stream';
import {
  type ChildExit,
  FIRST_CHANNEL,
  type GuardedChild,
  MOST_CHANNELS,
  startGuarded,
} from '../../base/child-process.ts';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { QmpConnection } from '../qmp/connection.ts';
import { AgentChannel } from './agent-channel.ts';
import type { CommandLineParts } from './command-line.ts';
import { parseForwards } from './forwards.ts';
import type { MachinePlan } from './plan.ts';

/** How many channels a process inherits, and which is what. */
export function channelPlan({
  serialPorts,
  agent,
  network,
}: Pick<MachinePlan, 'serialPorts' | 'agent' | 'network'>): CommandLineParts['channels'] & {
  readonly count: number;
} {
  let next = FIRST_CHANNEL;
  const channels = {
    qmp: next++,
    agent: agent === undefined ? undefined : next++,
    lan: network?.kind === 'lan' ? next++ : undefined,
    serial: Array.from({ length: serialPorts }, () => next++),
  };
  const count = next - FIRST_CHANNEL;
  if (count <= MOST_CHANNELS) return { ...channels, count };
  throw new GuestwrightError(
    `machine: expected at most ${MOST_CHANNELS - (count - serialPorts)} serial ports beside a guest agent and a LAN, got ${serialPorts}`,
    { code: 'invalid-argument', remedy: "Give it fewer with 'serial'." },
  );
}

export class QemuProcess implements AsyncDisposable {
  readonly qmp: QmpConnection;
  readonly commandLine: readonly string[];
  readonly #child: GuardedChild;
  readonly #channels: CommandLineParts['channels'];
  readonly #agent: AgentChannel | undefined;
  #forwards: ReadonlyMap<number, number> = new Map();
  #ready = false;
  #endExpected = false;

  /** Starts `binary`; the machine stands still until `cont`. Errors: `start-failed` with QEMU's own words. */
  static async start(
    binary: string,
    args: readonly string[],
    { channels, ...call }: { channels: ReturnType<typeof channelPlan> } & CallOptions,
  ): Promise<QemuProcess> {
    const child = await startGuarded(binary, args, { channels: channels.count });
    const started = new QemuProcess(child, channels, [binary, ...args]);
    try {
      await started.qmp.open(call);
      return started;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(
    child: GuardedChild,
    channels: CommandLineParts['channels'],
    commandLine: readonly string[],
  ) {
    this.#child = child;
    this.#channels = channels;
    this.commandLine = commandLine;
    this.qmp = new QmpConnection(this.#channel(channels.qmp), {
      explainLoss: async () => this.#endError(await child.exited),
    });
    if (channels.agent !== undefined) this.#agent = new AgentChannel(this.#channel(channels.agent));
    // The guest powered itself off: QEMU ends by itself. It tells of a signal from outside, too.
    this.qmp.on('SHUTDOWN', ({ guest }) => {
      if (guest) this.expectEnd();
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Settles when the process is gone: with the error if it was ready and nobody asked for its end. */
  get died(): Promise<Error | undefined> {
    return this.#child.exited.then((exit) =>
      this.#endExpected || !this.#ready ? undefined : this.#endError(exit),
    );
  }

  /** From now on its end is a death, not a failed start. */
  ready(): void {
    this.#ready = true;
  }

  get stderr(): string {
    return this.#child.stderr;
  }

  /** Whether its end is no failure. */
  get endExpected(): boolean {
    return this.#endExpected;
  }

  /** From now on its end is no failure. */
  expectEnd(): void {
    this.#endExpected = true;
  }

  serial(index: number): Duplex {
    return this.#channel(this.#channels.serial[index] as number);
  }

  /** The cable to the LAN, undefined for a machine that is on none. */
  get lan(): Duplex | undefined {
    const { lan } = this.#channels;
    return lan === undefined ? undefined : this.#channel(lan);
  }

  /** The way to the guest's agent. Error `unsupported` if the machine has no channel for one. */
  get agent(): AgentChannel {
    if (this.#agent) return this.#agent;
    throw new GuestwrightError('the machine has no channel for a guest agent', {
      code: 'unsupported',
      remedy: 'Give its definition `agent: true`.',
    });
  }

  async readForwards(call: CallOptions): Promise<void> {
    this.#forwards = parseForwards(await this.qmp.human('info usernet', call));
  }

  /** The host's port for a forwarded port of the guest. */
  forwarded(guestPort: number): number {
    const port = this.#forwards.get(guestPort);
    if (port !== undefined) return port;
    throw new GuestwrightError(`port ${guestPort} of the guest is not forwarded`, {
      code: 'invalid-argument',
      remedy: `Give the machine's definition network: { user: { forwards: [{ guest: ${guestPort} }] } }.`,
    });
  }

  /** Kills it at once, also when it is stopped, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.expectEnd();
    await this.#child[Symbol.asyncDispose]();
    this.qmp[Symbol.dispose]();
  }

  #channel(descriptor: number): Duplex {
    return this.#child.channels[descriptor - FIRST_CHANNEL] as Duplex;
  }

  #endError(exit: ChildExit): GuestwrightError {
    const how = exit.signal === undefined ? `with exit code ${exit.code}` : `by signal ${exit.signal}`;
    const facts = { pid: this.pid, ...exit };
    if (this.#endExpected) {
      return new GuestwrightError('the machine was powered off', {
        code: 'machine-state',
        remedy: 'Start it first.',
        details: facts,
      });
    }
    return new GuestwrightError(
      this.#ready ? `QEMU (process ${this.pid}) ended ${how} under us` : `QEMU ended at start ${how}`,
      {
        code: this.#ready ? 'machine-died' : 'start-failed',
        remedy: this.#ready
          ? 'Something outside ended it, or it crashed: see its words above, if any.'
          : 'Correct the machine definition as its words above say.',
        details: { ...facts, commandLine: this.commandLine },
        output: this.#child.stderr,
      },
    );
  }
}

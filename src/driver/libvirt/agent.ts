/** QEMU's guest agent, asked by libvirt. */
import { type CallOptions, Deadline, poll } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { formatDuration } from '../../base/units.ts';
import type { Connection } from './connection.ts';
import { libvirtCode } from './faults.ts';
import { ERROR } from './library/constants.ts';

/** Between two attempts to reach an agent that is not there yet, ms. */
const INTERVAL = 500;
/** How long libvirt waits for an answer, s: other calls of the connection wait as long. */
const ANSWER_TIME = 5;

export class DomainAgent {
  readonly #connection: () => Promise<Connection>;
  readonly #uuid: string;

  constructor(connection: () => Promise<Connection>, uuid: string) {
    this.#connection = connection;
    this.#uuid = uuid;
  }

  /** Asks the agent. Errors: `hypervisor` with its words, `timeout` when no agent answers in the guest. */
  async ask(
    command: string,
    args: Readonly<Record<string, unknown>>,
    call: CallOptions = {},
  ): Promise<unknown> {
    using deadline = new Deadline(`the guest agent's '${command}'`, call);
    try {
      const text = JSON.stringify({ execute: command, arguments: args });
      return await poll(deadline, INTERVAL, async () => {
        const answer = await this.#once(text, deadline);
        return answer && (JSON.parse(answer) as { return: unknown }).return;
      });
    } catch (error) {
      if (!isGuestwrightError(error, 'timeout')) throw error;
      throw new GuestwrightError(
        `the guest agent did not answer '${command}' within ${formatDuration(deadline.timeout)}`,
        { code: 'timeout', cause: error, remedy: 'Install and start qemu-guest-agent in the guest.' },
      );
    }
  }

  /** Undefined while no agent listens. */
  async #once(command: string, deadline: Deadline): Promise<string | undefined> {
    const connection = await this.#connection();
    const args = { uuid: this.#uuid, command, timeout: ANSWER_TIME };
    return await connection.call('domainAgent', args, deadline.options).catch((error: unknown) => {
      if (libvirtCode(error) === ERROR.agentUnresponsive) return undefined;
      throw error;
    });
  }
}

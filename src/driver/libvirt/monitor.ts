/** QEMU's monitor behind libvirt, which passes its commands on. It exists for QEMU only. */
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { QmpCommands } from '../qmp/messages.ts';
import type { QmpMonitor } from '../qmp/monitor.ts';
import type { Connection } from './connection.ts';
import { MONITOR } from './library/constants.ts';

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

export class DomainMonitor implements QmpMonitor {
  readonly #connection: Connection;
  readonly #uuid: string;

  constructor(connection: Connection, uuid: string) {
    this.#connection = connection;
    this.#uuid = uuid;
  }

  async execute<Name extends keyof QmpCommands>(
    name: Name,
    args: QmpCommands[Name][0],
    call?: CallOptions,
  ): Promise<QmpCommands[Name][1]> {
    const command = JSON.stringify({ execute: name, arguments: args });
    const { return: value, error } = JSON.parse(await this.#ask(command, MONITOR.qmp, call)) as Answer;
    if (!error) return value as QmpCommands[Name][1];
    throw new GuestwrightError(`QEMU refused '${name}': ${error.desc}`, {
      code: 'hypervisor',
      details: { class: error.class, command: name },
    });
  }

  async human(line: string, call?: CallOptions): Promise<string> {
    return (await this.#ask(line, MONITOR.human, call)).trim();
  }

  async #ask(command: string, flags: number, call?: CallOptions): Promise<string> {
    return await this.#connection.call('domainMonitor', { uuid: this.#uuid, command, flags }, call);
  }
}

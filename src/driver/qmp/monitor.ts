/** What commands QEMU: a connection of our own, or a service that passes them on. */
import type { CallOptions } from '../../base/deadline.ts';
import type { QmpCommands } from './messages.ts';

export interface QmpMonitor {
  /** Sends a command and gives its answer. Errors: `hypervisor` with QEMU's own words, `timeout`, `connection-lost`. */
  execute<Name extends keyof QmpCommands>(
    name: Name,
    args: QmpCommands[Name][0],
    call?: CallOptions,
  ): Promise<QmpCommands[Name][1]>;
  /** A line of the human monitor; its output without line ends. */
  human(line: string, call?: CallOptions): Promise<string>;
}

/** A host of libvirt's: its machines, and those that we define there. */
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { unsupported } from '../capabilities.ts';
import type { Driver, Host, Machine, MachineInfo } from '../driver.ts';
import type { HostFacts } from './child/host.ts';
import { Connection } from './connection.ts';
import type { ResolvedOptions } from './options.ts';
import { machineState } from './state.ts';

export class LibvirtHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  readonly connection: Connection;
  readonly options: ResolvedOptions;
  readonly facts: HostFacts;

  private constructor(driver: Driver, connection: Connection, options: ResolvedOptions, facts: HostFacts) {
    this.driver = driver;
    this.connection = connection;
    this.options = options;
    this.facts = facts;
    this.version = `libvirt ${facts.libvirt}, ${facts.type} ${facts.version}`;
  }

  static async connect(driver: Driver, options: ResolvedOptions, call: CallOptions): Promise<LibvirtHost> {
    using deadline = new Deadline(`connecting to ${options.uri.text}`, call);
    const connection = await Connection.open(options.connection, deadline.options);
    try {
      const facts = await connection.call('hostFacts', {}, deadline.options);
      return new LibvirtHost(driver, connection, options, facts);
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
  }

  async machines(call?: CallOptions): Promise<readonly MachineInfo[]> {
    const domains = await this.connection.call('domainList', {}, call);
    return domains.map((domain) => ({ name: domain.name, state: machineState(domain).state }));
  }

  async machine(): Promise<Machine> {
    throw unsupported('libvirt', 'attach');
  }

  async define(): Promise<Machine> {
    throw unsupported('libvirt', 'define');
  }

  async defineFrom(): Promise<Machine> {
    throw unsupported('libvirt', 'snapshots.files');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
  }
}

/** Serial ports of a machine: we listen on a socket each, and the hypervisor connects when the machine is powered on. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { volatileFolder } from '../base/platform.ts';
import { type PrivateFolder, privateFolder } from '../base/temporary.ts';
import { SerialSocket } from './serial-socket.ts';

export class SerialPorts implements AsyncDisposable {
  readonly ports: readonly SerialSocket[];
  /** Of the sockets, by port. */
  readonly paths: readonly string[];
  readonly #folder: PrivateFolder | undefined;
  readonly #servers: readonly Server[];

  private constructor(
    ports: readonly SerialSocket[],
    paths: readonly string[],
    servers: readonly Server[],
    folder: PrivateFolder | undefined,
  ) {
    this.ports = ports;
    this.paths = paths;
    this.#servers = servers;
    this.#folder = folder;
  }

  /** `count` ports of the machine `name`. */
  static async open(name: string, count: number): Promise<SerialPorts> {
    if (count === 0) return new SerialPorts([], [], [], undefined);
    const folder = await privateFolder(volatileFolder()); // a socket's path must be short, which TMPDIR need not be
    const numbers = Array.from({ length: count }, (_, index) => index);
    const ports = numbers.map((index) => new SerialSocket(`serial port ${index} of '${name}'`));
    const paths = numbers.map((index) => join(folder.path, `serial${index}`));
    const servers: Server[] = [];
    try {
      for (const [index, path] of paths.entries()) {
        const server = createServer((socket) => {
          socket.on('error', () => {}); // 'close' follows
          ports[index]?.connect(socket);
        });
        servers.push(server);
        server.listen(path);
        await once(server, 'listening');
      }
      return new SerialPorts(ports, paths, servers, folder);
    } catch (error) {
      for (const server of servers) server.close();
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) server.close();
    await this.#folder?.[Symbol.asyncDispose]();
  }
}

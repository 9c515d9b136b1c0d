/** What an installation needs beside the machine, for as long as the guest is held: files by HTTP. */
import { resolve } from 'node:path';
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { describeRequest, HttpService } from '../services/http-service.ts';
import { type GuestContext, perform, remaining } from './context.ts';
import { Log } from './log.ts';

export interface HttpOptions extends CallOptions {
  /**
   * Address of this computer's interface to listen on. Default: the loopback, where the guest reaches that; else it must
   * be named, such as the address that this computer has in the guest's network.
   */
  readonly listen?: string;
  /** What the guest reaches it by, if that is another address than it listens on (behind a NAT). */
  readonly address?: string;
  /** Default: any free port. */
  readonly port?: number;
}

const LOOPBACK = '127.0.0.1';
/** These listen everywhere: they are no address to reach. */
const ANY_ADDRESS = ['0.0.0.0', '::'];

export class Services implements AsyncDisposable {
  readonly #context: () => GuestContext;
  readonly #running = new Set<HttpService>();
  readonly #log = new Log();

  constructor(context: () => GuestContext) {
    this.#context = context;
  }

  /** Every request to a service so far, with times; secrets masked. */
  get requestLog(): readonly string[] {
    return this.#log.lines();
  }

  /**
   * Serves the files of `folder` under the `url` that it gives, which the guest reaches, until the guest is disposed (or
   * the service is). A relative path is taken from where the machine's media are. Errors: `unsupported` if the driver
   * has no network, `invalid-argument` if the guest has none, or if nobody knows how it reaches this computer.
   */
  async http(folder: string, options: HttpOptions = {}): Promise<HttpService> {
    const context = this.#context();
    const title = `serve '${folder}' by HTTP`;
    return await perform(
      context,
      { title, category: 'network', timeout: 'call' },
      options,
      async (attempt) => {
        const service = await HttpService.start(
          {
            folder: resolve(context.baseFolder, folder),
            ...reach(context, options),
            ...(options.port !== undefined && { port: options.port }),
            onRequest: (request) => {
              const line = `http: ${describeRequest(request)}`;
              this.#log.add(line);
              context.log.add(line);
            },
          },
          { signal: attempt.signal, timeout: remaining(attempt) },
        );
        this.#running.add(service);
        context.log.add(`'${folder}' is at ${service.url}`);
        return service;
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((service) => service[Symbol.asyncDispose]()));
    this.#running.clear();
  }
}

/** Where to listen, and what the guest calls it. */
function reach(
  { machine }: GuestContext,
  { listen, address }: HttpOptions,
): { listen: string; address: string } {
  const loopback = machine.loopbackAddress?.(); // first: a driver without any network refuses
  if (address !== undefined) return { listen: listen ?? LOOPBACK, address };
  if (listen !== undefined && listen !== LOOPBACK) {
    if (!ANY_ADDRESS.includes(listen)) return { listen, address: listen };
    throw new GuestwrightError(`http: ${listen} is every address, and none that a guest can reach`, {
      code: 'invalid-argument',
      remedy: "Name the one that the guest reaches too: { listen: '0.0.0.0', address: '192.168.56.1' }.",
    });
  }
  if (loopback !== undefined) return { listen: LOOPBACK, address: loopback };
  throw new GuestwrightError(
    `http: driver '${machine.host.driver.name}' knows no way from machine '${machine.name}' to the loopback of this computer`,
    {
      code: 'invalid-argument',
      remedy:
        "Give its definition network: 'user', or name this computer's address in the guest's network: { listen: '192.168.56.1' }.",
    },
  );
}

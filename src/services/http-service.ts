/** Serves one folder by HTTP under a path that nobody guesses, and keeps a log of what was asked for. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { type CallOptions, withDeadline } from '../base/deadline.ts';
import { GuestwrightError, messageOf } from '../base/errors.ts';
import { mediaType, openServed, parseRange } from './served-file.ts';

export interface HttpServiceOptions {
  /** Absolute. */
  readonly folder: string;
  /** Address of the interface to listen on. */
  readonly listen: string;
  /** Address or name by which the guest reaches it. */
  readonly address: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Called for each request before the guest sees its answer, and again if the guest breaks off. */
  readonly onRequest: (request: ServedRequest) => void;
}

/** One request and what became of it. */
export interface ServedRequest {
  readonly method: string;
  /** Below the service's URL, as it was asked for; requests beside it have their whole path. */
  readonly path: string;
  readonly status: number;
  /** Bytes of content in the answer; of one that was broken off, those that were read for it. */
  readonly bytes: number;
  /** Why there was no file, or that the guest broke off; empty if all went well. */
  readonly note: string;
}

/** 64 bits, in characters that lie on the same keys in most layouts. */
const TOKEN_BYTES = 8;

export class HttpService implements AsyncDisposable {
  /** Ends in a slash: `new URL('seed/user-data', url)`. */
  readonly url: string;
  /** What the guest reaches it by. */
  readonly address: string;
  readonly port: number;
  readonly #server: Server;
  readonly #requests: ServedRequest[] = [];

  /** Errors: `invalid-argument` if there is no such folder, `io` if nothing can listen there. */
  static async start(options: HttpServiceOptions, call: CallOptions = {}): Promise<HttpService> {
    const { folder, listen, port = 0 } = options;
    const root = await requireFolder(folder);
    const server = createServer();
    await withDeadline(`listening on ${listen}`, call, async ({ signal }) => {
      server.listen(port, listen);
      await once(server, 'listening', { signal });
    }).catch((cause: unknown) => {
      server.close();
      throw cannotListen(listen, port, cause);
    });
    return new HttpService(server, root, options);
  }

  private constructor(server: Server, root: string, { address, onRequest }: HttpServiceOptions) {
    const bound = server.address();
    this.#server = server;
    this.address = address;
    this.port = typeof bound === 'object' && bound ? bound.port : 0;
    const base = `/${randomBytes(TOKEN_BYTES).toString('hex')}/`;
    this.url = `http://${isIPv6(address) ? `[${address}]` : address}:${this.port}${base}`;
    server.on('request', (request, response) => {
      let place: number | undefined;
      const tell = (served: ServedRequest) => {
        place ??= this.#requests.length;
        this.#requests[place] = served;
        onRequest(served);
      };
      answer(request, response, { root, base, tell }).catch(() => response.destroy()); // a file that broke under us
    });
  }

  /**
   * For `bootCommand(..., { values })`: in `http://{{ .HTTPIP }}:{{ .HTTPPort }}/answers.cfg` the random path comes with
   * the port.
   */
  get bootValues(): { readonly HTTPIP: string; readonly HTTPPort: string } {
    const { hostname, pathname } = new URL(this.url);
    return { HTTPIP: hostname, HTTPPort: `${this.port}${pathname.slice(0, -1)}` };
  }

  /** What was asked for so far, one entry a request. */
  get requests(): readonly ServedRequest[] {
    return this.#requests;
  }

  /** Stops listening and breaks off what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Such as "GET boot.ipxe: 200, 312 bytes". */
export function describeRequest({ method, path, status, bytes, note }: ServedRequest): string {
  return `${method} ${path}: ${status}, ${bytes} bytes${note === '' ? '' : ` (${note})`}`;
}

/** Told before the guest sees the answer, and again if it breaks off. */
type Tell = (request: ServedRequest) => void;

/** A guest that breaks off is no error of ours. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { root, base, tell }: { readonly root: string; readonly base: string; readonly tell: Tell },
): Promise<void> {
  const [asked = '', method = ''] = [request.url?.split('?', 1)[0], request.method];
  const isOurs = asked.startsWith(base);
  const path = isOurs ? asked.slice(base.length) : asked;
  const refuse = (status: number, note: string, headers: Readonly<Record<string, string>> = {}) => {
    tell({ method, path, status, bytes: 0, note });
    response.writeHead(status, { 'content-length': 0, ...headers }).end();
  };
  if (!isOurs) return refuse(404, 'beside the URL of the service');
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'only GET and HEAD', { allow: 'GET, HEAD' });
  const found = await openServed(root, path);
  if (!found.found) return refuse(found.status, found.reason);
  const { file, size, modified } = found;
  try {
    const range = method === 'HEAD' ? 'whole' : parseRange(request.headers.range, size);
    if (range === 'unsatisfiable') {
      return refuse(416, `of ${size} bytes`, { 'content-range': `bytes */${size}` });
    }
    const part = range === 'whole' ? undefined : range;
    const length = part ? part.end - part.start + 1 : size;
    const status = part ? 206 : 200;
    const bytes = method === 'HEAD' ? 0 : length;
    tell({ method, path, status, bytes, note: '' });
    response.writeHead(status, {
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'content-length': length,
      'content-type': mediaType(path),
      'last-modified': modified.toUTCString(),
      ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${size}` }),
    });
    if (bytes === 0) return void response.end();
    // The end as it was told: a file that grows meanwhile must not spill over.
    const [start, end] = part ? [part.start, part.end] : [0, size - 1];
    const content = file.createReadStream({ start, end, autoClose: false });
    await pipeline(content, response).catch((error: unknown) => {
      tell({ method, path, status, bytes: content.bytesRead, note: `broken off: ${messageOf(error)}` });
    });
  } finally {
    await file.close();
  }
}

async function requireFolder(folder: string): Promise<string> {
  const facts = await stat(folder).catch(() => undefined);
  if (facts?.isDirectory()) return await realpath(folder);
  throw new GuestwrightError(
    `http: expected a folder, got ${facts ? 'the file' : 'nothing at'} '${folder}'`,
    {
      code: 'invalid-argument',
      remedy: 'Name the folder whose files the guest asks for.',
    },
  );
}

function cannotListen(listen: string, port: number, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || cause instanceof GuestwrightError) return cause;
  return new GuestwrightError(`http: cannot listen on ${listen}, port ${port}: ${messageOf(cause)}`, {
    code: 'io',
    cause,
    remedy:
      code === 'EADDRINUSE'
        ? 'Leave out the port: a free one is taken.'
        : "Name the address of one of this computer's interfaces.",
  });
}

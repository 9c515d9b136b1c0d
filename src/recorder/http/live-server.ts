/** Serves the page and its WebSockets on this computer alone. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Directory } from '../channel.ts';
import { GUEST_PATH, GUESTS_PATH, type GuestSummary, type GuestsMessage, SESSION_PATH } from '../protocol.ts';
import { checkOrigin, type Refusal } from './access.ts';
import { readBody } from './body.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { type PageFile, readPageFiles } from './page-files.ts';
import { Sessions } from './sessions.ts';
import { socketChannel } from './socket-channel.ts';

/** Nobody but this computer reaches it. */
const LOOPBACK = '127.0.0.1';
/** The largest message of a page: a long text to type. In bytes. */
const LARGEST_MESSAGE = 2 ** 18;
/** WebSockets at once: several pages of a grid of workers. */
const MOST_SOCKETS = 256;
/** The token's JSON, in bytes. */
const LARGEST_BODY = 1024;
/** What asks slowly is not one of our pages. In ms. */
const REQUEST_TIMEOUT = 10_000;

export interface LiveServerOptions {
  readonly guests: Directory<GuestSummary>;
  /** Where the built page is. */
  readonly page?: string;
  /** Takes WebSockets that are no page's; false for those that are. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Pictures by name, for the page's `<img>`; PNG. */
  readonly picture?: (name: string) => Promise<Uint8Array | undefined>;
}

export class LiveServer implements AsyncDisposable {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #files: ReadonlyMap<string, PageFile>;
  readonly #options: LiveServerOptions;
  readonly #sessions: Sessions;
  readonly port: number;

  private constructor(http: Server, files: ReadonlyMap<string, PageFile>, options: LiveServerOptions) {
    this.#http = http;
    this.#files = files;
    this.#options = options;
    this.port = (http.address() as { port: number }).port;
    this.#sessions = new Sessions(this.port);
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false, // pictures are deflated, and the rest is small
    });
    http.on('request', (request, response) => void this.#answer(request, response));
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens on a port that the system chooses. */
  static async start(options: LiveServerOptions): Promise<LiveServer> {
    const files = await readPageFiles(options.page);
    const http = createServer({ requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen({ host: LOOPBACK, port: 0, exclusive: true }, resolve);
    });
    return new LiveServer(http, files, options);
  }

  /** What opens the page: whoever has it may look, and act where acting is allowed. */
  get address(): string {
    return `http://${LOOPBACK}:${this.port}/#token=${this.#sessions.token}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const strict = request.method !== 'GET' && request.method !== 'HEAD';
    const refusal = checkOrigin(request.headers, { strict });
    if (refusal) return refuse(response, refusal);
    const path = pathOf(request);
    if (strict) {
      if (request.method === 'POST' && path === SESSION_PATH)
        return await this.#openSession(request, response);
      return refuse(response, { status: 405, reason: 'only GET' });
    }
    const file = this.#files.get(path);
    if (file) return sendFile(response, file);
    const picture = await this.#pictureOf(request, path);
    if (picture) return sendFile(response, { type: 'image/png', body: picture, lasting: false });
    refuse(response, { status: 404, reason: 'there is nothing' });
  }

  async #openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, LARGEST_BODY).catch(() => undefined);
    const cookie = this.#sessions.exchange(tokenIn(body));
    if (cookie === undefined) return refuse(response, { status: 403, reason: 'the token is wrong' });
    response.writeHead(204, { 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
  }

  async #pictureOf({ headers }: IncomingMessage, path: string): Promise<Uint8Array | undefined> {
    if (!path.startsWith(PICTURE_PATH) || !this.#sessions.knows(headers.cookie)) return undefined;
    return await this.#options.picture?.(path.slice(PICTURE_PATH.length)).catch(() => undefined);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (this.#options.upgrade?.(request, socket, head)) return;
    const accept = this.#opening(pathOf(request));
    const missing = accept ? undefined : { status: 404, reason: 'there is no such guest' };
    const refusal = this.#mayConnect(request) ?? missing;
    if (refusal) refuseUpgrade(socket, refusal);
    else this.#sockets.handleUpgrade(request, socket, head, (webSocket) => accept?.(webSocket));
  }

  #mayConnect({ headers }: IncomingMessage): Refusal {
    const refusal = checkOrigin(headers, { strict: true });
    if (refusal) return refusal;
    if (!this.#sessions.knows(headers.cookie)) return { status: 403, reason: 'open the printed address' };
    if (this.#sockets.clients.size < MOST_SOCKETS) return undefined;
    return { status: 503, reason: `${MOST_SOCKETS} connections are open` };
  }

  #opening(path: string): ((socket: WebSocket) => void) | undefined {
    if (path === GUESTS_PATH) return (socket) => this.#tellGuests(socket);
    const id = path.startsWith(GUEST_PATH) ? path.slice(GUEST_PATH.length) : '';
    const room = this.#options.guests.room(id);
    return room && ((socket) => room.join(socketChannel(socket)));
  }

  #tellGuests(socket: WebSocket): void {
    const channel = socketChannel(socket);
    const tell = () => {
      const message: GuestsMessage = { type: 'guests', guests: this.#options.guests.list() };
      channel.send(JSON.stringify(message));
    };
    const listening = this.#options.guests.onChange(tell);
    channel.closed.addEventListener('abort', () => listening[Symbol.dispose](), { once: true });
    tell();
  }
}

/** Pictures of recordings: the rest of the path is a name, never a file's. */
export const PICTURE_PATH = '/pictures/';

/** Without the query; what is no path is nothing that we have. */
function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function tokenIn(body: string | undefined): unknown {
  try {
    return (JSON.parse(body ?? '') as { token?: unknown } | null)?.token;
  } catch {
    return undefined;
  }
}

function sendFile(response: ServerResponse, { type, body, lasting }: PageFile): void {
  const caching = lasting ? 'public, max-age=31536000, immutable' : 'no-store';
  response.writeHead(200, {
    'content-type': type,
    'content-length': body.byteLength,
    'cache-control': caching,
  });
  response.end(body);
}

function refuse(response: ServerResponse, { status, reason }: NonNullable<Refusal>): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${reason}\n`);
}

function refuseUpgrade(socket: Duplex, { status, reason }: NonNullable<Refusal>): void {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

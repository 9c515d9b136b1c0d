/** The page's server for the workers of one run: they tell it their guests, and meet its pages over it. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Emitter } from '../../base/events.ts';
import type { Channel, Directory, Room } from '../channel.ts';
import { checkHost } from '../http/access.ts';
import { same } from '../http/sessions.ts';
import type { GuestSummary } from '../protocol.ts';
import { type MeetMessage, PUBLISH_PATH, type PublishedMessage } from './messages.ts';

/** Pictures of 8K, uncompressed at worst. In bytes. */
const LARGEST_PICTURE = 2 ** 27;
/** A worker meets a page within a moment, in ms, or is gone. */
const MEETING_TIMEOUT = 10_000;
/** Messages of a page that wait for the worker to come; a page has little to say before it sees something. */
const MOST_WAITING = 64;
/** 256 bits: nobody guesses it. */
const TOKEN_BYTES = 32;
const CHANNEL_BYTES = 12;

interface Meeting {
  readonly page: Channel;
  readonly waiting: string[];
  readonly timer: NodeJS.Timeout;
}

export class Hub implements Directory<GuestSummary>, Disposable {
  readonly publishToken = randomBytes(TOKEN_BYTES).toString('base64url');
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_PICTURE,
    perMessageDeflate: false,
  });
  readonly #workers = new Map<WebSocket, readonly GuestSummary[]>();
  readonly #meetings = new Map<string, Meeting>();
  readonly #events = new Emitter<{ change: undefined }>();

  list(): readonly GuestSummary[] {
    return [...this.#workers.values()].flat();
  }

  room(id: string): Room | undefined {
    const [worker] = [...this.#workers].find(([, guests]) => guests.some((guest) => guest.id === id)) ?? [];
    return worker && { id, join: (page) => this.#meet(worker, id, page) };
  }

  onChange(listener: () => void): Disposable {
    return this.#events.on('change', listener);
  }

  /** Takes a worker's WebSocket; false if the request is none of a worker's. Refused ones are closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { url = '', headers } = request;
    if (url !== PUBLISH_PATH && !url.startsWith(`${PUBLISH_PATH}/`)) return false;
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    // Browsers always name an origin, and cannot send this header on a WebSocket.
    const isWorker = !checkHost(headers) && headers.origin === undefined && same(bearer, this.publishToken);
    if (!isWorker) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return true;
    }
    this.#sockets.handleUpgrade(request, socket, head, (worker) => {
      worker.on('error', () => worker.terminate());
      if (url === PUBLISH_PATH) this.#publishes(worker);
      else this.#met(url.slice(PUBLISH_PATH.length + 1), worker);
    });
    return true;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    for (const { timer } of this.#meetings.values()) clearTimeout(timer);
    this.#sockets.close();
  }

  #publishes(worker: WebSocket): void {
    this.#workers.set(worker, []);
    worker.on('message', (data) => {
      const { type, guests } = JSON.parse(String(data)) as PublishedMessage; // a worker's: one of ours
      if (type !== 'guests') return;
      this.#workers.set(worker, guests);
      this.#events.emit('change', undefined);
    });
    worker.on('close', () => {
      this.#workers.delete(worker);
      this.#events.emit('change', undefined);
    });
  }

  #meet(worker: WebSocket, guest: string, page: Channel): void {
    const channel = randomBytes(CHANNEL_BYTES).toString('hex');
    const waiting: string[] = [];
    const timer = setTimeout(() => {
      this.#meetings.delete(channel);
      page.close('the guest did not come');
    }, MEETING_TIMEOUT);
    this.#meetings.set(channel, { page, waiting, timer });
    page.onMessage((text) => {
      if (waiting.push(text) > MOST_WAITING) page.close('too much before the guest came');
    });
    worker.send(JSON.stringify({ type: 'meet', guest, channel } satisfies MeetMessage));
  }

  #met(channel: string, worker: WebSocket): void {
    const meeting = this.#meetings.get(channel);
    this.#meetings.delete(channel);
    if (!meeting || meeting.page.closed.aborted) {
      worker.terminate();
      return;
    }
    const { page, waiting, timer } = meeting;
    clearTimeout(timer);
    for (const text of waiting) worker.send(text);
    page.onMessage((text) => worker.send(text));
    page.closed.addEventListener('abort', () => worker.close(), { once: true });
    worker.on('message', (data, isBinary) => page.send(isBinary ? (data as Buffer) : String(data)));
    worker.on('close', () => page.close('the guest has gone'));
  }
}

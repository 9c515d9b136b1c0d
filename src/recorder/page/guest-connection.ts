/** One guest as the page knows it, and the way to it. */
import { GUEST_PATH, type GuestMessage, type LocatorProposal, type PageMessage } from '../protocol.ts';
import { LivePicture } from './picture.ts';
import { Socket, type SocketPhase } from './socket.ts';
import { Store } from './store.ts';

type Told<Type extends GuestMessage['type']> = Extract<GuestMessage, { type: Type }>;

export interface Notice {
  readonly id: number;
  readonly tone: 'error' | 'done';
  readonly text: string;
}

export interface GuestView {
  readonly phase: SocketPhase;
  readonly guest: Told<'guest'> | undefined;
  readonly state: Told<'state'> | undefined;
  readonly activity: Told<'activity'> | undefined;
  /** Of the guest's display, in pixels; undefined before the first picture. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly notices: readonly Notice[];
  /** From the last key or click to the picture that followed, in ms. */
  readonly latency: number | undefined;
}

/** Notices shown at once. */
const MOST_NOTICES = 4;
/** What was done is read within this time, in ms; what went wrong stays. */
const DONE_TIME = 15_000;
/** What comes later was not the answer to the key. In ms. */
const LONGEST_LATENCY = 5000;

export class GuestConnection {
  readonly view = new Store<GuestView>({
    phase: 'connecting',
    guest: undefined,
    state: undefined,
    activity: undefined,
    size: undefined,
    notices: [],
    latency: undefined,
  });
  readonly picture: LivePicture;
  readonly #socket: Socket;
  readonly #others = new Set<(message: { readonly type: string }) => void>();
  readonly #located = new Map<number, (proposals: readonly LocatorProposal[]) => void>();
  #requests = 0;
  #notices = 0;
  #inputAt: number | undefined;

  constructor(id: string) {
    this.picture = new LivePicture({
      drawn: (sequence) => this.#drawn(sequence),
      resized: (width, height) => this.view.set({ size: { width, height } }),
    });
    this.#socket = new Socket(`${GUEST_PATH}${id}`, {
      phase: (phase) => this.view.set({ phase }),
      message: (message) => this.#receive(message as GuestMessage),
      bytes: (bytes) => this.picture.draw(bytes),
    });
  }

  get hasControl(): boolean {
    return this.view.value.state?.control === 'yours';
  }

  send(message: PageMessage): void {
    if (message.type === 'keys' || message.type === 'pointer') this.#noteInput(message);
    this.#socket.send(message);
  }

  /** A message of the recording's protocol. */
  sendOther(message: object): void {
    this.#socket.send(message);
  }

  /** Messages that are none of the live view's. */
  onOther(listener: (message: { readonly type: string }) => void): () => void {
    this.#others.add(listener);
    return () => this.#others.delete(listener);
  }

  /** What a test could look for at this pixel. */
  async locate(x: number, y: number): Promise<readonly LocatorProposal[]> {
    const request = ++this.#requests;
    this.send({ type: 'locate', request, x, y });
    return await new Promise((resolve) => this.#located.set(request, resolve));
  }

  notify(tone: Notice['tone'], text: string): void {
    const notice = { id: ++this.#notices, tone, text };
    this.view.set({ notices: [...this.view.value.notices, notice].slice(-MOST_NOTICES) });
    if (tone === 'done') window.setTimeout(() => this.dismiss(notice.id), DONE_TIME);
  }

  dismiss(id: number): void {
    this.view.set({ notices: this.view.value.notices.filter((notice) => notice.id !== id) });
  }

  close(): void {
    this.#socket.close();
  }

  #receive(message: GuestMessage): void {
    switch (message.type) {
      case 'guest':
        this.view.set({ guest: message });
        break;
      case 'state':
        this.view.set({ state: message });
        break;
      case 'activity':
        this.view.set({ activity: message });
        break;
      case 'notice':
        this.notify(message.tone, message.text);
        break;
      case 'located':
        this.#located.get(message.request)?.(message.proposals);
        this.#located.delete(message.request);
        break;
      default:
        for (const listener of this.#others) listener(message);
    }
  }

  /** Of presses alone: releases and moves seldom change a picture. */
  #noteInput(message: Extract<PageMessage, { type: 'keys' | 'pointer' }>): void {
    const presses = message.events.some((event) => 'down' in event && event.down);
    if (presses) this.#inputAt ??= performance.now();
  }

  #drawn(sequence: number): void {
    this.#socket.send({ type: 'shown', sequence } satisfies PageMessage);
    if (this.#inputAt === undefined) return;
    const start = this.#inputAt;
    this.#inputAt = undefined;
    const latency = performance.now() - start;
    if (latency > LONGEST_LATENCY) return;
    performance.measure('key-to-picture', { start, duration: latency }); // read by the benchmark
    this.view.set({ latency });
  }
}

/** One page in a guest's room: pictures to it, its messages from it. */
import { secret } from '../../base/secret.ts';
import type { Power } from '../../guest/power.ts';
import type { Channel } from '../channel.ts';
import { readPageMessage } from '../page-message.ts';
import type { GuestMessage, PageMessage } from '../protocol.ts';
import { type GuestRoom, problemOf } from './guest-room.ts';
import { Hand } from './hand.ts';
import { locate } from './locate.ts';
import { PictureSender } from './picture-sender.ts';

/** What goes to the guest, and so only from the page that has control. */
export type InputMessage = Extract<PageMessage, { type: 'keys' | 'pointer' | 'press' | 'text' | 'power' }>;

/** What is sent instead of a text that is a secret's value: its name, so that no log holds it. */
export interface TypedSecret {
  readonly type: 'typed-secret';
  readonly name: string;
}

export class Viewer {
  readonly channel: Channel;
  readonly #room: GuestRoom;
  readonly #hand: Hand;
  readonly #sender: PictureSender;
  /** Inputs reach the guest in their order, also where one waits for something first. */
  #tail: Promise<void> = Promise.resolve();
  /** A move that waits for its turn, with nothing behind it. */
  #waitingMove: { message: InputMessage } | undefined;

  constructor(room: GuestRoom, channel: Channel) {
    this.#room = room;
    this.channel = channel;
    this.#hand = new Hand(room.guest, room.ended);
    this.#sender = new PictureSender(room.context.stream, channel);
    channel.onMessage((text) => this.#receive(text));
  }

  /** Pictures begin. */
  start(): void {
    this.#sender
      .run(this.#room.ended, () => this.#room.opened())
      .catch((error: unknown) => {
        this.notify('error', problemOf(error));
      });
  }

  /** `message` is one of the protocol's, or of a room's part. */
  send<Message extends { readonly type: string }>(message: Message | GuestMessage): void {
    this.channel.send(JSON.stringify(message));
  }

  notify(tone: 'error' | 'done', text: string): void {
    this.send({ type: 'notice', tone, text });
  }

  /** Runs `job` when the inputs that came before have reached the guest; those that come later wait for its start. */
  inOrder(job: () => void): void {
    this.#waitingMove = undefined;
    this.#tail = this.#tail.then(job);
  }

  /** Whatever this page holds down goes up. */
  letGo(): void {
    void this.#hand.release();
  }

  #receive(text: string): void {
    const message = readPageMessage(text);
    if (message) this.#handle(message);
    else if (!this.#room.options.part?.message?.(this, text)) this.channel.close('this is no message');
  }

  #handle(message: PageMessage): void {
    switch (message.type) {
      case 'shown':
        this.#sender.shown();
        return;
      case 'control':
        if (message.take) this.#takeControl();
        else this.#room.control.release(this);
        return;
      case 'locate':
        void this.#locate(message);
        return;
      case 'resume':
      case 'accept':
        if (this.#room.control.stateFor(this) === 'another') this.notify('error', 'another page has control');
        else this.#room.options.onVerdict?.(this, message);
        return;
      default:
        if (this.#room.control.isHeldBy(this)) this.#input(message);
    }
  }

  #takeControl(): void {
    for (const viewer of this.#room.viewers) if (viewer !== this) viewer.letGo();
    if (!this.#room.control.take(this)) this.notify('error', 'the run has the guest: it can be watched only');
  }

  #input(message: InputMessage): void {
    const waiting = this.#waitingMove;
    const move = isMove(message) ? { message } : undefined;
    this.#waitingMove = move;
    if (move && waiting) {
      waiting.message = move.message; // of moves that come faster than the guest takes them the last one counts
      this.#waitingMove = waiting;
      return;
    }
    this.#tail = this.#tail.then(async () => {
      if (move && this.#waitingMove === move) this.#waitingMove = undefined;
      await this.#send(move?.message ?? message).catch((error: unknown) =>
        this.notify('error', problemOf(error)),
      );
    });
  }

  async #send(given: InputMessage): Promise<void> {
    const { part } = this.#room.options;
    const message = part?.beforeInput ? await part.beforeInput(given) : given;
    switch (message?.type) {
      case 'keys':
        return await this.#hand.keys(message.events);
      case 'pointer':
        return await this.#hand.pointer(message.events);
      case 'press':
        return await this.#hand.press(message.chord);
      case 'text':
        return await this.#hand.type(message.text);
      case 'typed-secret':
        return await this.#hand.type(secret(message.name));
      case 'power':
        return await switchPower(this.#room.guest.power, message.action);
    }
  }

  async #locate({ request, x, y }: Extract<PageMessage, { type: 'locate' }>): Promise<void> {
    const proposals = await locate(this.#room, { x, y }).catch(() => []);
    this.send({ type: 'located', request, proposals });
  }
}

function isMove(message: InputMessage): boolean {
  return message.type === 'pointer' && message.events.every(({ type }) => type === 'move');
}

async function switchPower(power: Power, action: 'on' | 'off' | 'reset'): Promise<void> {
  if (action === 'on') await power.on();
  else if (action === 'off') await power.off();
  else await power.reset();
}

/** Holds a guest's work until somebody at a page of its room says how it goes on. */
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { maskSecrets } from '../../base/secret.ts';
import { raceSignal } from '../../base/signals.ts';
import type { Frame } from '../../frame/frame.ts';
import type { GuestHolder, HoldOutcome, HoldReason } from '../../guest/holder.ts';
import type { HeldInfo } from '../protocol.ts';
import { acceptReference } from './accept-reference.ts';
import type { GuestRoom, VerdictMessage } from './guest-room.ts';
import { problemOf } from './guest-room.ts';
import type { Viewer } from './viewer.ts';

export interface RoomHolderOptions {
  readonly onFailure: boolean;
  /** Folder of the reference screens, absolute. */
  readonly screens: string;
  /** The guest's room, its page's address announced. Rejects where nobody can come. */
  readonly open: () => Promise<GuestRoom>;
}

export class RoomHolder implements GuestHolder {
  readonly onFailure: boolean;
  readonly #options: RoomHolderOptions;
  /** Waits of one guest may fail at once: they are held one after the other. */
  #tail: Promise<unknown> = Promise.resolve();
  #release: ((outcome: HoldOutcome) => void) | undefined;

  constructor(options: RoomHolderOptions) {
    this.#options = options;
    this.onFailure = options.onFailure;
  }

  hold(reason: HoldReason, signal: AbortSignal | undefined): Promise<HoldOutcome> {
    const turn = this.#tail.then(() => this.#hold(reason, signal));
    this.#tail = turn.catch(() => {});
    return turn;
  }

  /** What a page says. */
  verdict(viewer: Viewer, message: VerdictMessage): void {
    if (!this.#release) return;
    if (message.type === 'resume') this.#release(message.verdict === 'fail' ? 'fail' : 'retry');
    else this.#accept(viewer, message.screen).catch((error) => viewer.notify('error', problemOf(error)));
  }

  async #hold(reason: HoldReason, signal: AbortSignal | undefined): Promise<HoldOutcome> {
    const room = await this.#options.open();
    const released = new Promise<HoldOutcome>((resolve) => {
      this.#release = resolve;
    });
    room.hold(heldInfo(reason));
    try {
      return await (signal ? raceSignal(released, signal) : released);
    } finally {
      this.#release = undefined;
      room.hold(undefined);
    }
  }

  async #accept(viewer: Viewer, screen: string): Promise<void> {
    const room = await this.#options.open();
    if (!room.held?.screens.includes(screen)) throw notHeld(screen);
    const frame: Frame = await room.guest.capture();
    const files = await acceptReference(this.#options.screens, screen, frame);
    viewer.notify('done', `'${screen}' now shows what the screen shows: ${files.png}. Try again.`);
  }
}

function heldInfo({ kind, info, error, evidence }: HoldReason): HeldInfo {
  const screens = new Set((evidence?.looked ?? []).flatMap(({ screen }) => screen ?? []));
  return {
    reason: kind,
    title: maskSecrets(info.title),
    message: error === undefined ? '' : maskSecrets(messageOf(error)),
    screens: [...screens],
  };
}

function notHeld(screen: string): GuestwrightError {
  return new GuestwrightError(`nobody waits for the screen '${screen}' now`, {
    code: 'invalid-argument',
    remedy: 'Accept a reference while its wait is held.',
  });
}

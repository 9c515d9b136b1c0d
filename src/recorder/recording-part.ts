/** A recording in a guest's room: notes what the controlling page does, and obeys its messages. */

import type { GuestRoom, RoomPart } from './live/guest-room.ts';
import { problemOf } from './live/guest-room.ts';
import type { InputMessage, TypedSecret, Viewer } from './live/viewer.ts';
import { readRecordMessage } from './record-message.ts';
import type { RecordingMessage, RecordMessage } from './record-protocol.ts';
import type { Recording } from './recording/recording.ts';

/** Changes that come faster are told together, in ms: a view of a long recording is some 100 KB. */
const TELLING_INTERVAL = 80;
/** Names of frozen frames: hexadecimal digits, and so never a path. */
const PICTURE_NAME = /^([0-9a-f]{24})\.png$/;

/** What of a recording a room needs. */
export type RoomRecording = Pick<Recording, keyof Recording>;

export class RecordingPart implements RoomPart, Disposable {
  readonly #recording: RoomRecording;
  readonly #changes: Disposable;
  #room: GuestRoom | undefined;
  #telling: NodeJS.Timeout | undefined;
  /** Ends a replay, or bringing the guest back. */
  #stop = new AbortController();

  constructor(recording: RoomRecording) {
    this.#recording = recording;
    this.#changes = recording.onChange(() => {
      this.#telling ??= setTimeout(() => this.#tell(), TELLING_INTERVAL);
    });
  }

  /** Must be called once the guest has its room. */
  in(room: GuestRoom): void {
    this.#room = room;
  }

  joined(viewer: Viewer): void {
    viewer.send({ type: 'recording', view: this.#recording.view } satisfies RecordingMessage);
  }

  async beforeInput(message: InputMessage): Promise<InputMessage | TypedSecret | undefined> {
    const { mode, secret } = this.#recording.view;
    if (mode === 'replaying' || mode === 'rewinding') return undefined; // the page says so
    if (message.type === 'text' && secret !== undefined) {
      process.env[secret] = message.text;
      this.#recording.endSecret();
      await this.#recording.before({ type: 'secret', name: secret });
      return { type: 'typed-secret', name: secret };
    }
    await this.#recording.before(message);
    return message;
  }

  message(viewer: Viewer, text: string): boolean {
    const message = readRecordMessage(text);
    if (!message) return false;
    if (!this.#room?.control.isHeldBy(viewer)) {
      viewer.notify('error', 'take control first');
      return true;
    }
    const obey = () =>
      void this.#obey(viewer, message).catch((error: unknown) => viewer.notify('error', problemOf(error)));
    // A secret begins behind the letters that were typed before it, however slow the guest takes them.
    if (message.type === 'stop') obey();
    else viewer.inOrder(obey);
    return true;
  }

  /** The PNG of that name in the page's addresses. */
  async picture(name: string): Promise<Uint8Array | undefined> {
    const frame = PICTURE_NAME.exec(name)?.[1];
    return frame === undefined ? undefined : await this.#recording.framePng(frame);
  }

  [Symbol.dispose](): void {
    this.#stop.abort(new Error('the recording ends'));
    this.#changes[Symbol.dispose]();
    clearTimeout(this.#telling);
  }

  async #obey(viewer: Viewer, message: RecordMessage): Promise<void> {
    const recording = this.#recording;
    const { edits } = recording;
    switch (message.type) {
      case 'record':
        return recording.setRecording(message.on);
      case 'new-step':
        return recording.newStep();
      case 'capture':
        return void (await recording.capture());
      case 'secret':
        return message.name === null ? recording.endSecret() : recording.beginSecret(message.name);
      case 'emit':
        return viewer.notify('done', `Written: ${(await recording.emit()).script}`);
      case 'replay':
        return await this.#replay(viewer);
      case 'stop':
        return this.#stop.abort(new Error('stopped'));
      case 'go-back':
        return await recording.goBack(message.step, this.#stoppable());
      case 'rerecord':
        return await recording.rerecord(message.step, this.#stoppable());
      case 'finish-rerecording':
        return recording.finishRerecording();
      case 'draw':
        return await edits.editScreen(message.screen, { areas: message.areas, exclude: message.exclude });
      case 'accept-areas':
        return edits.accept(message.screen);
      case 'propose':
        return edits.propose(message.screen);
      case 'rename':
        return edits.rename(message.screen, message.name);
      case 'point':
        return edits.setPoint(message.screen, message.name, { x: message.x, y: message.y });
      case 'rename-point':
        return edits.renamePoint(message.screen, message.name, message.to);
      case 'timeout':
        return edits.setTimeout(message.step, message.timeout ?? undefined);
      case 'remove-step':
        return edits.removeStep(message.step);
      case 'merge':
        return edits.merge(message.step);
      case 'remove-action':
        return edits.removeAction(message.step, message.action);
      case 'split':
        return await edits.split(message.step, message.action);
      case 'mark-secret':
        return edits.markSecret(message.step, message.action, message.name);
    }
  }

  async #replay(viewer: Viewer): Promise<void> {
    const passed = await this.#recording.replay(this.#stoppable());
    if (passed) viewer.notify('done', 'Every step passed.');
    else viewer.notify('error', 'A step failed: see the list.');
  }

  #stoppable(): { readonly signal: AbortSignal } {
    this.#stop = new AbortController();
    return { signal: this.#stop.signal };
  }

  #tell(): void {
    this.#telling = undefined;
    const message: RecordingMessage = { type: 'recording', view: this.#recording.view };
    for (const viewer of this.#room?.viewers ?? []) viewer.send(message);
  }
}

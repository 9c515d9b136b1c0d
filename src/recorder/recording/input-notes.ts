/** Notes what a person does as actions of steps, each before it reaches the guest. */
import { now } from '../../base/deadline.ts';
import type { PointerEvent } from '../../driver/driver.ts';
import type { GuestContext } from '../../guest/context.ts';
import { isPhysicalKey } from '../../input/keys.ts';
import { layout } from '../../input/layouts.ts';
import type { Book } from './book.ts';
import { changeStep, stepOf } from './edit-recording.ts';
import { type KeyMeaning, KeyReader } from './key-reader.ts';
import type { RecordedAction } from './model.ts';
import type { KeyInput, PersonInput } from './person-input.ts';
import { type PointerMeaning, PointerReader } from './pointer-reader.ts';
import type { Observation, ScreenWatcher } from './screen-watcher.ts';
import type { SecretTyping } from './secret-typing.ts';
import type { StepTaker } from './step-taker.ts';

export interface InputNotesOptions {
  readonly book: Book;
  readonly taker: StepTaker;
  readonly watcher: ScreenWatcher;
  readonly secrets: SecretTyping;
  readonly context: GuestContext;
  /** Whether what is done now is recorded. */
  readonly records: () => boolean;
}

/** A button that is down: its step and what was frozen before it. */
interface Pressing {
  readonly stepId: string;
  readonly observation: Observation;
}

export class InputNotes {
  readonly #options: InputNotesOptions;
  readonly #keys: KeyReader;
  readonly #pointer = new PointerReader();
  #frozen: Observation | undefined;
  #pressing: Pressing | undefined;

  constructor(options: InputNotesOptions) {
    this.#options = options;
    this.#keys = new KeyReader(layout(options.context.layout));
  }

  /** Where the person's pointer is: the guest may draw its own there. */
  get pointer(): { readonly x: number; readonly y: number } | undefined {
    return this.#pointer.position ?? this.#options.context.pointer.position;
  }

  /** Call it and wait before the input is sent. */
  async note(input: PersonInput): Promise<void> {
    switch (input.type) {
      case 'keys':
        for (const event of input.events) await this.#key(event);
        return;
      case 'pointer':
        for (const event of input.events) await this.#pointed(event);
        return;
      case 'press':
        return await this.#meant({ kind: 'press', chord: input.chord }, this.#freeze());
      case 'text':
        return await this.#act({ kind: 'type', text: input.text }, this.#freeze());
      case 'secret':
        return await this.#act({ kind: 'secret', name: input.name }, this.#freeze());
      case 'power':
        if (input.action === 'reset') await this.#act({ kind: 'reset' }, this.#freeze());
        return this.forget();
      case 'insert':
        return await this.#act({ kind: 'insert', drive: input.drive, image: input.image }, this.#freeze());
      case 'eject':
        return await this.#act({ kind: 'eject', drive: input.drive }, this.#freeze());
    }
  }

  /** Nothing is held any more: the guest starts anew or was taken back. */
  forget(): void {
    this.#keys.forget();
    this.#pressing = undefined;
    this.#options.watcher.acted(now());
  }

  async #key({ code, down }: KeyInput): Promise<void> {
    if (!isPhysicalKey(code)) return;
    const leds = this.#options.context.desktop.current?.states.leds;
    if (leds) this.#keys.capsLock = leds.capsLock;
    if (down) {
      this.#frozen = this.#freeze();
      this.#pointer.interrupt();
    }
    for (const meaning of this.#keys.read({ key: code, down })) await this.#meant(meaning, this.#frozen);
  }

  async #meant(meaning: KeyMeaning, observation: Observation | undefined): Promise<void> {
    const { secrets } = this.#options;
    if (meaning.kind === 'character') {
      const name = secrets.add(meaning.text);
      const action = name === undefined ? { kind: 'type', text: meaning.text } : { kind: 'secret', name };
      return await this.#act(action as RecordedAction, observation);
    }
    if (meaning.chord === 'Backspace' && secrets.takeBack()) return;
    secrets.end();
    await this.#act({ kind: 'press', chord: meaning.chord, count: 1 }, observation);
  }

  async #pointed(event: PointerEvent): Promise<void> {
    if (this.#pointer.begins(event)) {
      this.#options.secrets.end();
      const observation = this.#freeze();
      const stepId =
        observation && this.#options.records() ? await this.#options.taker.stepOn(observation) : undefined;
      this.#pressing = stepId === undefined || !observation ? undefined : { stepId, observation };
    }
    const meaning = this.#pointer.read(event, now());
    if (!meaning || !this.#pressing) return;
    this.#clicked(meaning, this.#pressing);
    this.#pressing = undefined;
  }

  #clicked(meaning: PointerMeaning, { stepId, observation }: Pressing): void {
    const { taker } = this.#options;
    const action = this.#actionOf(meaning, stepId);
    if (action) taker.act(stepId, action, observation);
  }

  /** Undefined for the second click of two, which has become one with the first. */
  #actionOf(meaning: PointerMeaning, stepId: string): RecordedAction | undefined {
    if (meaning.kind === 'drag') return meaning;
    const { at, ...how } = meaning;
    const point = this.#options.taker.pointAt(stepId, at);
    if (how.kind === 'wheel') return { ...how, point };
    if (how.count > 1 && this.#clickedAgain(stepId, { ...how, point })) return undefined;
    return { ...how, point, count: 1 };
  }

  /** The second click of a double click makes one action of both, if both were on one screen. */
  #clickedAgain(stepId: string, click: RecordedAction & { readonly kind: 'click' }): boolean {
    const { book } = this.#options;
    const last = stepOf(book.data, stepId).actions.at(-1);
    if (last?.kind !== 'click' || last.point !== click.point || last.button !== click.button) return false;
    const more = { ...last, count: click.count };
    book.change((data) =>
      changeStep(data, stepId, (step) => ({ ...step, actions: [...step.actions.slice(0, -1), more] })),
    );
    return true;
  }

  async #act(action: RecordedAction, observation: Observation | undefined): Promise<void> {
    const { taker, records } = this.#options;
    if (!observation || !records()) return;
    const stepId = await taker.stepOn(observation);
    if (stepId !== undefined) taker.act(stepId, action, observation);
  }

  /** The display as it is before the action, which counts from now. */
  #freeze(): Observation | undefined {
    const { watcher } = this.#options;
    const observation = watcher.observe(this.pointer);
    watcher.acted(now());
    return observation;
  }
}

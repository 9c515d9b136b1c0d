/** Finds in the background what each recorded screen is recognised by, names it, and judges all of them. */
import { createFrame } from '../../frame/frame.ts';
import type { Picture } from '../../frame/picture.ts';
import type { Region } from '../../frame/region.ts';
import type { TextSource } from '../../guest/text-target.ts';
import type { ScreenArea } from '../../matchers/screen.ts';
import type { ReadText } from '../../matchers/text.ts';
import { type BlockMask, differingBlocks, emptyMask, groupsOf } from './block-grid.ts';
import type { Book } from './book.ts';
import { changeScreen, changeStep, renamePoint, screenOf, uniqueName } from './edit-recording.ts';
import { framesOf, framesOfOthers, judge, matches, passedFrames, referenceOf } from './judge.ts';
import type { RecordedScreen } from './model.ts';
import { type ProposedAreas, proposeAreas, type Verdict } from './propose-areas.ts';
import type { Observation } from './screen-watcher.ts';
import { nameAt, nameOf } from './screen-words.ts';
import type { ScreenGround } from './step-taker.ts';
import type { Judgement } from './view.ts';

/** What was seen of a screen when it was frozen; not kept on disk. */
interface Ground extends Pick<Observation, 'restless' | 'shownSince' | 'actedAt'> {
  /** Undefined if nothing changed with the last action: then everything counts. */
  readonly changed: BlockMask | undefined;
  /** Whether the time until it showed was observed. */
  readonly timed: boolean;
}

const NO_JUDGEMENT: Judgement = { flaws: [], elsewhere: [] };
/** Blocks that are so many empty ones apart changed together. */
const CHANGE_GAP = 1;

/** Points that nobody named yet: see StepTaker.pointAt. */
const UNNAMED_POINT = /^point(-\d+)?$/;

export interface ProposerOptions {
  readonly book: Book;
  readonly texts: TextSource;
  /** Names that screens/ has already, of others. */
  readonly takenNames: () => Promise<readonly string[]>;
  readonly onError: (error: unknown) => void;
}

export class Proposer {
  readonly #options: ProposerOptions;
  readonly #grounds = new Map<string, Ground>();
  /** What could be read on screens of this session. */
  readonly #words = new Map<string, { readonly read: ReadText; readonly changed: BlockMask | undefined }>();
  readonly #judgements = new Map<string, Judgement>();
  #work: Promise<void> = Promise.resolve();
  #queued = 0;

  constructor(options: ProposerOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#queued > 0;
  }

  judgementOf(screenId: string): Judgement {
    return this.#judgements.get(screenId) ?? NO_JUDGEMENT;
  }

  /** Resolves when everything asked for so far is done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** The screen was frozen on what was observed. */
  begin(screenId: string, { observation, timed }: ScreenGround): void {
    const { restless, changed, shownSince, actedAt } = observation; // not the picture: frames are on disk
    const fresh = changed.bits.includes(1) ? changed : undefined;
    this.#grounds.set(screenId, { restless, changed: fresh, timed, shownSince, actedAt });
    this.propose(screenId);
  }

  /** Finds the areas anew, unless a person accepted them; all screens are judged afterwards. */
  propose(screenId: string): void {
    this.#later(async () => {
      await this.#propose(screenId);
      await this.#judgeAll();
    });
  }

  /** Something was changed by a person: all screens are judged. */
  review(): void {
    this.#later(() => this.#judgeAll());
  }

  #later(work: () => Promise<void>): void {
    this.#queued++;
    this.#work = this.#work
      .then(work)
      .catch(this.#options.onError)
      .then(() => {
        this.#queued--;
        this.#options.book.touch();
      });
  }

  async #propose(screenId: string): Promise<void> {
    const { book } = this.#options;
    const screen = book.data.screens.find(({ id }) => id === screenId);
    if (!screen || screen.accepted) return;
    const picture = await book.frames.load(screen.frame);
    const ground = this.#grounds.get(screenId);
    const proposal = await proposeAreas(
      {
        picture,
        restless: ground?.restless ?? emptyMask(picture),
        changed: ground?.changed,
        avoid: [...screen.restless, ...(await this.#changesOn(screen, picture))],
      },
      (draft) => this.#try(screen, picture, draft),
    );
    const areas = proposal.areas.map(exactly);
    book.change((data) => {
      if (!data.screens.some(({ id, accepted }) => id === screenId && !accepted)) return data;
      return changeScreen(data, screenId, (each) => ({ ...each, areas, exclude: proposal.exclude }));
    });
    this.#observeTime(screenId, proposal.areas);
    await this.#name(screenId, picture);
  }

  /** Where the screen's own frames differ: typed texts, choices. */
  async #changesOn(screen: RecordedScreen, picture: Picture): Promise<readonly Region[]> {
    const { book } = this.#options;
    const changed: Region[] = [];
    for (const id of framesOf(book.data, screen.id)) {
      if (id === screen.frame) continue;
      const other = await book.frames.load(id);
      if (other.width !== picture.width || other.height !== picture.height) continue;
      changed.push(...groupsOf(differingBlocks(picture, other), picture, CHANGE_GAP));
    }
    return changed;
  }

  async #try(screen: RecordedScreen, picture: Picture, { areas, exclude }: ProposedAreas): Promise<Verdict> {
    const { book } = this.#options;
    const draft = { areas: areas.map(exactly), exclude, points: {}, regions: {} };
    const { flaws, elsewhere } = await judge(book.data, book.frames, screen.id, draft);
    const matching: Picture[] = [];
    if (elsewhere.length > 0) {
      const reference = referenceOf(screen.name, picture, draft);
      for (const frame of framesOfOthers(book.data, screen.id).keys()) {
        const other = await book.frames.load(frame);
        if (matches(other, reference)) matching.push(other);
      }
    }
    if (flaws.some(({ code }) => code === 'screen-equals-another')) {
      for (const frame of passedFrames(book.data, screen.id)) matching.push(await book.frames.load(frame));
    }
    return { good: flaws.length === 0 && elsewhere.length === 0, matching };
  }

  /** The step waited until its areas showed, not until the person acted. */
  #observeTime(screenId: string, areas: readonly Region[]): void {
    const { book } = this.#options;
    const ground = this.#grounds.get(screenId);
    const step = book.data.steps.find(({ screen }) => screen === screenId);
    if (!ground?.timed || !step) return;
    const waited = Math.round(ground.shownSince(areas) - ground.actedAt);
    if (waited < 0 || waited > step.waited) return;
    book.change((data) => changeStep(data, step.id, (each) => ({ ...each, waited })));
  }

  /** Names the screens that nobody named: by what is read on them and on no other. */
  async #name(screenId: string, picture: Picture): Promise<void> {
    const { book, texts, takenNames } = this.#options;
    const read = await texts.read(asFrame(picture), undefined, 'exact');
    this.#words.set(screenId, { read, changed: this.#grounds.get(screenId)?.changed });
    const taken = await takenNames();
    for (const { id, named } of book.data.screens) {
      const words = this.#words.get(id);
      if (named || !words) continue;
      const others = [...this.#words].filter(([other]) => other !== id).map(([, { read }]) => read);
      const wanted = nameOf(words.read, words.changed, others);
      if (wanted === undefined) continue;
      const names = book.data.screens.filter((screen) => screen.id !== id).map(({ name }) => name);
      const name = uniqueName(wanted, [...names, ...taken]);
      book.change((data) => changeScreen(data, id, (screen) => ({ ...screen, name })));
    }
    const { points } = screenOf(book.data, screenId);
    for (const [name, at] of Object.entries(points)) {
      const label = UNNAMED_POINT.test(name) ? nameAt(read, at) : undefined;
      if (label !== undefined)
        book.change((data) => renamePoint(data, screenId, name, uniqueName(label, Object.keys(points))));
    }
  }

  async #judgeAll(): Promise<void> {
    const { book } = this.#options;
    for (const { id, accepted } of book.data.screens) {
      let judgement = await judge(book.data, book.frames, id);
      const matched =
        judgement.elsewhere.length > 0 || judgement.flaws.some(({ code }) => code === 'not-still');
      if (!accepted && matched) {
        await this.#propose(id); // a later screen looks like it, or its area changed
        judgement = await judge(book.data, book.frames, id);
      }
      this.#judgements.set(id, judgement);
    }
  }
}

function exactly(region: Region): ScreenArea {
  return { ...region, match: 'exact', search: 0 };
}

function asFrame(picture: Picture): ReturnType<typeof createFrame> {
  return createFrame(picture.data, { ...picture, sequence: 0, time: 0 });
}

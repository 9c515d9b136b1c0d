/** What a recording is put together of, each part told what it needs of the others. */
import { now } from '../../base/deadline.ts';
import type { MachineDefinition } from '../../driver/definition.ts';
import { contextOf, type Guest } from '../../guest/guest.ts';
import type { Book } from './book.ts';
import { foreignNames } from './emit.ts';
import { InputNotes } from './input-notes.ts';
import { Playback } from './playback.ts';
import { Proposer } from './proposer.ts';
import { RecordingEdits } from './recording-edits.ts';
import { ScreenWatcher } from './screen-watcher.ts';
import { SecretTyping } from './secret-typing.ts';
import { StepSnapshots } from './snapshots.ts';
import { StepTaker } from './step-taker.ts';

export interface RecordingOptions {
  /** Made with `screens: screensFolder(folder)`; its owner disposes it after the recording. */
  readonly guest: Guest;
  /** What the machine was made of, for the script; left out for one that exists already. */
  readonly definition?: MachineDefinition | undefined;
  /** Where NAME.install.ts and screens/ go, absolute. The recording itself is kept in .guestwright/ there. */
  readonly folder: string;
  /** The script's name: letters, digits, '-', '_' and '.'. */
  readonly name: string;
  /** Go on with the recording of that name; without it, a recording that exists is refused. */
  readonly resume?: boolean;
  /** Take live snapshots before each step where the driver can. Default: on machines that are ours. */
  readonly snapshots?: boolean;
}

export interface RecordingHooks {
  readonly records: () => boolean;
  readonly replaced: () => void;
  readonly trouble: (error: unknown) => void;
}

export interface RecordingParts {
  readonly watcher: ScreenWatcher;
  readonly secrets: SecretTyping;
  readonly taker: StepTaker;
  readonly proposer: Proposer;
  readonly notes: InputNotes;
  readonly snapshots: StepSnapshots;
  readonly playback: Playback;
  readonly edits: RecordingEdits;
}

export function recordingParts(
  { guest, folder, ...options }: RecordingOptions,
  book: Book,
  { records, replaced, trouble }: RecordingHooks,
): RecordingParts {
  const context = contextOf(guest);
  const { lastActionAt } = context.input;
  const watcher = new ScreenWatcher(Number.isFinite(lastActionAt) ? lastActionAt : now());
  const secrets = new SecretTyping();
  const snapshots = new StepSnapshots(guest, options.snapshots ?? !guest.machine.borrowed);
  const proposer = new Proposer({
    book,
    texts: context.texts,
    takenNames: () => foreignNames(book, folder),
    onError: trouble,
  });
  const taker = new StepTaker({
    book,
    begins: (stepId) => snapshots.take(stepId),
    proposal: (screenId, ground) => proposer.begin(screenId, ground),
    changed: (screenId) => proposer.propose(screenId),
    met: () => proposer.review(),
    replaced,
  });
  const notes = new InputNotes({ book, taker, watcher, secrets, context, records });
  const restarted = () => {
    notes.forget();
    taker.finish();
  };
  const playback = new Playback({ book, guest, snapshots, restarted });
  const edits = new RecordingEdits({
    book,
    reviewed: () => proposer.review(),
    proposed: (screenId) => proposer.propose(screenId),
    changed: (stepId) => playback.forget(stepId),
  });
  return { watcher, secrets, taker, proposer, notes, snapshots, playback, edits };
}

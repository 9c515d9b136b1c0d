/** Snapshots that tests start from: who makes the guest says how they are kept. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';

export interface SaveOptions extends CallOptions {
  /** Files whose content decides whether the snapshot is fresh. Default: the setup file and what it imports. */
  readonly inputs?: readonly string[];
}

/** Implemented by the fixtures: they know the folder, the definition as declared and the files behind a test. */
export interface SavedSnapshots {
  /** Runs `body` and saves, unless a fresh snapshot of that name exists; tells which of the two happened. */
  saved(name: string, body: () => Promise<void>, options: SaveOptions): Promise<'made' | 'fresh'>;
  /** Saves the machine as it is now. */
  save(name: string, options: SaveOptions): Promise<void>;
}

export function noSavedSnapshots(): GuestwrightError {
  return new GuestwrightError('guest: nothing here keeps snapshots for tests to start from', {
    code: 'unsupported',
    remedy:
      'Use guest.saved() and guest.save() in a setup project of the test runner, or guest.snapshots in a script.',
  });
}

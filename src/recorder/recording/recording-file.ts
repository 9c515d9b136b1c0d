/** `recording.json`: the whole recording but its frames, written after every change. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import type { RecordingData } from './model.ts';
import { writeWhole } from './write-whole.ts';

const FILE = 'recording.json';

/** Where the recording of script `name` in `folder` is kept while it is made. */
export function workFolder(folder: string, name: string): string {
  return join(folder, '.guestwright', 'recordings', name);
}

/** Undefined if there is none. Errors `io`. */
export async function readRecording(work: string): Promise<RecordingData | undefined> {
  const path = join(work, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new GuestwrightError(`the recording '${path}' could not be read: ${messageOf(cause)}`, {
      code: 'io',
      cause,
    });
  }
  return parse(text, path);
}

export async function writeRecording(work: string, data: RecordingData): Promise<void> {
  await writeWhole(join(work, FILE), `${JSON.stringify(data, undefined, 2)}\n`);
}

function parse(text: string, path: string): RecordingData {
  try {
    const data = JSON.parse(text) as RecordingData & { version: unknown };
    if (data.version === 1) return data;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path, undefined);
}

function unreadable(path: string, cause: unknown): GuestwrightError {
  return new GuestwrightError(`'${path}' is no recording of this version`, {
    code: 'io',
    cause,
    remedy: 'Remove its folder and record again, or use the version of Guestwright that wrote it.',
  });
}

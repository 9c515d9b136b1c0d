/** Recorded server streams: what a real peer sent after ServerInit, with what it takes to parse it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { PixelFormat } from '../../../src/driver/rfb/pixel-format.ts';

export interface RecordingHead {
  /** The server and its version. */
  readonly peer: string;
  /** The encoding that was asked for alone, or with Raw for CopyRect. */
  readonly encoding: string;
  /** Recordings of one scene end with the same picture. */
  readonly scene: string;
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
}

export interface Recording extends RecordingHead {
  /** Without folder and endings: 'qemu-zrle'. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const RECORDINGS = path.join(import.meta.dirname, '../../data/rfb');
const ENDING = '.rfb.gz';

/** All of them, by name. */
export function readRecordings(folder = RECORDINGS): Recording[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  return files.sort().map((file) => {
    const content = gunzipSync(readFileSync(path.join(folder, file)));
    const end = content.indexOf('\n');
    const head = JSON.parse(content.subarray(0, end).toString()) as RecordingHead;
    return { ...head, name: file.slice(0, -ENDING.length), bytes: new Uint8Array(content.subarray(end + 1)) };
  });
}

/** A line of JSON, then the bytes, in gzip. */
export function writeRecording(
  name: string,
  head: RecordingHead,
  bytes: Uint8Array,
  folder = RECORDINGS,
): void {
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]);
  writeFileSync(path.join(folder, `${name}${ENDING}`), gzipSync(content, { level: 9 }));
}

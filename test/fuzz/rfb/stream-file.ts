/** Streams as files: a line of JSON, then the bytes. A failure is kept so, and replayed from it. */
import { readFileSync } from 'node:fs';
import type { Stream } from './target.ts';

/** `origin` says where it comes from: the seed and the number of the execution. */
export function packStream({ bytes, ...head }: Stream, origin: Record<string, unknown>): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...origin, ...head })}\n`), bytes]);
}

export function readStream(file: string): Stream {
  const content = readFileSync(file);
  const end = content.indexOf('\n');
  const head = JSON.parse(content.subarray(0, end).toString()) as Omit<Stream, 'bytes'>;
  return { ...head, bytes: new Uint8Array(content.subarray(end + 1)) };
}

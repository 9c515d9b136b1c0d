/** Whether pixels behind each other have one colour, at one compare of memory. */
import type { Picture } from '../../frame/picture.ts';

/** Bytes. */
const PIXEL = 4;

/** The pixels `from` to `to` of all, in reading order: they equal themselves moved by one. */
export function isOneColour({ data }: Picture, from: number, to: number): boolean {
  const [start, end] = [from * PIXEL, to * PIXEL];
  return Buffer.compare(data.subarray(start, end - PIXEL), data.subarray(start + PIXEL, end)) === 0;
}

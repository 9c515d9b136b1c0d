/** A video of a guest's filmstrip: WebM by ffmpeg, or an animated PNG without it. */
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runGuarded } from '../../base/child-process.ts';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { findProgram } from '../../base/platform.ts';
import { privateFolder } from '../../base/temporary.ts';
import { animatedPng } from './animated-png.ts';
import { type FilmPicture, filmOf, sizeOfFilm } from './film.ts';
import { readTrace } from './read-trace.ts';
import { writeError } from './trace-folder.ts';

export interface VideoOptions extends CallOptions {
  /** Which guest of the trace, from 1. Default 1. */
  readonly guest?: number;
}

/** Encoding takes about a tenth of the video's own time; an hour of it is enough for any install. In ms. */
const ENCODING_TIME = 3_600_000;
/** Constant quality of VP9 (0 to 63, lower is better): text stays readable. */
const QUALITY = '24';

/** Writes `output` (.webm or .png) of the trace's zip `trace`. Errors `invalid-argument`, `not-installed`, `io`. */
export async function writeVideo(trace: string, output: string, options: VideoOptions = {}): Promise<void> {
  const write = WRITERS[extname(output).toLowerCase()];
  if (!write) throw notVideo(output);
  const { summary, zip } = await readTrace(trace);
  await using _zip = zip;
  const { guest = 1, ...call } = options;
  const frames = summary.filmstrips[guest - 1];
  if (!frames) throw noGuest(trace, guest, summary.filmstrips.length);
  const draft = `${output}.partial`;
  try {
    await write({ film: filmOf(frames), read: (file) => zip.read(file), output: draft }, call);
    await rename(draft, output);
  } finally {
    await rm(draft, { force: true });
  }
}

interface Job {
  readonly film: readonly FilmPicture[];
  readonly read: (file: string) => Promise<Buffer>;
  readonly output: string;
}

const WRITERS: Readonly<Record<string, (job: Job, call: CallOptions) => Promise<void>>> = {
  '.webm': writeWebm,
  '.png': writeAnimatedPng,
};

async function writeAnimatedPng({ film, read, output }: Job): Promise<void> {
  await pipeline(Readable.from(animatedPng(film, read)), createWriteStream(output)).catch(
    (error: unknown) => {
      throw error instanceof GuestwrightError ? error : writeError(output, error);
    },
  );
}

async function writeWebm({ film, read, output }: Job, call: CallOptions): Promise<void> {
  const ffmpeg = findProgram('ffmpeg');
  if (!ffmpeg) throw noFfmpeg();
  await using folder = await privateFolder();
  const files = new Map<string, string>();
  for (const { file } of film) {
    if (files.has(file)) continue;
    const name = `${files.size}.png`;
    files.set(file, name);
    await writeFile(join(folder.path, name), await read(file));
  }
  const list = join(folder.path, 'list.txt');
  await writeFile(list, concatList(film, files));
  const { width, height } = sizeOfFilm(film);
  const even = (length: number) => length + (length % 2); // half as many colour samples each way
  const size = `${even(width)}:${even(height)}`;
  const filter = `pad=${size}:(ow-iw)/2:(oh-ih)/2,format=yuv420p`;
  const input = ['-f', 'concat', '-safe', '0', '-i', list];
  const codec = [
    '-c:v',
    'libvpx-vp9',
    '-crf',
    QUALITY,
    '-b:v',
    '0',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
  ];
  const args = [
    '-v',
    'error',
    '-y',
    ...input,
    '-vf',
    filter,
    '-fps_mode',
    'vfr',
    ...codec,
    '-f',
    'webm',
    output,
  ];
  const { code, stderr } = await runGuarded(ffmpeg, args, { timeout: ENCODING_TIME, ...call });
  if (code !== 0) {
    throw new GuestwrightError('ffmpeg could not make the video', { code: 'command-failed', output: stderr });
  }
}

/** For ffmpeg's concat demuxer, which takes the last one's time only if the file is named again. */
function concatList(film: readonly FilmPicture[], files: ReadonlyMap<string, string>): string {
  const lines = film.map(({ file, shownFor }) => `file '${files.get(file)}'\nduration ${shownFor / 1000}\n`);
  const last = film.at(-1);
  return `ffconcat version 1.0\n${lines.join('')}${last ? `file '${files.get(last.file)}'\n` : ''}`;
}

function notVideo(output: string): GuestwrightError {
  return new GuestwrightError(`video: expected a file .webm or .png, got '${output}'`, {
    code: 'invalid-argument',
    remedy: 'A .png is animated and needs no other program; a .webm is made by ffmpeg.',
  });
}

function noGuest(trace: string, guest: number, count: number): GuestwrightError {
  return new GuestwrightError(
    `video: '${trace}' has no guest ${guest}: ${count} of its guests showed something`,
    {
      code: 'invalid-argument',
      remedy: 'Count from 1.',
    },
  );
}

function noFfmpeg(): GuestwrightError {
  return new GuestwrightError('ffmpeg is not on the PATH', {
    code: 'not-installed',
    remedy: 'apt-get install ffmpeg, or name a .png for an animated picture that needs nothing.',
  });
}

/** `guestwright trace`: what a trace holds, a zip of what a killed run left, a video. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatDuration } from '../base/units.ts';
import { recoverTrace } from '../report/trace/finish.ts';
import { EVENTS_FILE } from '../report/trace/format.ts';
import { readTrace } from '../report/trace/read-trace.ts';
import { writeVideo } from '../report/trace/video.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { TRACE_FOLDER } from './trace-paths.ts';
import type { CliContext, Verb, VerbArguments } from './verb.ts';

export const trace: Verb = {
  summary: 'Say what a trace holds, make one of what a killed run left, or make a video of it.',
  usage: ['FILE.zip [--video FILE] [--guest N]', 'FOLDER [--output FILE.zip] [--video FILE] [--guest N]'],
  positionals: [1, 1],
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      help: "where a folder's zip goes (default: its name with .zip)",
    },
    video: { type: 'string', value: 'FILE', help: 'make a .webm (needs ffmpeg) or an animated .png' },
    guest: { type: 'string', value: 'N', help: 'which guest the video shows (default 1)' },
  },
  notes: [
    'A folder is what a killed run left: of guestwright run in its report, of tests in .guestwright/traces. It is deleted',
    "once its zip is written. Pictures that stand still are shown for 3 s at most. 'npx playwright show-trace FILE.zip'",
    'opens the viewer.',
  ].join('\n'),
  async run(args, context) {
    const path = resolve(context.cwd, args.positionals[0] ?? '');
    const zip = await zipOf(path, args, context);
    const video = args.text('video');
    const guest = guestNumber(args);
    await describe(zip, context);
    if (video !== undefined) {
      const output = resolve(context.cwd, video);
      await writeVideo(zip, output, { signal: context.signal, ...(guest !== undefined && { guest }) });
      context.print(`video: ${output}`);
    }
    return EXIT.success;
  },
};

/** The zip itself, or one of the folder's files. */
async function zipOf(path: string, args: VerbArguments, { cwd, print }: CliContext): Promise<string> {
  if (!(await isFolder(path))) {
    if (args.text('output') !== undefined) throw usageError(`guestwright trace: '${path}' is a zip already`);
    return path;
  }
  const inner = join(path, TRACE_FOLDER); // of a report
  const folder = (await exists(join(inner, EVENTS_FILE))) ? inner : path;
  const output = args.text('output');
  const zip = output === undefined ? `${folder}.zip` : resolve(cwd, output);
  await recoverTrace(folder, zip);
  print(`trace: ${zip}`);
  return zip;
}

async function describe(path: string, { print }: CliContext): Promise<void> {
  const { summary, zip } = await readTrace(path);
  await zip[Symbol.asyncDispose]();
  const { title, actions, failed, duration, filmstrips } = summary;
  const pictures = filmstrips.map((frames, index) => `guest ${index + 1}: ${frames.length} pictures`);
  print(
    [`'${title}'`, `${actions} actions, ${failed} failed`, formatDuration(duration), ...pictures].join('; '),
  );
  print(`open it: npx playwright show-trace ${path}`);
}

function guestNumber(args: VerbArguments): number | undefined {
  const text = args.text('guest');
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw usageError(`--guest: expected a whole number from 1, got '${text}'`);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

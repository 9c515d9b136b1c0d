/** One command on a text console: typed, its output read by glyphs from a cleared screen. */
import { GuestwrightError } from '../base/errors.ts';
import { maskSecrets } from '../base/secret.ts';
import { formatDuration } from '../base/units.ts';
import type { Frame } from '../frame/frame.ts';
import { layout } from '../input/layouts.ts';
import { planText } from '../input/typing.ts';
import { plainText } from '../matchers/text.ts';
import type { Attempt, GuestContext } from './context.ts';
import { queueJob } from './queue-input.ts';
import { endOf, markedLine, newMark } from './serial-shell.ts';
import type { ShellResult } from './shell.ts';
import { TYPING_RATE, typeStrokes } from './typing.ts';
import { waitForFrames } from './wait.ts';

/** The output is what stands between the marks; a command longer than the screen has scrolled its beginning away. */
export async function runOverScreen(
  context: GuestContext,
  command: string,
  attempt: Attempt,
): Promise<ShellResult> {
  const mark = newMark();
  const line = `clear; ${markedLine(mark, command)}\n`;
  const strokes = planText(line, layout(context.layout));
  await queueJob(context, `type ${JSON.stringify(maskSecrets(line))}`, attempt, (sink) =>
    typeStrokes(sink, strokes, { rate: TYPING_RATE, signal: attempt.signal }),
  );
  const outcome = await waitForFrames(context, attempt, {
    decide: async ({ frame }) => await readResult(context, frame, mark),
  });
  if (outcome.outcome === 'done') return outcome.value;
  const seen = outcome.frame
    ? plainText(await context.texts.read(outcome.frame, undefined, 'exact')).trim()
    : '';
  throw new GuestwrightError(
    `shell: '${maskSecrets(command)}' did not end on the screen within ${formatDuration(attempt.timeout)}`,
    {
      code: 'timeout',
      output: seen === '' ? 'No text could be read.' : `Read:\n${maskSecrets(seen)}`,
      remedy: 'See that a shell is logged in on a text console, and that its font can be read.',
    },
  );
}

/** The last mark stands at the end: without the echoed line, whose status is no number yet. */
async function readResult(
  context: GuestContext,
  frame: Frame,
  mark: string,
): Promise<ShellResult | undefined> {
  const text = plainText(await context.texts.read(frame, undefined, 'exact'));
  const [whole, status] = new RegExp(endOf(mark)).exec(text) ?? [];
  if (whole === undefined) return undefined;
  const before = text.slice(0, text.indexOf(whole));
  const begin = before.lastIndexOf(`${mark}-begin\n`);
  const output = begin < 0 ? before : before.slice(begin + `${mark}-begin\n`.length);
  return { exitCode: Number(status), output };
}

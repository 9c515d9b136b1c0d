/** One command in a shell on the serial console: marked before and after, so that echo and prompts do not matter. */
import { randomBytes } from 'node:crypto';
import { GuestwrightError } from '../base/errors.ts';
import { maskSecrets } from '../base/secret.ts';
import { formatDuration } from '../base/units.ts';
import type { Attempt, GuestContext } from './context.ts';
import { serialPortOf } from './serial.ts';
import type { ShellResult } from './shell.ts';

/** Ctrl+C: a command that hangs must not swallow the next one. */
const INTERRUPT = '\x03';
/** Time for the interrupt to be sent after the command's time was up, in ms. */
const INTERRUPT_TIMEOUT = 300;

/** Tells one command's marks from those of others, in scrolled-back output too. */
export function newMark(): string {
  return `gw${randomBytes(4).toString('hex')}`;
}

/** What would swallow the mark behind it: a comment, or an end that takes no ';' after it. */
const SWALLOWS = /(^|[\s;&|()])#|[;&\\]\s*$/;

/**
 * The line that is sent: the status is digits only where it was printed, not where the shell echoes the line. The
 * point behind it tells that it came as a whole.
 */
export function markedLine(mark: string, command: string): string {
  const closed = SWALLOWS.test(command) ? `eval '${command.replaceAll("'", "'\\''")}'` : command;
  return `echo ${mark}-begin; ${closed}; echo ${mark}-end $?.`;
}

/** The end mark as printed; its group is the exit code. */
export function endOf(mark: string): string {
  return `${mark}-end (\\d+)\\.`;
}

export async function runOverSerial(
  context: GuestContext,
  command: string,
  attempt: Attempt,
): Promise<ShellResult> {
  const serial = serialPortOf(context, 0);
  const mark = newMark();
  const sent = serial.buffer.end;
  await serial.send(`${markedLine(mark, command)}\n`, attempt);
  // The echoed line has a ';' behind the first mark, the output a line's end.
  const marked = new RegExp(`${mark}-begin\\r?\\n([\\s\\S]*?)${endOf(mark)}`);
  const found = await serial.buffer.find(marked, attempt);
  if (!found) {
    const call = { signal: AbortSignal.timeout(INTERRUPT_TIMEOUT), until: Number.POSITIVE_INFINITY };
    await serial.send(INTERRUPT, { ...attempt, ...call }).catch(() => {});
    throw unfinished(command, attempt, serial.buffer.since(sent));
  }
  const [output = '', status = ''] = found.groups;
  return { exitCode: Number(status), output: output.replaceAll('\r\n', '\n') };
}

function unfinished(command: string, attempt: Attempt, received: string): GuestwrightError {
  return new GuestwrightError(
    `shell: '${maskSecrets(command)}' did not end within ${formatDuration(attempt.timeout)}`,
    {
      code: 'timeout',
      output: received === '' ? 'The serial port received nothing.' : `Received:\n${maskSecrets(received)}`,
      remedy: 'Give it more time, and see that a shell is logged in on the first serial port.',
    },
  );
}

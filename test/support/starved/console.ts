/** The bundled guest's command line, and lines to type there that come back over the serial port as they arrived. */
import type { Guest } from 'guestwright/script';

/** Characters of a line that are neither quotes nor separators of commands; half of them need Shift. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,.-+=:@%!?/()';
/** Sends the rest of its line to the serial port. */
const COMMAND = 'serial ';
/** With the prompt before it, a line fits into a row of the console. */
export const LINE_LENGTH = 60;

export interface TypedLines {
  /** What is typed. */
  readonly text: string;
  /** What must come back, in this order. */
  readonly lines: readonly string[];
}

/** So many characters, rounded up to whole lines; `random` gives numbers from 0 to 1. */
export function linesOf(characters: number, random: () => number): TypedLines {
  const count = Math.ceil(characters / (COMMAND.length + LINE_LENGTH + 1));
  const letter = () => LETTERS[Math.floor(random() * LETTERS.length)];
  const lines = Array.from({ length: count }, () => Array.from({ length: LINE_LENGTH }, letter).join(''));
  return { lines, text: lines.map((line) => `${COMMAND}${line}\n`).join('') };
}

/** From power-off to the prompt. */
export async function showConsole(guest: Guest): Promise<void> {
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await guest.serial.write('console\n');
  await guest.screen('console').waitFor();
  await guest.serial.waitFor('page console');
}

/** The lines that came back since the console showed. */
export function receivedLines(guest: Guest): readonly string[] {
  const [, ...lines] = guest.serial.output
    .slice(guest.serial.output.lastIndexOf('page console'))
    .split(/\r?\n/);
  return lines.filter((line) => line !== '');
}

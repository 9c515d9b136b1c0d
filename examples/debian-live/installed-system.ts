/** What every install ends with: a log-in on the installed system, and one command seen by three ways. */
import {
  type Guest,
  GuestwrightError,
  type Secret,
  type ShellOptions,
  type Step,
  serial,
  text,
  when,
} from 'guestwright/script';

/** Booting an installed system under plain emulation on a busy machine. */
const BOOT_TIMEOUT = '15m';
/** What the guest works out; the line that is typed does not hold it. */
const COMMAND = 'echo "root on $(findmnt -no SOURCE /), $((6 * 7))"';
const ANSWER = /^root on \/dev\/vda\d, 42$/m;
const WAYS: readonly ShellOptions['over'][] = ['screen', 'serial', 'agent'];

export interface Account {
  readonly user: string;
  readonly password: Secret;
}

/** From the restart to a shell on screen and serial port, and the command's output over each way. */
export function logIn({ user, password }: Account): readonly Step[] {
  return [
    when(text(/ login:\s*$/m), { name: 'log-in', timeout: BOOT_TIMEOUT }).type(`${user}\n`),
    when(text(/^(?:Password|Passwort):\s*$/m), { name: 'password' }).type([password, '\n']),
    when(text(/[$#]\s*$/m), { name: 'shell', stays: true }).write('\n'),
    when(serial(/ login: $/), { name: 'serial log-in', stays: true }).write(`${user}\n`),
    when(serial(/(?:Password|Passwort): $/), { name: 'serial password' })
      .write(password)
      .write('\n'),
    when(serial(/[$#] $/), { name: 'serial shell' }).run(checkCommand),
  ];
}

/** Throws `step-failed` if one of the ways gives another output. */
async function checkCommand(guest: Guest): Promise<void> {
  for (const over of WAYS) {
    const { exitCode, output } = await guest.shell({ over }).run(COMMAND, { timeout: '2m' });
    if (exitCode === 0 && ANSWER.test(output)) continue;
    throw new GuestwrightError(
      `installed system over ${over}: expected exit code 0 and ${ANSWER}, got ${exitCode} and '${output}'`,
      { code: 'step-failed' },
    );
  }
}

/** The server's list of machines: machines that exist as files are put on it and taken off it. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { machineById } from './find-machine.ts';
import { withScope } from './objects.ts';
import type { WebSession } from './web-session.ts';

/** Error `io` if there is no such file or it is no machine's; VirtualBox's own words if the machine is listed already. */
export async function register(
  session: WebSession,
  settingsFile: string,
  deadline: Deadline,
): Promise<{ readonly id: string; readonly name: string }> {
  return await withScope(session, async (scope) => {
    const call = deadline.options;
    const opened = await scope.virtualBox
      .call('openMachine', { settingsFile, password: '' }, call)
      .catch((error: unknown) => {
        throw importError(settingsFile, error);
      });
    const machine = scope.own('IMachine', opened);
    await scope.virtualBox.call('registerMachine', { machine: machine.reference }, call);
    return { id: await machine.call('getId', {}, call), name: await machine.call('getName', {}, call) };
  });
}

/** The machine must be off and unlocked. Its files stay, and can be registered again. */
export async function unregister(session: WebSession, id: string, deadline: Deadline): Promise<void> {
  await withScope(session, async (scope) => {
    const machine = await machineById(scope, id, deadline);
    const media = await machine.call('unregister', { cleanupMode: 'DetachAllReturnNone' }, deadline.options);
    for (const medium of media) scope.own('IMedium', medium);
  });
}

function importError(path: string, cause: unknown): unknown {
  const text = messageOf(cause);
  if (/same UUID as an existing/.test(text)) {
    return new GuestwrightError(`driver 'virtualbox': the server has the machine '${path}' already`, {
      code: 'invalid-argument',
      cause,
      remedy: 'Take it by its name.',
    });
  }
  if (!/VERR_(FILE_|PATH_)?(NOT_FOUND|ACCESS_DENIED|IS_A_DIRECTORY)/.test(text)) return cause;
  return new GuestwrightError(`driver 'virtualbox': the server cannot read the machine '${path}'`, {
    code: 'io',
    cause,
    remedy: 'Name a settings file (.vbox) by its full path on the computer that vboxwebsrv runs on.',
  });
}

/** VirtualBox's sessions with a machine: whoever changes it or looks at it locks it, and must unlock it again. */
import { type Deadline, poll } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { resultCodeOf } from './faults.ts';
import { Scope, type VboxObject } from './objects.ts';
import type { WebSession } from './web-session.ts';

/** The server unlocks a machine a moment after its process has ended; asked again so often, in ms. */
const INTERVAL = 25;

/** A machine as it can be changed: saved when `work` has ended well, as it was before otherwise. */
export async function editMachine<T>(
  session: WebSession,
  id: string,
  deadline: Deadline,
  work: (machine: VboxObject<'IMachine'>, scope: Scope) => Promise<T>,
): Promise<T> {
  using scope = new Scope(session);
  await using lock = await lockMachine(scope, id, 'Write', deadline);
  try {
    const result = await work(lock.machine, scope);
    await lock.machine.call('saveSettings', {}, deadline.options);
    return result;
  } catch (error) {
    await lock.machine.call('discardSettings', {}).catch(() => {}); // it may be that there is nothing to discard
    throw error;
  }
}

export interface MachineLock extends AsyncDisposable {
  readonly session: VboxObject<'ISession'>;
  /** The machine as this session sees it: of a running one, what can be changed now. */
  readonly machine: VboxObject<'IMachine'>;
}

/** `Shared` also locks a machine that runs; `Write` waits until one that has just ended is let go. */
export async function lockMachine(
  scope: Scope,
  id: string,
  lockType: 'Write' | 'Shared',
  deadline: Deadline,
): Promise<MachineLock> {
  const machine = scope.own(
    'IMachine',
    await scope.virtualBox.call('findMachine', { nameOrId: id }, deadline.options),
  );
  if (lockType === 'Write') await waitUnlocked(machine, deadline);
  const refIVirtualBox = scope.session.root;
  const reference = await scope.session.call(
    'IWebsessionManager_getSessionObject',
    { refIVirtualBox },
    deadline.options,
  );
  const session = scope.own('ISession', reference);
  await machine.call('lockMachine', { session: session.reference, lockType }, deadline.options);
  const unlock = async () => {
    await session.call('unlockMachine', {}).catch((error: unknown) => {
      if (resultCodeOf(error) !== 'E_UNEXPECTED') throw error; // its process has ended: it is unlocked
    });
  };
  try {
    const mutable = scope.own('IMachine', await session.call('getMachine', {}, deadline.options));
    return { session, machine: mutable, [Symbol.asyncDispose]: unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Waits until no session holds the machine. Error `machine-in-use` with who holds it at the deadline. */
export async function waitUnlocked(machine: VboxObject<'IMachine'>, deadline: Deadline): Promise<void> {
  const deadlineError = await poll(deadline, INTERVAL, async () => {
    const state = await machine.call('getSessionState', {}, deadline.options);
    return state === 'Unlocked' ? true : undefined;
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (deadlineError === undefined) return;
  if (!deadline.signal.aborted) throw deadlineError;
  throw await inUse(machine).catch(() => deadlineError);
}

async function inUse(machine: VboxObject<'IMachine'>): Promise<GuestwrightError> {
  const [name, holder, pid] = await Promise.all([
    machine.call('getName', {}),
    machine.call('getSessionName', {}),
    machine.call('getSessionPID', {}),
  ]);
  return new GuestwrightError(`machine '${name}': a session '${holder}' of process ${pid} holds it`, {
    code: 'machine-in-use',
    remedy:
      'End what uses it; what a client left behind that died ends by `guestwright doctor --clean virtualbox`.',
  });
}

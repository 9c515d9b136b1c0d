/** Machines of ours whose process has ended: powered off, unregistered, deleted. Nobody else's are touched. */
import type { Deadline } from '../../base/deadline.ts';
import { isAbandonedFolder } from '../../base/temporary.ts';
import type { Cleaned } from '../driver.ts';
import { isAbandoned } from '../owner-marker.ts';
import { deleteMachine, directoryOf } from './define.ts';
import { lockMachine, waitUnlocked } from './machine-lock.ts';
import { MARKER } from './marker.ts';
import { Scope, type VboxObject, withScope } from './objects.ts';
import { waitForProgress } from './progress.ts';
import type { WebSession } from './web-session.ts';

interface Abandoned {
  readonly name: string;
  readonly id: string;
  readonly settingsFile: string;
  /** False when its files are gone: the server knows no more of it than that it was. */
  readonly accessible: boolean;
}

/** Removes them all; one that cannot be removed does not keep the others. */
export async function cleanAbandoned(web: WebSession, deadline: Deadline): Promise<Cleaned> {
  const found = await withScope(web, (scope) => findAbandoned(scope, deadline));
  const removed: string[] = [];
  const kept: { name: string; reason: unknown }[] = [];
  // Newest first: linked clones stand on the disks of older machines.
  for (const machine of found.toReversed()) {
    try {
      await remove(web, machine, deadline);
      removed.push(machine.name);
    } catch (reason) {
      kept.push({ name: machine.name, reason });
    }
  }
  return { removed, kept };
}

async function findAbandoned(scope: Scope, deadline: Deadline): Promise<readonly Abandoned[]> {
  const call = deadline.options;
  const references = await scope.virtualBox.call('getMachines', {}, call);
  const machines = references.map((reference) => scope.own('IMachine', reference)); // held before anything else is asked
  const found: Abandoned[] = [];
  for (const machine of machines) {
    const facts = await describe(machine, deadline);
    const ours = facts.accessible
      ? isAbandoned(await machine.call('getExtraData', { key: MARKER }, call), facts)
      : isAbandonedFolder(directoryOf(facts.settingsFile));
    if (ours) found.push(facts);
  }
  return found;
}

async function describe(machine: VboxObject<'IMachine'>, deadline: Deadline): Promise<Abandoned> {
  const call = deadline.options;
  const id = await machine.call('getId', {}, call);
  const settingsFile = await machine.call('getSettingsFilePath', {}, call);
  const accessible = await machine.call('getAccessible', {}, call);
  return { name: accessible ? await machine.call('getName', {}, call) : id, id, settingsFile, accessible };
}

async function remove(
  web: WebSession,
  { id, settingsFile, accessible }: Abandoned,
  deadline: Deadline,
): Promise<void> {
  if (accessible) {
    await powerOff(web, id, deadline);
    await deleteMachine(web, id, directoryOf(settingsFile), deadline);
    return;
  }
  await withScope(web, async (scope) => {
    const call = deadline.options;
    const machine = scope.own('IMachine', await scope.virtualBox.call('findMachine', { nameOrId: id }, call));
    await machine.call('unregister', { cleanupMode: 'UnregisterOnly' }, call);
  });
}

/** A client that dies leaves its machine running; a second session may end it. */
async function powerOff(web: WebSession, id: string, deadline: Deadline): Promise<void> {
  using scope = new Scope(web);
  const call = deadline.options;
  const machine = scope.own('IMachine', await scope.virtualBox.call('findMachine', { nameOrId: id }, call));
  if ((await machine.call('getSessionState', {}, call)) === 'Unlocked') return;
  {
    await using lock = await lockMachine(scope, id, 'Shared', deadline);
    const console = scope.ownOptional('IConsole', await lock.session.call('getConsole', {}, call));
    if (console) {
      const progress = await console.call('powerDown', {}, call);
      await waitForProgress(web, 'stopping an abandoned machine', progress, deadline);
    }
  }
  await waitUnlocked(machine, deadline);
}

/** Machines by name or id, and what there is instead of one that is not there. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { MachineInfo } from '../driver.ts';
import { resultCodeOf } from './faults.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import { machineState } from './state.ts';
import type { WebSession } from './web-session.ts';

/** All that can be read: the settings of a machine may be missing. */
export async function listMachines(
  session: WebSession,
  call: CallOptions | undefined,
): Promise<readonly MachineInfo[]> {
  return await withScope(session, async (scope) => {
    const references = await scope.virtualBox.call('getMachines', {}, call);
    const machines = references.map((reference) => scope.own('IMachine', reference));
    const infos = machines.map(async (machine) => {
      if (!(await machine.call('getAccessible', {}, call))) return [];
      const state = machineState(await machine.call('getState', {}, call));
      return [{ name: await machine.call('getName', {}, call), state }];
    });
    return (await Promise.all(infos)).flat();
  });
}

/** Error `unknown-machine` with the nearest name. */
export async function findMachine(
  session: WebSession,
  nameOrId: string,
  deadline: Deadline,
): Promise<{ readonly id: string; readonly name: string }> {
  return await withScope(session, async (scope) => {
    const call = deadline.options;
    try {
      const found = await scope.virtualBox.call('findMachine', { nameOrId }, call);
      const machine = scope.own('IMachine', found);
      const id = await machine.call('getId', {}, call);
      return { id, name: await machine.call('getName', {}, call) };
    } catch (error) {
      if (resultCodeOf(error) !== 'VBOX_E_OBJECT_NOT_FOUND') throw error;
      const names = (await listMachines(session, call)).map(({ name }) => name);
      throw new GuestwrightError(
        `driver 'virtualbox': no machine named '${nameOrId}'${didYouMean(nameOrId, names)}`,
        {
          code: 'unknown-machine',
          remedy: names.length > 0 ? `There are ${names.join(', ')}.` : 'The server has no machines.',
        },
      );
    }
  });
}

/** Error `invalid-argument` if there is one of that name. */
export async function refuseTaken(session: WebSession, name: string, deadline: Deadline): Promise<void> {
  const taken = (await listMachines(session, deadline.options)).some((machine) => machine.name === name);
  if (!taken) return;
  throw new GuestwrightError(`driver 'virtualbox': there is a machine named '${name}' already`, {
    code: 'invalid-argument',
    remedy: 'Dispose it first, or give this one another name.',
  });
}

/** The machine by its id. */
export async function machineById(
  scope: Scope,
  id: string,
  deadline: Deadline,
): Promise<VboxObject<'IMachine'>> {
  return scope.own(
    'IMachine',
    await scope.virtualBox.call('findMachine', { nameOrId: id }, deadline.options),
  );
}

/** How many displays it has. */
export async function readDisplays(session: WebSession, id: string, deadline: Deadline): Promise<number> {
  return await withScope(session, async (scope) => {
    const call = deadline.options;
    const machine = await machineById(scope, id, deadline);
    const graphics = scope.own('IGraphicsAdapter', await machine.call('getGraphicsAdapter', {}, call));
    return await graphics.call('getMonitorCount', {}, call);
  });
}

/** As it was at the snapshot, or is. */
export async function machineThen(
  scope: Scope,
  id: string,
  snapshotId: string | undefined,
  deadline: Deadline,
): Promise<VboxObject<'IMachine'>> {
  const call = deadline.options;
  const machine = await machineById(scope, id, deadline);
  if (snapshotId === undefined) return machine;
  const found = await machine.call('findSnapshot', { nameOrId: snapshotId }, call);
  return scope.own('IMachine', await scope.own('ISnapshot', found).call('getMachine', {}, call));
}

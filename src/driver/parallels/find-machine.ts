/** Machines by name or id, and what there is instead of one that is not there. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { MachineInfo } from '../driver.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import type { PrlApi } from './api.ts';
import { bare, sameId } from './machine-id.ts';
import { askState } from './machine-state.ts';
import type { PrlSession } from './session.ts';

export interface FoundMachine {
  readonly id: string;
  readonly name: string;
  readonly handle: OwnedHandle;
}

/** All of the service; the caller owns the handles. */
export async function allMachines(session: PrlSession, deadline: Deadline): Promise<FoundMachine[]> {
  const { api } = session;
  const what = 'listing machines';
  const list = () =>
    session.run<'PrlSrv_GetVmListEx', FoundMachine[]>('PrlSrv_GetVmListEx', [session.server, 0], {
      what,
      deadline,
      read: async (results) => {
        const found: FoundMachine[] = [];
        try {
          const count = await results.count();
          for (let index = 0; index < count; index++) {
            const handle = await results.handle(index, 'machine');
            found.push({ id: '', name: '', handle }); // owned from now on
            found[index] = { ...(await identify(api, handle.value)), handle };
          }
          return found;
        } catch (error) {
          release(found);
          throw error;
        }
      },
      discard: release,
    });
  return await session.renewed(list, deadline);
}

/** Name and id of a machine. */
export async function identify(
  api: PrlApi,
  vm: bigint,
): Promise<{ readonly id: string; readonly name: string }> {
  const what = 'reading a machine';
  return {
    id: await api.text(what, (buffer, length) => api.library.call('PrlVmCfg_GetUuid', vm, buffer, length)),
    name: await api.text(what, (buffer, length) => api.library.call('PrlVmCfg_GetName', vm, buffer, length)),
  };
}

export async function listMachines(session: PrlSession, deadline: Deadline): Promise<readonly MachineInfo[]> {
  const found = await allMachines(session, deadline);
  try {
    const infos: MachineInfo[] = [];
    for (const { name, handle } of found) {
      const known = await askState(session, handle.value, deadline).catch((error: unknown) => {
        if (!isGuestwrightError(error, 'unknown-machine')) throw error; // else it went since it was listed
      });
      if (known) infos.push({ name, state: known.state });
    }
    return infos;
  } finally {
    release(found);
  }
}

/** Error `unknown-machine` with the nearest name. The caller owns the handle. */
export async function findMachine(
  session: PrlSession,
  nameOrId: string,
  deadline: Deadline,
): Promise<FoundMachine> {
  const all = await allMachines(session, deadline);
  const found = all.find(({ name, id }) => name === nameOrId || sameId(id, nameOrId));
  release(all.filter((machine) => machine !== found));
  if (found) return found;
  const names = all.map(({ name }) => name);
  throw new GuestwrightError(
    `driver 'parallels': no machine named '${nameOrId}'${didYouMean(nameOrId, names)}`,
    {
      code: 'unknown-machine',
      remedy: names.length > 0 ? `There are ${names.join(', ')}.` : 'The service has no machines.',
    },
  );
}

/** Undefined if it is not there any more. The caller owns the handle. */
export async function findById(
  session: PrlSession,
  id: string,
  deadline: Deadline,
): Promise<OwnedHandle | undefined> {
  const all = await allMachines(session, deadline);
  const found = all.find((machine) => bare(machine.id) === bare(id));
  release(all.filter((machine) => machine !== found));
  return found?.handle;
}

/** Error `invalid-argument` if there is one of that name. */
export async function refuseTaken(session: PrlSession, name: string, deadline: Deadline): Promise<void> {
  const all = await allMachines(session, deadline);
  release(all);
  if (!all.some((machine) => machine.name === name)) return;
  throw new GuestwrightError(`driver 'parallels': there is a machine named '${name}' already`, {
    code: 'invalid-argument',
    remedy: 'Dispose it first, or give this one another name.',
  });
}

export function release(machines: readonly FoundMachine[]): void {
  for (const { handle } of machines) handle[Symbol.dispose]();
}

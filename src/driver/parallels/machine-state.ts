/** What the service says that a machine does. */
import type { Deadline } from '../../base/deadline.ts';
import { type KnownState, machineState } from './abi/states.ts';
import type { JobResults } from './job-results.ts';
import type { PrlSession } from './session.ts';

/** One question; asked again after another log-in by the caller. `asked`: what the service asks about it, if we know. */
export async function askState(
  session: PrlSession,
  vm: bigint,
  deadline: Deadline,
  asked?: () => string | undefined,
): Promise<KnownState> {
  const { api } = session;
  const what = 'asking for the state of a machine';
  const read = async (results: JobResults): Promise<KnownState> => {
    using info = await results.handle(0, 'state');
    const invalid = await api.get('bool32', (out) => api.do(what, 'PrlVmInfo_IsInvalid', info.value, out));
    if (invalid) return { state: 'unknown', detail: 'its files cannot be read' };
    const value = await api.get('enum32', (out) => api.do(what, 'PrlVmInfo_GetState', info.value, out));
    const waits = await api.get('bool32', (out) =>
      api.do(what, 'PrlVmInfo_IsVmWaitingForAnswer', info.value, out),
    );
    const known = machineState(value);
    if (!waits) return known;
    const text = asked?.();
    const question = text === undefined ? 'an answer' : `the answer to '${text}'`;
    return { state: 'blocked', detail: `${known.detail}, waits for ${question}` };
  };
  return await api.run('PrlVm_GetState', [vm], { what, deadline, read });
}

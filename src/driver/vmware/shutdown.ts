/** Powers a guest off by its VMware Tools: the only way in order that VIX has. */
import { type CallOptions, POWER_TIMEOUT, pause } from '../../base/deadline.ts';
import { unsupported } from '../capabilities.ts';
import type { MachinePower } from './power.ts';
import { hindranceOf, vixNameOf } from './vix/error.ts';

/** Tools that have just started refuse for a moment; tried again so often, ms. */
const RETRY_INTERVAL = 500;

/** Error `unsupported` where they do not run. */
export async function shutdownByTools(power: MachinePower, call: CallOptions): Promise<void> {
  const options = { state: 'stopping', call, timeout: POWER_TIMEOUT } as const;
  await power.turns.take(`shutting down '${power.name}'`, options, async (deadline) => {
    if (!power.powered || !(await power.toolsRun())) throw withoutTools();
    for (;;) {
      try {
        return await power.shutdown(deadline);
      } catch (error) {
        if (vixNameOf(error) !== 'POWEROP_SCRIPTS_NOT_AVAILABLE')
          throw hindranceOf(error) === 'tools' ? withoutTools() : error;
      }
      await pause(RETRY_INTERVAL, deadline.signal);
    }
  });
}

function withoutTools(): Error {
  return unsupported(
    'vmware',
    'shutdown',
    'VMware powers a guest off in order where VMware Tools run in it; here they do not.',
  );
}

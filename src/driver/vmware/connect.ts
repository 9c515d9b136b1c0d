/** The way to VMware that the options ask for: VIX, or vmrun where no library of VIX can be had. */
import { type Deadline, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { bySystem } from '../../base/platform.ts';
import type { HostControl } from './control.ts';
import type { ResolvedOptions } from './options.ts';
import { loadVix } from './vix/library.ts';
import { VixSession } from './vix/session.ts';
import { Vix } from './vix/vix.ts';
import { VmrunHost } from './vmrun/control.ts';
import { findVmrun, Vmrun } from './vmrun/vmrun.ts';

export type ConnectWay = Pick<ResolvedOptions, 'library' | 'control' | 'vmrun' | 'session'>;

/** Errors: `not-installed` with what was tried, `authentication`, `connection-lost`. */
export async function connectControl(options: ConnectWay, deadline: Deadline): Promise<HostControl> {
  if (options.control === 'vmrun') return vmrunHost(options);
  try {
    const vix = new Vix(await loadVix(options.library));
    return await withDeadline('connecting to VMware', deadline.options, (within) =>
      VixSession.connect(vix, options.session, within),
    );
  } catch (error) {
    const mayFallBack = options.control === 'auto' && options.session.host === undefined;
    if (!mayFallBack || !isGuestwrightError(error, 'not-installed') || !findVmrun(options.vmrun)) throw error;
    return vmrunHost(options);
  }
}

function vmrunHost({ vmrun, session }: ConnectWay): VmrunHost {
  if (session.host !== undefined || session.encryptionPassword !== undefined) {
    throw new GuestwrightError(
      "driver 'vmware': vmrun takes passwords where everybody on this computer sees them",
      {
        code: 'unsupported',
        remedy: 'Use VIX for other hosts and encrypted machines.',
      },
    );
  }
  const program = findVmrun(vmrun);
  if (program === undefined) {
    throw new GuestwrightError(
      `driver 'vmware': ${vmrun === undefined ? 'vmrun' : `'${vmrun}'`} was not found`,
      {
        code: 'not-installed',
        remedy: "Install VMware Workstation or Fusion, or name vmrun's path by the option 'vmrun'.",
      },
    );
  }
  const products = {
    player: 'player',
    workstation: bySystem({ linux: 'ws', macos: 'fusion', windows: 'ws' }),
  };
  const product = (products as Partial<Record<string, string>>)[session.provider];
  return new VmrunHost(new Vmrun(program, product));
}

/** `guest.pause()`: the work stands still until a person says that it goes on. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { type GuestContext, perform } from './context.ts';

export async function pauseGuest(context: GuestContext, options: Pick<CallOptions, 'signal'>): Promise<void> {
  const { holder } = context;
  const call = { signal: options.signal, timeout: Number.POSITIVE_INFINITY };
  await perform(context, { title: 'pause', category: 'wait', timeout: 'shown' }, call, async (attempt) => {
    if (!holder) throw nobodyHolds(context.machine.name);
    using _held = context.holds.hold();
    await holder.hold({ kind: 'pause', info: attempt.info }, attempt.signal);
  });
}

function nobodyHolds(machine: string): GuestwrightError {
  return new GuestwrightError(`pause: nobody can let guest '${machine}' go on`, {
    code: 'machine-state',
    remedy: 'Use the guest of the fixtures or of guestwright run, or give createGuest() a holder.',
  });
}

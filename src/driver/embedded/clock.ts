/** The guest's real-time clock: the host's time, or a pinned one. */
import type { ClockPlan } from './protocol.ts';
import type { V86Rtc } from './v86-internals.ts';

/** Sets the clock at power-on. v86's clock advances as `Date.now()` does from `last_update` on. */
export function setClock(rtc: V86Rtc, plan: ClockPlan): void {
  rtc.last_update = Date.now();
  rtc.rtc_time = plan === 'host' ? rtc.last_update : plan.start;
}

/** After a time in which the guest did not run: the host's clock went on, the guest's did not. */
export function continueClock(rtc: V86Rtc, plan: ClockPlan): void {
  if (plan === 'host') setClock(rtc, plan);
  else if (plan.follows === 'guest') rtc.last_update = Date.now();
}

/** Before a time in which the guest does not run. */
export function holdClock(rtc: V86Rtc): void {
  const now = Date.now();
  rtc.rtc_time += now - rtc.last_update;
  rtc.last_update = now;
}

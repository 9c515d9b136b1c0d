/** Traces without the test runner and the command line: what programs import from `guestwright/trace`. */
export { bothObservers } from './guest/both-observers.ts';
export type { GuestEvent, InputCall } from './guest/guest-event.ts';
export { discardTrace, finishTrace, recoverTrace } from './report/trace/finish.ts';
export { readTrace, type TraceSummary } from './report/trace/read-trace.ts';
export { Trace, type TraceOptions } from './report/trace/trace.ts';
export { TracedGuest, type TracedGuestOptions } from './report/trace/traced-guest.ts';
export { type VideoOptions, writeVideo } from './report/trace/video.ts';

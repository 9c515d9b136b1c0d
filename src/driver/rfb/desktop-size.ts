/** Asks a server for a display of another size (rfbproto, SetDesktopSize) and waits until it has it. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Dimensions } from '../../frame/region.ts';
import { setDesktopSize } from './client-messages.ts';
import { createDeferred } from './deferred.ts';
import type { DesktopLayout } from './framebuffer-update.ts';
import type { RfbSession } from './session.ts';

/** An ExtendedDesktopSize that answers our own request. */
const ANSWERS_US = 1;
const DONE = 0;
/** QEMU: the guest was told, and changes its mode if it likes. */
const FORWARDED = 4;
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it is prohibited',
  2: 'it is out of resources',
  3: 'it calls the layout invalid',
};
/** The first screen, where the server told of none. */
const SCREEN = { id: 0, flags: 0 } as const;

/** Errors: `unsupported` where the server cannot, `hypervisor` where it does not want to. */
export async function requestDesktopSize(
  session: RfbSession,
  size: Dimensions,
  deadline: Deadline,
): Promise<void> {
  const { state, framebuffer } = session;
  if (!state.features.setDesktopSize)
    throw new GuestwrightError('this VNC server cannot change the size of its display', {
      code: 'unsupported',
      remedy: 'Set the size where the server or the guest is configured.',
    });
  const reached = () => framebuffer.width === size.width && framebuffer.height === size.height;
  if (reached()) return;
  const { id, flags } = state.screens[0] ?? SCREEN;
  const answered = createDeferred();
  using _listening = state.onLayout((layout) => {
    const refusal = layout.reason === ANSWERS_US ? refusalOf(layout) : undefined;
    if (refusal !== undefined) answered.reject(refusedError(size, refusal, layout.status));
    else if (reached()) answered.resolve();
  });
  await session.send(setDesktopSize(size, [{ id, flags, x: 0, y: 0, ...size }]));
  void session.flow.refresh().catch((error: Error) => answered.reject(error)); // the answer comes as an update
  await deadline.race(answered.promise);
  await deadline.race(session.flow.refresh()); // its pixels too
}

function refusalOf({ status }: DesktopLayout): string | undefined {
  if (status === DONE || status === FORWARDED) return undefined;
  return REFUSALS[status] ?? `status ${status}`;
}

function refusedError({ width, height }: Dimensions, refusal: string, status: number): GuestwrightError {
  return new GuestwrightError(`the VNC server refuses a display of ${width}x${height}: ${refusal}`, {
    code: 'hypervisor',
    remedy: 'Ask for another size, or set it where the server is configured.',
    details: { status },
  });
}

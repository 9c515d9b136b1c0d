/** Whence a machine's pictures come and where its input goes. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { PointerEvent } from '../driver.ts';
import type { DesktopKind } from './options.ts';

export interface Screenshot extends Dimensions {
  /** RGBA, alpha 255. */
  readonly data: Uint8Array;
}

/** Pictures of one display; remembers the last one to tell unchanged ones without decoding them. */
export interface ScreenSource extends AsyncDisposable {
  /** Undefined while there is nothing to see: no size yet, or a machine that resets. */
  take(
    options: { readonly allocator: FrameAllocator; readonly fresh?: boolean } & CallOptions,
  ): Promise<Screenshot | 'unchanged' | undefined>;
}

export interface DesktopTransport extends AsyncDisposable {
  readonly kind: DesktopKind;
  /** How many displays the machine has now. */
  displays(deadline: Deadline): Promise<number>;
  screen(display: number): ScreenSource;
  /** Bytes of scan code set 1, whole sequences. */
  type(bytes: readonly number[], deadline: Deadline): Promise<void>;
  point(
    events: readonly PointerEvent[],
    options: { readonly absolute: boolean; readonly deadline: Deadline },
  ): Promise<void>;
  /** Whether the guest listens to absolute positions now. */
  absolute(deadline: Deadline): Promise<boolean>;
}

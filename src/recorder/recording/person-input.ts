/** What a person does to the guest: the form in which the page sends it and the recording notes it. */
import type { DriveName } from '../../driver/definition.ts';
import type { PointerEvent } from '../../driver/driver.ts';

/** `code` is the physical key's name, as in `KeyboardEvent.code`. */
export interface KeyInput {
  readonly code: string;
  readonly down: boolean;
}

export type PersonInput =
  | { readonly type: 'keys'; readonly events: readonly KeyInput[] }
  /** Places in display pixels. */
  | { readonly type: 'pointer'; readonly events: readonly PointerEvent[] }
  /** A chord by name, such as 'Control+Alt+Delete'. */
  | { readonly type: 'press'; readonly chord: string }
  /** A text to be typed through the guest's layout. */
  | { readonly type: 'text'; readonly text: string }
  /** The value of an environment variable to be typed; it must be set. */
  | { readonly type: 'secret'; readonly name: string }
  | { readonly type: 'power'; readonly action: 'on' | 'off' | 'reset' }
  | { readonly type: 'insert'; readonly drive: DriveName; readonly image: string }
  | { readonly type: 'eject'; readonly drive: DriveName };

/** Screens of the library as targets. */
import type { Frame } from '../frame/frame.ts';
import type { Target } from './target.ts';

/** The screens that a guest knows. */
export interface ScreenSource {
  /** Any of these screens; throws `unknown-screen` for a name that the library lacks. */
  target(names: string | readonly string[]): Target;
  /** Names of the screens that match `frame`, apart from `except`: what to tell when a wait failed. */
  matching(frame: Frame, except: readonly string[]): Promise<readonly string[]>;
}

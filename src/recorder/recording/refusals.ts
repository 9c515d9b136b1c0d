/** Why a recording does not do what it is asked for. */
import { GuestwrightError } from '../../base/errors.ts';
import type { RecordingMode } from './view.ts';

export function checkName(name: unknown): void {
  if (typeof name === 'string' && /^\w[\w.-]*$/.test(name)) return;
  throw new GuestwrightError('recording: expected a name of letters, digits, dots, - and _', {
    code: 'invalid-argument',
    remedy: "Name it after what it installs: 'debian' makes debian.install.ts.",
  });
}

export function existsAlready(name: string): GuestwrightError {
  return new GuestwrightError(`recording '${name}' exists already`, {
    code: 'invalid-argument',
    remedy: 'Go on with it (--resume), choose another name, or remove its folder in .guestwright/recordings.',
  });
}

export function playingBack(mode: RecordingMode): GuestwrightError {
  return new GuestwrightError(`the recording is ${mode}: the guest is not yours now`, {
    code: 'machine-state',
    remedy: 'Wait for its end, or stop it.',
  });
}

export function nothingShown(): GuestwrightError {
  return new GuestwrightError('capture: the guest has shown nothing to recognise yet', {
    code: 'machine-state',
    remedy: 'Wait until its display shows something.',
  });
}

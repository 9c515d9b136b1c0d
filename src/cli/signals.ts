/** Turns Ctrl-C and SIGTERM into an abort signal, so that every machine is released before the process ends. */
import { GuestwrightError } from '../base/errors.ts';
import { EXIT } from './exit-codes.ts';

export type InterruptionName = 'SIGINT' | 'SIGTERM';

export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** Which signal came, if one did. */
  readonly signalName: InterruptionName | undefined;
}

const NAMES: readonly InterruptionName[] = ['SIGINT', 'SIGTERM'];

/** The exit code that shells expect of a process ended by that signal. */
export function exitCodeOf(name: InterruptionName): number {
  return name === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}

/** Listens until disposed. The first signal aborts; a second one ends the process at once. */
export function listenForSignals(): Interruption {
  const controller = new AbortController();
  let signalName: InterruptionName | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (name !== 'SIGINT' && name !== 'SIGTERM') return;
    if (signalName !== undefined) process.exit(exitCodeOf(name));
    signalName = name;
    controller.abort(interruptedError(name));
  };
  for (const name of NAMES) process.on(name, onSignal);
  return {
    signal: controller.signal,
    get signalName() {
      return signalName;
    },
    [Symbol.dispose]() {
      for (const name of NAMES) process.off(name, onSignal);
    },
  };
}

function interruptedError(name: InterruptionName): GuestwrightError {
  return new GuestwrightError(`interrupted by ${name === 'SIGINT' ? 'Ctrl-C' : name}`, {
    code: 'aborted',
    details: { signal: name },
  });
}

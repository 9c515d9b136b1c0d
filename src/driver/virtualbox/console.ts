/** What a running machine's session gives: console, display, keyboard and mouse, held as long as it runs. */
import type { Deadline } from '../../base/deadline.ts';
import { Scope, type VboxObject } from './objects.ts';
import type { WebSession } from './web-session.ts';

export interface MachineConsole extends Disposable {
  readonly session: VboxObject<'ISession'>;
  /** The machine as its own session sees it. */
  readonly machine: VboxObject<'IMachine'>;
  readonly console: VboxObject<'IConsole'>;
  readonly display: VboxObject<'IDisplay'>;
  readonly keyboard: VboxObject<'IKeyboard'>;
  readonly mouse: VboxObject<'IMouse'>;
  /** Of the machine's process, on the server's computer. */
  readonly pid: number;
}

/** Opens the console of the machine that `session` (its reference) has locked. Holds the session too. */
export async function openConsole(
  webSession: WebSession,
  sessionReference: string,
  deadline: Deadline,
): Promise<MachineConsole> {
  const scope = new Scope(webSession);
  const call = deadline.options;
  try {
    const session = scope.own('ISession', sessionReference);
    const machine = scope.own('IMachine', await session.call('getMachine', {}, call));
    const console = scope.own('IConsole', await session.call('getConsole', {}, call));
    const display = scope.own('IDisplay', await console.call('getDisplay', {}, call));
    const keyboard = scope.own('IKeyboard', await console.call('getKeyboard', {}, call));
    const mouse = scope.own('IMouse', await console.call('getMouse', {}, call));
    const pid = await machine.call('getSessionPID', {}, call);
    return {
      session,
      machine,
      console,
      display,
      keyboard,
      mouse,
      pid,
      [Symbol.dispose]: () => scope[Symbol.dispose](),
    };
  } catch (error) {
    scope[Symbol.dispose]();
    throw error;
  }
}

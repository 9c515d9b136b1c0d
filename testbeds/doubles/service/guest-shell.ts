/** Runs commands of the bundled guest over its first serial port. */
import type { CallOptions, Machine } from 'guestwright/script';
import { Failure } from './protocol.ts';

let commands = 0;

/** The exit code and what it printed, without the line that marks its end. */
export async function runInGuest(
  machine: Machine,
  command: string,
  call: CallOptions,
): Promise<{ exitCode: number; output: string }> {
  const port = machine.serial(0);
  const mark = `double-${process.pid}-${++commands}`;
  const end = new RegExp(`^${mark} (\\d+)\\r?\\n`, 'm');
  const from = port.output.length;
  const { signal } = call;
  return await new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      listening[Symbol.dispose]();
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const onAbort = () => settle(() => reject(new Failure('cancelled', 'cancelled')));
    const look = () => {
      const text = port.output.slice(from);
      const found = end.exec(text);
      if (!found) return;
      settle(() => resolve({ exitCode: Number(found[1]), output: text.slice(0, found.index) }));
    };
    const listening = port.onData(look);
    signal?.addEventListener('abort', onAbort);
    port.write(`${command}; echo ${mark} $?\r`, call).catch((error: unknown) => settle(() => reject(error)));
  });
}

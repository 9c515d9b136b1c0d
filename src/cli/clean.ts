/** `guestwright doctor --clean DRIVER`: removes what runs that were killed left on a driver's host. */
import { messageOf } from '../base/errors.ts';
import { driverNames, loadDriver } from '../driver/registry.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { connectOptions } from './machine-options.ts';
import type { CliContext, VerbArguments } from './verb.ts';

/** Prints a line for each machine; resolves with the exit code. */
export async function clean(name: string, args: VerbArguments, context: CliContext): Promise<number> {
  if (!driverNames().includes(name))
    throw usageError(`--clean: expected one of ${driverNames().join(', ')}, got '${name}'`);
  const driver = await loadDriver(name);
  if (!driver.clean) {
    context.print(`ok       driver ${name}: leaves nothing behind that would have to be cleaned`);
    return EXIT.success;
  }
  const { removed, kept } = await driver.clean(connectOptions(args), { signal: context.signal });
  const say = (line: string, facts: object) =>
    context.print(args.flag('json') ? JSON.stringify({ driver: name, ...facts }) : line);
  for (const machine of removed) say(`removed  ${machine}`, { removed: machine });
  for (const { name: machine, reason } of kept)
    say(`kept     ${machine}: ${messageOf(reason)}`, { kept: machine, reason: messageOf(reason) });
  if (removed.length + kept.length === 0) say(`ok       driver ${name}: nothing to clean`, {});
  return kept.length === 0 ? EXIT.success : EXIT.failure;
}

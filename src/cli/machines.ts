/** `guestwright machines`: what a driver can attach to. */
import { EXIT } from './exit-codes.ts';
import { connectHost, DRIVER_OPTIONS } from './machine-options.ts';
import type { Verb } from './verb.ts';

export const machines: Verb = {
  summary: 'List the machines that a driver can attach to, one a line: name and state.',
  usage: ['[--driver NAME] [--connect KEY=VALUE ...] [--json]'],
  positionals: [0, 0],
  options: { ...DRIVER_OPTIONS, json: { type: 'boolean', help: 'one JSON object a line' } },
  async run(args, context) {
    await using host = await connectHost(args, context);
    const found = await host.machines({ signal: context.signal });
    for (const { name, state } of found) {
      context.print(args.flag('json') ? JSON.stringify({ name, state }) : `${name}\t${state}`);
    }
    if (found.length === 0) context.warn(`guestwright: ${host.version} has no machines to attach to`);
    return EXIT.success;
  },
};

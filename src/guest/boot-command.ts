/** Types Packer's boot commands: a way over for templates that exist. Waiting for screens is better than their waits. */
import { type CallOptions, pause } from '../base/deadline.ts';
import { parseBootCommand } from '../input/boot-command/parse.ts';
import type { BootPart, BootValues } from '../input/boot-command/parts.ts';
import { type LayoutName, layout } from '../input/layouts.ts';
import { BootKeys } from './boot-keys.ts';
import { contextOf, type Guest } from './guest.ts';
import { queueInput } from './queue-input.ts';
import { checkRate, TYPING_RATE } from './typing.ts';

export interface BootCommandOptions extends BootValues {
  /** Keys a second. Default 60; Packer's own pause of 100 ms before and after each key is 5. */
  readonly rate?: number;
  /** Instead of the keyboard's layout. */
  readonly layout?: LayoutName;
}

/** Types it into a guest, as one input: what is typed beside it comes before or behind it. */
export type BootCommand = (guest: Guest, call?: CallOptions) => Promise<void>;

/** Characters of a boot command that titles show. */
const TITLE_LENGTH = 60;

/**
 * A boot command in HashiCorp's language, for `when('boot').run(bootCommand([...]))` or `await bootCommand([...])(guest)`.
 * Parsed here, strictly: throws `invalid-argument` with line and column (see parseBootCommand) before anything runs.
 * `{{ .Name }}` is the machine's name unless it is given; `{{ .HTTPIP }}` and `{{ .HTTPPort }}` must be given. Every
 * character is planned before the first is typed (`untypable-character`). Without a timeout of its own it gets the time of
 * its waits and keys, and that of a call.
 */
export function bootCommand(
  command: string | readonly string[],
  options: BootCommandOptions = {},
): BootCommand {
  const { rate = TYPING_RATE, values = {} } = options;
  checkRate(rate);
  const partsFor = (name: string) =>
    parseBootCommand(command, { ...options, values: { Name: name, ...values } });
  partsFor('name'); // mistakes are told where it was written
  const title = `boot command ${titleOf(command)}`;
  return async (guest, call = {}) => {
    const context = contextOf(guest);
    const parts = partsFor(guest.machine.name);
    const capsLock = context.desktop.current?.states.leds?.capsLock ?? false;
    const keys = new BootKeys(layout(options.layout ?? context.layout), capsLock);
    const plan = parts.map((part) => keys.plan(part));
    const strokes = plan.reduce((sum, { groups }) => sum + groups.length, 0);
    const time = waitsOf(parts) + (strokes * 1000) / rate;
    const job: Parameters<typeof queueInput>[4] = async (sink, attempt) => {
      for (const { wait, groups } of plan) {
        if (wait > 0) await pause(wait, attempt.signal);
        for (const events of groups) {
          await sink.keys(events);
          await pause(1000 / rate, attempt.signal);
        }
      }
    };
    await queueInput(context, title, 'keyboard', call, job, time);
  };
}

/** Milliseconds. */
function waitsOf(parts: readonly BootPart[]): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'wait' ? part.milliseconds : 0), 0);
}

function titleOf(command: string | readonly string[]): string {
  const text = [command].flat().join('');
  return `'${text.length > TITLE_LENGTH ? `${text.slice(0, TITLE_LENGTH)}...` : text}'`;
}

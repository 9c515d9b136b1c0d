/** The script of a recording as TypeScript: what `guestwright run` and a Playwright project run as it is. */
import { isAbsolute, relative, sep } from 'node:path';
import type { MachineDefinition } from '../../driver/definition.ts';
import { resolveMedia } from '../../guest/media.ts';
import { DEFAULT_LAYOUT } from '../../input/layouts.ts';
import { type Call, chain, scriptCall, Texts } from './chain-source.ts';
import { screenOf } from './edit-recording.ts';
import type { RecordedAction, RecordedStep, RecordingData } from './model.ts';
import { formatTimeout, timeoutOf } from './observed-timeout.ts';
import { CallCode, Code, expandedObject, inline, quoted } from './source-text.ts';

export interface ScriptFacts {
  /** The folder that the script is written to, absolute. */
  readonly folder: string;
  /** What the recorded machine is made of; undefined for one that exists already. */
  readonly definition: MachineDefinition | undefined;
}

/** The text of `NAME.install.ts`. */
export function scriptSource(data: RecordingData, { folder, definition }: ScriptFacts): string {
  const texts = new Texts();
  const steps = data.steps.map((step) => stepSource(step, data, texts));
  const machine = definition && definitionSource(definition, folder);
  const secrets = data.steps.some(({ actions }) => actions.some(({ kind }) => kind === 'secret'));
  const names = [
    ...(machine === undefined ? [] : ['type MachineDefinition']),
    'script',
    ...(secrets ? ['secret'] : []),
    ...(steps.length > 0 ? ['when'] : []),
  ];
  const blocks = [
    [
      `/** Recorded by \`guestwright record\` on the driver '${data.driver}'. */`,
      "import { join } from 'node:path';",
      `import { ${names.join(', ')} } from 'guestwright/script';`,
    ],
    ...(machine === undefined ? [] : [[`export const machine: MachineDefinition = ${machine};`]]),
    [`export const screens = join(import.meta.dirname, 'screens');`],
    ...(texts.declarations.length > 0 ? [texts.declarations] : []),
    [scriptCall(data.name, steps)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function stepSource(step: RecordedStep, data: RecordingData, texts: Texts): string {
  const { name, points } = screenOf(data, step.screen);
  const timeout = formatTimeout(step.timeout ?? timeoutOf(step.waited));
  const head = `when(${quoted(name)}, { timeout: ${quoted(timeout)} })`;
  const calls = step.actions.flatMap((action) => callsOf(action, data, points));
  return chain(head, calls, texts);
}

function callsOf(
  action: RecordedAction,
  { layout }: RecordingData,
  points: Readonly<Record<string, unknown>>,
): readonly Call[] {
  const typing = layout === DEFAULT_LAYOUT ? [] : [{ layout }];
  switch (action.kind) {
    case 'press':
      return [{ method: 'press', args: action.count === 1 ? [action.chord] : [action.chord, action.count] }];
    case 'type':
      return [{ method: 'type', args: [action.text, ...typing] }];
    case 'secret':
      return [{ method: 'type', args: [new Code(`secret(${quoted(action.name)})`), ...typing] }];
    case 'click':
      return [clickCall(action)];
    case 'drag':
      return [dragCall(action)];
    case 'wheel':
      return [
        ...(action.point in points ? [{ method: 'hover', args: [action.point] }] : []),
        { method: 'wheel', args: [action.dx, action.dy] },
      ];
    case 'insert':
      return [{ method: 'insert', args: [action.drive, action.image] }];
    case 'eject':
      return [{ method: 'eject', args: [action.drive] }];
    case 'reset':
      return [{ method: 'reset', args: [] }];
  }
}

function clickCall({ point, button, count }: RecordedAction & { readonly kind: 'click' }): Call {
  const options = {
    button: button === 'left' ? undefined : button,
    clickCount: count > 2 ? count : undefined,
  };
  const args = button === 'left' && count <= 2 ? [point] : [point, options];
  return { method: count === 2 ? 'dblclick' : 'click', args };
}

function dragCall({ from, to, button }: RecordedAction & { readonly kind: 'drag' }): Call {
  const args = [from, to, ...(button === 'left' ? [] : [{ button }])].map(inline).join(', ');
  return { method: 'run', args: [new Code(`(guest) => guest.mouse.drag(${args})`)] };
}

/** The definition with its image files named relative to the script. */
function definitionSource(definition: MachineDefinition, folder: string): string {
  return expandedObject(withCode(resolveMedia(definition, folder), folder), 0);
}

/** Absolute paths as code that finds them from the script's own place. */
function withCode(value: object, folder: string): object {
  const entries = Object.entries(value).map(([name, each]) => [name, codeOf(each, folder)]);
  return Object.fromEntries(entries) as object;
}

function codeOf(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return isAbsolute(value) ? pathCode(value, folder) : value;
  if (Array.isArray(value)) return value.map((each) => codeOf(each, folder));
  return typeof value === 'object' && value !== null ? withCode(value, folder) : value;
}

function pathCode(path: string, folder: string): unknown {
  const near = relative(folder, path);
  if (isAbsolute(near)) return path; // another drive
  return new CallCode('join', [new Code('import.meta.dirname'), near.split(sep).join('/')]);
}

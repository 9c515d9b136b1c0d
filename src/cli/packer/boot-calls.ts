/** What is typed on one screen, as calls of a step: texts, keys, chords; as a boot command where that says more. */
import type { BootPart } from '../../input/boot-command/parts.ts';
import { KEY_ALIASES } from '../../input/key-name.ts';
import type { PhysicalKey } from '../../input/keys.ts';
import type { Call, Texts } from '../../recorder/recording/chain-source.ts';
import { Code, quoted, widthOf } from '../../recorder/recording/source-text.ts';

/** Stand for the fields whose values are known when the script runs: characters that nobody types. */
export const FIELD_MARKS = { HTTPIP: '\ue000', HTTPPort: '\ue001', Name: '\ue002' } as const;
const MARKS = new Map<string, string>(Object.entries(FIELD_MARKS).map(([name, mark]) => [mark, name]));
const MARK = new RegExp(`[${Object.values(FIELD_MARKS).join('')}]`, 'g');
/** Of the HTTP server, whose address the script is told. */
const SERVER_MARK = new RegExp(`[${FIELD_MARKS.HTTPIP}${FIELD_MARKS.HTTPPort}]`);

/** Wider texts get a name, so that the call fits into its line. */
const WIDEST_TEXT = 40;
const SECOND = 1000;
const ALIASES = new Map<string, string>(Object.entries(KEY_ALIASES).map(([alias, key]) => [key, alias]));

export function callsOf(parts: readonly BootPart[], texts: Texts): readonly Call[] {
  const calls: Call[] = [];
  for (let at = 0; at < parts.length; ) {
    const end = endOfHeld(parts, at);
    const run = parts.slice(at, end);
    const call = callOf(run, texts);
    const last = calls.at(-1);
    if (call.method === 'press' && last?.method === 'press' && call.args[0] === last.args[0])
      calls[calls.length - 1] = { method: 'press', args: [call.args[0], countOf(last) + countOf(call)] };
    else calls.push(call);
    at = end;
  }
  return calls;
}

/** Whether the script needs the address of the server. */
export function needsServer(parts: readonly BootPart[]): boolean {
  return parts.some((part) => part.kind === 'text' && SERVER_MARK.test(part.text));
}

/** Behind the part at `start`, or behind what lets go the last key that is held from there on. */
function endOfHeld(parts: readonly BootPart[], start: number): number {
  let held = 0;
  for (let at = start; at < parts.length; at++) {
    const part = parts[at] as BootPart;
    if (part.kind === 'key' || part.kind === 'character')
      held += part.action === 'down' ? 1 : part.action === 'up' ? -1 : 0;
    if (held === 0) return at + 1;
  }
  return parts.length;
}

function callOf(parts: readonly BootPart[], texts: Texts): Call {
  const [first] = parts;
  if (parts.length === 1 && first?.kind === 'text' && first.text.search(MARK) < 0)
    return { method: 'type', args: [first.text] };
  const chord = chordOf(parts);
  if (chord !== undefined) return { method: 'press', args: chord };
  const source = parts.map(sourceOf).join('');
  const text = widthOf(quoted(source)) > WIDEST_TEXT ? texts.name(source).text : quoted(source);
  const values = needsServer(parts) ? ', { values }' : '';
  return { method: 'run', args: [new Code(`bootCommand(${text}${values})`)] };
}

/** The chord, and how often: keys that are held around one that is pressed. */
function chordOf(parts: readonly BootPart[]): readonly [string, ...number[]] | undefined {
  const downs = parts.findIndex((part) => !('action' in part && part.action === 'down'));
  const pressed = parts.slice(downs, parts.length - downs);
  const names = pressed.map(nameOf);
  const [name] = names;
  if (name === undefined || names.some((each) => each !== name)) return undefined;
  const held = parts.slice(0, downs).map((part) => (part.kind === 'key' ? keyName(part.key) : undefined));
  const released = parts.slice(parts.length - downs);
  if (held.includes(undefined) || released.some((part) => !('action' in part && part.action === 'up')))
    return undefined;
  const chord = [...held, name].join('+');
  return names.length === 1 ? [chord] : [chord, names.length];
}

/** What is pressed, as chords name it. */
function nameOf(part: BootPart): string | undefined {
  if (part.kind === 'key' && part.action === 'press') return keyName(part.key);
  if (part.kind === 'text' && /^[a-z0-9]$/.test(part.text)) return part.text;
  return undefined;
}

function keyName(key: PhysicalKey): string {
  return ALIASES.get(key) ?? key;
}

function countOf({ args: [, count] }: Call): number {
  return typeof count === 'number' ? count : 1;
}

/** As a boot command writes it. */
function sourceOf(part: BootPart): string {
  if (part.kind === 'text') return part.text.replace(MARK, (mark) => `{{ .${MARKS.get(mark)} }}`);
  if (part.kind === 'wait')
    return part.milliseconds % SECOND === 0
      ? `<wait${part.milliseconds / SECOND}>`
      : `<wait${part.milliseconds}ms>`;
  const name = part.kind === 'key' ? part.name : part.character;
  return `<${name}${{ press: '', down: 'On', up: 'Off' }[part.action]}>`;
}

/** What stands between angle brackets: keys, held keys, waits; and what looks like it and would be typed by mistake. */
import { namedOtherwise, nearestSpecial, readSpecial } from './specials.ts';
import { readWait } from './waits.ts';

/** A tag at the beginning of a text, and how long it is in UTF-16 units. */
export type Tag = { readonly length: number } & (
  | { readonly kind: 'wait'; readonly milliseconds: number; readonly problem?: string }
  | ({ readonly kind: 'key' } & Omit<NonNullable<ReturnType<typeof readSpecial>>, 'length'>)
  | { readonly kind: 'character'; readonly character: string; readonly action: 'down' | 'up' }
);

/** A tag that is none, with what was most likely meant. */
export interface BrokenTag {
  readonly problem: string;
  readonly remedy: string;
}

/** Characters that are looked at; no tag is longer. */
export const LONGEST_TAG = 60;

const TYPED_REMEDY =
  "To type '<' itself, put a blank behind it or write <<On><<Off>, which Packer understands too.";
const WAIT_REMEDY =
  'Write <wait>, <wait5> for seconds, or a duration such as <wait1m30s> (ns, us, ms, s, m, h).';

/** In the order in which Packer tries them. */
export function readTag(text: string): Tag | undefined {
  const wait = readWait(text);
  if (wait) return { kind: 'wait', ...wait };
  const [held, character = '', toggle = ''] = /^<(.)(on|off)>/isu.exec(text) ?? [];
  if (held !== undefined)
    return { kind: 'character', length: held.length, character, action: isOn(toggle) ? 'down' : 'up' };
  const special = readSpecial(text);
  return special && { kind: 'key', ...special };
}

/** Why a '<' that begins no tag is not typed; undefined where it is meant: `< file`, `<<EOF`, `<(`. */
export function brokenTag(text: string, afterBracket: boolean): BrokenTag | undefined {
  const [, inner = '', end] = /^<([^<>\n]*)([<>\n]?)/.exec(text) ?? [];
  const closed = end === '>';
  const word = inner.trim();
  const meant = /\w/.test(word) ? meantBy(word, /^[a-z]/i.test(inner)) : undefined;
  if (closed && (meant !== undefined || /^[a-z]/i.test(inner))) {
    const remedy = /^wait/i.test(word.replace(/^\W+/, '')) ? WAIT_REMEDY : TYPED_REMEDY;
    return { problem: `'<${inner}>' is no key and no wait${hint(meant)}`, remedy };
  }
  if (readTag(text.slice(1))) return { problem: "'<' directly before a key or a wait", remedy: TYPED_REMEDY };
  if (afterBracket || !/^[a-z]/i.test(inner)) return undefined;
  return { problem: `'<${word.split(/\s/)[0]}' has no '>'${hint(meant)}`, remedy: TYPED_REMEDY };
}

/** What stands before a '>' although it was meant as a tag: `enter>`. */
export function unopenedTag(before: string): BrokenTag | undefined {
  const [, word] = /(?:^|\s)(\w+)$/.exec(before) ?? [];
  if (word === undefined || !readTag(`<${word}>`)) return undefined;
  return {
    problem: `'${word}>' has no '<'`,
    remedy: `Write <${word}>, or a blank before a '>' that is typed.`,
  };
}

/** The tag for what stands between brackets; behind a blank or a sign, which a shell may want, only a sure one. */
function meantBy(word: string, unsure: boolean): string | undefined {
  const compact = word.replace(/[^\w.µ]/g, '');
  for (const name of [compact, compact.toLowerCase(), namedOtherwise(compact)])
    if (name !== undefined && compact.length > 1 && readTag(`<${name}>`)) return `<${name}>`;
  const [, amount, unit] =
    /^(?:wait)?(\d+)\s*(?:(ms|s|m|h)[a-z]*)?$/i.exec(word.replace(/^wait\s*/i, 'wait')) ?? [];
  if (amount !== undefined && (unsure || unit !== undefined))
    return `<wait${Number(amount)}${(unit ?? 's').toLowerCase()}>`;
  return unsure ? nearestSpecial(compact) : undefined;
}

function hint(meant: string | undefined): string {
  return meant === undefined ? '' : ` (did you mean '${meant}'?)`;
}

function isOn(toggle: string): boolean {
  return toggle.toLowerCase() === 'on';
}

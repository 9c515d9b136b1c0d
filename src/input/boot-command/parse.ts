/** Reads Packer's boot_command language, strictly: what Packer would type because it does not parse is an error here. */
import {
  type BootCharacter,
  type BootErrorAt,
  bootErrors,
  bootLines,
  charactersOf,
  textFrom,
} from './characters.ts';
import { checkHeld } from './check-held.ts';
import { interpolate } from './interpolate.ts';
import type { BootPart, BootValues } from './parts.ts';
import { brokenTag, LONGEST_TAG, readTag, type Tag, unopenedTag } from './tags.ts';

/**
 * The parts of a boot command: texts, keys, held keys, waits, each with its line (the string's number) and column.
 * Grammar: bootcommand/boot_command.pigeon of HashiCorp's packer-plugin-sdk. Throws `invalid-argument` with the place and
 * the nearest name for tags that are none, broken or unknown templates, characters that are keys, and keys left held.
 */
export function parseBootCommand(
  command: string | readonly string[],
  given: BootValues = {},
): readonly BootPart[] {
  const lines = bootLines(command);
  const errorAt = bootErrors(lines);
  const reader = new Reader(interpolate(charactersOf(lines), given, errorAt), errorAt);
  const parts = reader.read();
  checkHeld(parts, errorAt);
  return parts;
}

class Reader {
  readonly #characters: readonly BootCharacter[];
  readonly #errorAt: BootErrorAt;
  readonly #parts: BootPart[] = [];
  /** Typed since the last tag. */
  #text: BootCharacter[] = [];

  constructor(characters: readonly BootCharacter[], errorAt: BootErrorAt) {
    this.#characters = characters;
    this.#errorAt = errorAt;
  }

  read(): readonly BootPart[] {
    for (let index = 0; index < this.#characters.length; ) {
      const one = this.#characters[index] as BootCharacter;
      const rest = one.character === '<' ? textFrom(this.#characters, index, LONGEST_TAG) : '';
      const tag = one.secret ? undefined : readTag(rest);
      if (tag) this.#add(tag, one);
      else this.#type(one, rest);
      index += tag ? [...rest.slice(0, tag.length)].length : 1;
    }
    this.#flush();
    return this.#parts;
  }

  #add(tag: Tag, { at }: BootCharacter): void {
    this.#flush();
    if (tag.kind === 'wait' && tag.problem !== undefined)
      throw this.#errorAt(at, tag.problem, 'Write how long, such as <wait5s> or <wait1m30s>.');
    if (tag.kind === 'wait') this.#parts.push({ kind: 'wait', milliseconds: tag.milliseconds, at });
    else {
      const { length: _, ...part } = tag;
      this.#parts.push({ ...part, at });
    }
  }

  #type(one: BootCharacter, rest: string): void {
    const { character, at, secret } = one;
    if (!secret) {
      const broken =
        character === '<'
          ? brokenTag(rest, this.#text.at(-1)?.character === '<')
          : character === '>'
            ? unopenedTag(this.#text.map((each) => (each.secret ? '*' : each.character)).join(''))
            : undefined;
      if (broken) throw this.#errorAt(at, broken.problem, broken.remedy);
      this.#refuseControl(one);
    }
    if (this.#text.length > 0 && this.#text[0]?.secret !== secret) this.#flush();
    this.#text.push(one);
  }

  /** Packer sends nothing, or nonsense, for them. */
  #refuseControl({ character, at }: BootCharacter): void {
    if (!/\p{Cc}/u.test(character)) return;
    const names: Readonly<Record<string, string>> = { '\n': 'enter', '\r': 'enter', '\t': 'tab' };
    const name = names[character];
    const remedy = name === undefined ? 'Leave it out.' : `Write <${name}>.`;
    const number = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    throw this.#errorAt(at, `the control character U+${number} cannot be typed`, remedy);
  }

  #flush(): void {
    const [first] = this.#text;
    if (!first) return;
    const text = this.#text.map(({ character }) => character).join('');
    this.#parts.push({ kind: 'text', text, secret: first.secret, at: first.at });
    this.#text = [];
  }
}

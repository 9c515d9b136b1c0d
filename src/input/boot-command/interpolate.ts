/** Puts values where a boot command has a template's actions: `{{ .HTTPIP }}`, {{user `hostname`}}. */
import { didYouMean } from '../../base/nearest.ts';
import { Secret } from '../../base/secret.ts';
import { type BootCharacter, type BootErrorAt, textFrom } from './characters.ts';
import type { BootValue, BootValues } from './parts.ts';

/** What Packer's builders give every boot command. */
const FIELDS = ['HTTPIP', 'HTTPPort', 'Name'];
/** Longer actions are no boot command's. */
const LONGEST_ACTION = 500;
/** A field or a user variable within braces, or with some of them missing. */
const ACTION = '(?:\\.[A-Za-z]\\w*|user\\s*[`"][^`"]*[`"])';
const ONE_BRACE = new RegExp(`^\\{\\s*${ACTION}\\s*\\}{0,2}`);
const NO_OPENING = /(?:\.(?:HTTPIP|HTTPPort|Name)|user\s*[`"][^`"]*[`"])\s*$/;
const HCL_REFERENCE = /^\$\{\s*(?:var|local|build|source|data|path)\./;

/** The characters that are typed or parsed; throws where an action is broken, unknown, or has no value. */
export function interpolate(
  characters: readonly BootCharacter[],
  given: BootValues,
  errorAt: BootErrorAt,
): readonly BootCharacter[] {
  const output: BootCharacter[] = [];
  for (let index = 0; index < characters.length; ) {
    const one = characters[index] as BootCharacter;
    const rest = textFrom(characters, index, LONGEST_ACTION);
    const action = /^\{\{(-(?=\s))?(.*?)((?<=\s)-)?\}\}/s.exec(rest);
    if (!rest.startsWith('{{')) checkLiteral(rest, output, one, errorAt);
    else if (!action || action[2]?.includes('{{')) {
      const remedy = 'Write {{ .HTTPIP }}, {{ .HTTPPort }}, {{ .Name }} or {{user `NAME`}}.';
      throw errorAt(one.at, "'{{' without its '}}'", remedy);
    }
    if (!action) {
      output.push(one);
      index++;
      continue;
    }
    const [whole, trimsBefore, body = '', trimsBehind] = action;
    if (trimsBefore) while (/^\s$/.test(output.at(-1)?.character ?? '')) output.pop();
    const value = valueFor(body.trim(), given, one, errorAt);
    const secret = Secret.is(value);
    const text = secret ? value.reveal() : String(value);
    output.push(...[...text].map((character) => ({ character, at: one.at, secret })));
    index += [...whole].length;
    if (trimsBehind) while (/^\s$/.test(characters[index]?.character ?? '')) index++;
  }
  return output;
}

function valueFor(
  action: string,
  { values = {}, variables = {} }: BootValues,
  { at }: BootCharacter,
  errorAt: BootErrorAt,
): BootValue {
  if (/^\/\*.*\*\/$/s.test(action)) return '';
  const [, field] = /^\.(\w+)$/.exec(action) ?? [];
  if (field !== undefined) {
    const value = Object.hasOwn(values, field) ? values[field] : undefined;
    if (value !== undefined) return value;
    const known = [...FIELDS, ...Object.keys(values)];
    const hint = known.includes(field) ? '' : didYouMean(field, known);
    const remedy = `Give it: { values: { ${field}: ... } }; guest.services.http(folder) serves files.`;
    throw errorAt(at, `'{{ .${field} }}' has no value${hint}`, remedy);
  }
  const [, , name] = /^user\s*([`"])(.*)\1$/s.exec(action) ?? [];
  if (name !== undefined) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) return value;
    const hint = didYouMean(name, Object.keys(variables));
    const remedy = `Give it: { variables: { ${JSON.stringify(name)}: ... } }, secret('NAME') for a password.`;
    throw errorAt(at, `the user variable '${name}' has no value${hint}`, remedy);
  }
  throw errorAt(
    at,
    `'{{ ${action} }}' is a template that only Packer evaluates`,
    'Write the text that it stands for, or put it together in JavaScript.',
  );
}

/** What Packer types literally although it was meant as an action. */
function checkLiteral(
  rest: string,
  before: readonly BootCharacter[],
  { character, at, secret }: BootCharacter,
  errorAt: BootErrorAt,
): void {
  if (secret) return;
  const [found] = ONE_BRACE.exec(rest) ?? [];
  if (found !== undefined) {
    const inner = found.replace(/[{}]/g, '').trim();
    throw errorAt(at, `'${found}' would be typed as it stands`, `Write {{ ${inner} }} with two braces.`);
  }
  if (HCL_REFERENCE.test(rest)) {
    const remedy = "Put the value in by JavaScript, with a template string's own reference.";
    throw errorAt(at, `'${rest.slice(0, rest.indexOf('.') + 1)}' begins a reference of HCL`, remedy);
  }
  const sameLine = before.slice(-LONGEST_ACTION).filter((one) => one.at.line === at.line && !one.secret);
  const lead = character === '}' ? sameLine.map((one) => one.character).join('') : '';
  if (rest.startsWith('}}') && NO_OPENING.test(lead))
    throw errorAt(at, "'}}' without its '{{'", 'Write {{ .HTTPIP }} with two braces on both sides.');
}

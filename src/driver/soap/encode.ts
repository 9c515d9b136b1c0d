/** Calls as SOAP 1.1 envelopes, document/literal. */
import { GuestwrightError } from '../../base/errors.ts';
import { describeValue } from '../../base/units.ts';
import { nameCharacter } from '../../input/typing.ts';
import type { Schema } from './schema.ts';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

/**
 * The envelope of a call. Arguments that the schema lacks or that have another type are `invalid-argument`. `omitted`:
 * arguments that an older service does not know.
 */
export function encodeCall(
  schema: Schema,
  name: string,
  args: Readonly<Record<string, unknown>>,
  omitted: readonly string[] = [],
): string {
  const operation = schema.operations[name];
  if (!operation) throw new GuestwrightError(`soap: no operation '${name}'`, { code: 'invalid-argument' });
  const unknown = Object.keys(args).find((key) => !Object.hasOwn(operation.args, key));
  if (unknown !== undefined)
    throw new GuestwrightError(`soap: ${name} has no argument '${unknown}'`, { code: 'invalid-argument' });
  const fields = Object.entries(operation.args).filter(([field]) => !omitted.includes(field));
  const body = encodeFields(schema, Object.fromEntries(fields), args, name);
  return `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="${ENVELOPE}" xmlns:s="${schema.namespace}"><e:Body><s:${name}>${body}</s:${name}></e:Body></e:Envelope>`;
}

function encodeFields(
  schema: Schema,
  fields: Readonly<Record<string, string>>,
  values: Readonly<Record<string, unknown>>,
  path: string,
): string {
  return Object.entries(fields)
    .map(([field, type]) => encodeField(schema, { field, type, path: `${path}.${field}` }, values[field]))
    .join('');
}

interface Place {
  readonly field: string;
  readonly type: string;
  /** For messages. */
  readonly path: string;
}

function encodeField(schema: Schema, { field, type, path }: Place, value: unknown): string {
  if (type.endsWith('[]')) {
    const items = (value ?? []) as readonly unknown[];
    const item = { field, type: type.slice(0, -2), path };
    return items.map((each) => encodeField(schema, item, each)).join('');
  }
  const struct = schema.structs[type];
  if (struct) return element(field, encodeFields(schema, struct, value as Record<string, unknown>, path));
  return element(field, encodeScalar(schema, type, value, path));
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function encodeScalar({ enums }: Schema, type: string, value: unknown, path: string): string {
  switch (type) {
    case 'string':
      if (typeof value === 'string') return escapeText(value, path);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return String(value);
      break;
    case 'int':
      if (Number.isSafeInteger(value)) return String(value);
      break;
    case 'long':
      if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
      break;
    case 'bytes':
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      break;
    default:
      if (typeof value === 'string' && enums[type]?.includes(value)) return value;
  }
  const expected = enums[type] ? `one of ${enums[type].join(', ')}` : `a ${type}`;
  throw new GuestwrightError(`soap: ${path}: expected ${expected}, got ${describeValue(value)}`, {
    code: 'invalid-argument',
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;', // a bare one would become a line feed on the way
};

/** XML 1.0 has no way to write these characters, escaped or not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

function escapeText(text: string, path: string): string {
  const [unwritable] = UNWRITABLE.exec(text) ?? [];
  if (unwritable !== undefined) {
    // The text is not printed: it may be a password.
    throw new GuestwrightError(`soap: ${path}: XML cannot carry the character ${nameCharacter(unwritable)}`, {
      code: 'invalid-argument',
      remedy: 'Leave out control characters and unpaired surrogates.',
    });
  }
  return text.replaceAll(/[&<>\r]/g, (character) => ENTITIES[character] as string);
}

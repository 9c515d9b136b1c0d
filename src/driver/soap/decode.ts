/** Replies of a web service: an operation's results, or its fault. */
import { GuestwrightError } from '../../base/errors.ts';
import { childOf, excerpt, parseXml, type XmlElement } from './envelope.ts';
import { SoapFault } from './fault.ts';
import type { Fields, Schema } from './schema.ts';

/** Ends of the one element that a reply of bytes consists of. */
const BYTES_OPEN = '<returnval>';
const BYTES_CLOSE = '</returnval>';

/**
 * The results of `name`. Throws `SoapFault` if the service answered with one, and error `protocol` if the reply is not
 * what the schema says: not XML, torn, another type.
 */
export function decodeReply(schema: Schema, name: string, reply: Buffer): unknown {
  const fields = schema.operations[name]?.results ?? {};
  const bytes = fields.returnval === 'bytes' ? decodeBytes(name, reply) : undefined;
  if (bytes) return bytes;
  const envelope = parseXml(reply.toString());
  const body = childOf(envelope, 'Body');
  if (envelope.name !== 'Envelope' || !body) throw unexpected(name, 'a SOAP envelope', reply);
  const fault = childOf(body, 'Fault');
  if (fault) throw readFault(fault);
  const response = childOf(body, `${name}Response`);
  if (!response) throw unexpected(name, `${name}Response`, reply);
  const values = decodeFields(schema, fields, response, name);
  const names = Object.keys(fields);
  if (names.length === 0) return undefined;
  return names.length === 1 && names[0] === 'returnval' ? values.returnval : values;
}

/**
 * Base64 from the reply's bytes straight into a buffer: a picture is some megabytes, which no XML parser needs to see.
 * Undefined where the reply is not of that form, a fault for one.
 */
function decodeBytes(name: string, reply: Buffer): Buffer | undefined {
  const open = `${name}Response>${BYTES_OPEN}`; // a fault may have a returnval too
  const found = reply.indexOf(open);
  const end = reply.lastIndexOf(BYTES_CLOSE);
  const start = found + open.length;
  if (found < 0 || end < start) return undefined;
  const text = reply.toString('latin1', start, end);
  const bytes = Buffer.allocUnsafeSlow(Math.ceil(text.length / 4) * 3); // memory of its own: it becomes a frame
  return bytes.subarray(0, bytes.write(text, 'base64'));
}

function decodeFields(
  schema: Schema,
  fields: Fields,
  element: XmlElement,
  path: string,
): Record<string, unknown> {
  const values = Object.entries(fields).map(([field, type]) => {
    const found = element.children.filter(({ name }) => name === field);
    const at = `${path}.${field}`;
    if (type.endsWith('[]'))
      return [field, found.map((item) => decodeItem(schema, type.slice(0, -2), item, at))];
    const [item] = found;
    if (!item) throw wrongType(at, type, 'nothing');
    return [field, decodeItem(schema, type, item, at)];
  });
  return Object.fromEntries(values);
}

function decodeItem(schema: Schema, type: string, element: XmlElement, path: string): unknown {
  const { text } = element;
  const fields = schema.structs[type];
  if (fields) return decodeFields(schema, fields, element, path);
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      if (text === 'true' || text === '1') return true;
      if (text === 'false' || text === '0') return false;
      break;
    case 'int':
      if (/^-?\d{1,10}$/.test(text)) return Number(text);
      break;
    case 'long':
      if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
      break;
    case 'bytes':
      return Buffer.from(text, 'base64');
    default:
      // A newer server may know values that the schema lacks: the caller's `switch` has to live with it.
      if (schema.enums[type] && /^\w+$/.test(text)) return text;
  }
  throw wrongType(path, type, excerpt(text));
}

function readFault(fault: XmlElement): SoapFault {
  const [detail] = childOf(fault, 'detail')?.children ?? [];
  const values = detail?.children.map(({ name, text }) => [name, text] as const) ?? [];
  return new SoapFault({
    text: childOf(fault, 'faultstring')?.text.trim() ?? '',
    kind: detail?.name,
    details: Object.fromEntries(values),
  });
}

function wrongType(path: string, type: string, got: string): GuestwrightError {
  return new GuestwrightError(`web service: ${path}: expected ${type}, got ${got}`, { code: 'protocol' });
}

function unexpected(name: string, expected: string, reply: Buffer): GuestwrightError {
  return new GuestwrightError(
    `web service: ${name}: expected ${expected}, got ${excerpt(reply.toString('utf8', 0, 400))}`,
    { code: 'protocol' },
  );
}

/**
 * Generates src/driver/virtualbox/api.generated.ts from the WSDL of VirtualBox's web service:
 * `npx jiti scripts/generate-vbox-api.ts WSDL` (the server gives it at /?wsdl). Of some 4000 operations it takes those
 * that scripts/vbox-operations.txt names, with the enumerations and structures that they need.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { SaxesParser } from 'saxes';

/** Octet arrays travel as base64, which the WSDL calls a string: those of the SDK's reference, by operation and field. */
const BYTES: Readonly<Record<string, string>> = {
  IDisplay_takeScreenShotToArray: 'returnval',
  IFile_read: 'returnval',
  IFile_write: 'data',
  IMachine_readSavedScreenshotToArray: 'returnval',
  IProcess_read: 'returnval',
  IProcess_write: 'data',
};

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  byte: 'int',
  unsignedByte: 'int',
  short: 'int',
  unsignedShort: 'int',
  int: 'int',
  unsignedInt: 'int',
  long: 'long',
  unsignedLong: 'long',
};

type Fields = Record<string, string>;

interface Wsdl {
  namespace: string;
  readonly enums: Map<string, string[]>;
  readonly structs: Map<string, Fields>;
  /** Elements of requests and responses. */
  readonly elements: Map<string, Fields>;
}

/** What the web service takes and gives. */
export function readWsdl(text: string): Wsdl {
  const wsdl: Wsdl = { namespace: '', enums: new Map(), structs: new Map(), elements: new Map() };
  let fields: Fields | undefined;
  let values: string[] | undefined;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const { name: named = '', type, value = '' } = attributes;
    if (name === 'xsd:schema') wsdl.namespace = attributes.targetNamespace ?? '';
    else if (name === 'xsd:simpleType') {
      values = [];
      wsdl.enums.set(named, values);
    } else if (name === 'xsd:enumeration') values?.push(value);
    else if (name === 'xsd:complexType' && named !== '') {
      fields = {};
      wsdl.structs.set(named, fields);
    } else if (name === 'xsd:element' && type === undefined) {
      fields = {};
      wsdl.elements.set(named, fields);
    } else if (name === 'xsd:element' && fields && type !== undefined) {
      const plain = SCALARS[type.replace(/^xsd:/, '')] ?? type.replace(/^vbox:/, '');
      fields[named] = attributes.maxOccurs === 'unbounded' ? `${plain}[]` : plain;
    }
  });
  parser.write(text).close();
  return wsdl;
}

/** The module's text, for these operations. */
export function generate(wsdl: Wsdl, operations: readonly string[]): string {
  const described = operations.map((name) => [name, operationOf(wsdl, name)] as const);
  const types = new Set(
    described.flatMap(([, { args, results }]) => [...Object.values(args), ...Object.values(results)]),
  );
  const structs = [...wsdl.structs].filter(([name]) => types.has(name) || types.has(`${name}[]`));
  for (const [, fields] of structs) for (const type of Object.values(fields)) types.add(type);
  const enums = [...wsdl.enums].filter(([name]) => types.has(name) || types.has(`${name}[]`));
  const table = (entries: readonly (readonly [string, unknown])[]) =>
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `    ${name}: ${JSON.stringify(value)},\n`)
      .join('');
  return `/** Generated from VirtualBox's WSDL by scripts/generate-vbox-api.ts: do not edit. */
import type { Schema } from '../soap/schema.ts';

export const VIRTUALBOX_API = {
  namespace: ${JSON.stringify(wsdl.namespace)},
  enums: {
${table(enums)}  },
  structs: {
${table(structs)}  },
  operations: {
${table(described)}  },
} as const satisfies Schema;
`;
}

function operationOf({ elements }: Wsdl, name: string): { args: Fields; results: Fields } {
  const [args, results] = [elements.get(name), elements.get(`${name}Response`)];
  if (!args || !results) throw new Error(`the WSDL has no operation ${name}`);
  const withBytes = (fields: Fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([field, type]) => [field, BYTES[name] === field ? 'bytes' : type]),
    );
  return { args: withBytes(args), results: withBytes(results) };
}

/** One operation a line; empty lines and those that begin with # are for people. */
export function readOperations(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('expected the file of the WSDL');
  const here = new URL('.', import.meta.url);
  const operations = readOperations(await readFile(new URL('vbox-operations.txt', here), 'utf8'));
  const text = generate(readWsdl(await readFile(file, 'utf8')), operations);
  await writeFile(new URL('../src/driver/virtualbox/api.generated.ts', here), text);
}

/** Calls to XML and replies back. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { decodeReply } from '../../../../src/driver/soap/decode.ts';
import { encodeCall } from '../../../../src/driver/soap/encode.ts';
import { SoapFault } from '../../../../src/driver/soap/fault.ts';
import type { Schema } from '../../../../src/driver/soap/schema.ts';

const FIELDS = {
  text: 'string',
  on: 'boolean',
  small: 'int',
  large: 'long',
  colour: 'Colour',
  names: 'string[]',
  colours: 'Colour[]',
  points: 'Point[]',
  blob: 'bytes',
};

const SCHEMA = {
  namespace: 'http://example.test/',
  enums: { Colour: ['Red', 'Green'] },
  structs: { Point: { x: 'int', y: 'int', label: 'string' } },
  operations: {
    Echo: { args: FIELDS, results: FIELDS },
    Name: { args: { _this: 'string' }, results: { returnval: 'string' } },
    List: { args: { _this: 'string' }, results: { returnval: 'string[]' } },
    Picture: { args: { _this: 'string' }, results: { returnval: 'bytes' } },
    Nothing: { args: {}, results: {} },
  },
} as const satisfies Schema;

function envelope(body: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><E:Envelope xmlns:E="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v="v"><E:Body>${body}</E:Body></E:Envelope>`,
  );
}

/** What is sent, given back as the reply. */
function echoed(values: Readonly<Record<string, unknown>>): unknown {
  const call = encodeCall(SCHEMA, 'Echo', values);
  return decodeReply(SCHEMA, 'Echo', Buffer.from(call.replaceAll('s:Echo>', 's:EchoResponse>')));
}

const fails = (work: () => unknown): string => {
  try {
    return `gave ${JSON.stringify(work())}`;
  } catch (error) {
    return isGuestwrightError(error) ? `${error.code}: ${error.message}` : String(error);
  }
};

/** What XML can carry, line ends and characters beyond 16 bits included. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((value) => value.replaceAll(/[\p{Surrogate}\p{Cc}\ufffe\uffff]/gu, '\n'));

const values = fc.record({
  text: fc.oneof(text, fc.constantFrom('', ' a ', '\r\n\t', '<&>"\']]>', '\u{1f600}')),
  on: fc.boolean(),
  small: fc.integer(),
  large: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  colour: fc.constantFrom('Red', 'Green'),
  names: fc.array(text, { maxLength: 4 }),
  colours: fc.array(fc.constantFrom('Red', 'Green'), { maxLength: 4 }),
  points: fc.array(fc.record({ x: fc.integer(), y: fc.integer(), label: text }), { maxLength: 3 }),
  blob: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
});

test('every value comes back as it went out', () => {
  fc.assert(
    fc.property(values, (sent) => {
      expect(echoed(sent)).toEqual(sent);
    }),
  );
});

test("an envelope is what a SOAP 1.1 service expects, arguments in the schema's order", () => {
  expect(encodeCall(SCHEMA, 'Name', { _this: 'a-1' })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" ' +
      'xmlns:s="http://example.test/"><e:Body><s:Name><_this>a-1</_this></s:Name></e:Body></e:Envelope>',
  );
  const omitted = encodeCall(
    SCHEMA,
    'Echo',
    { colour: 'Red' },
    Object.keys(FIELDS).filter((f) => f !== 'colour'),
  );
  expect(omitted).toContain('<s:Echo><colour>Red</colour></s:Echo>');
});

test('wrong arguments are named, and texts that XML cannot carry are not printed', () => {
  const of = (args: Readonly<Record<string, unknown>>) => fails(() => encodeCall(SCHEMA, 'Name', args));
  expect(of({ _this: 'a', other: 1 })).toMatch(/^invalid-argument: soap: Name has no argument 'other'/);
  expect(of({ _this: 7 })).toMatch(/^invalid-argument: soap: Name\._this: expected a string, got 7/);
  const secret = of({ _this: 'pass\u0001word' });
  expect(secret).toMatch(/^invalid-argument: soap: Name\._this: XML cannot carry the character U\+0001\n/);
  expect(secret).not.toContain('pass');
  expect(of({ _this: '\ud800' })).toContain('U+D800');
  expect(fails(() => echoed({ colour: 'Blue' }))).toMatch(/expected a string|one of Red, Green/);
  expect(fails(() => encodeCall(SCHEMA, 'Nowhere', {}))).toContain("no operation 'Nowhere'");
});

test('references: one, none, several', () => {
  const reply = (name: string, body: string) =>
    decodeReply(SCHEMA, name, envelope(`<v:${name}Response>${body}</v:${name}Response>`));
  expect(reply('Name', '<returnval>ab-1</returnval>')).toBe('ab-1');
  expect(reply('Name', '<returnval></returnval>')).toBe('');
  expect(reply('Name', '<returnval/>')).toBe('');
  expect(reply('List', '')).toEqual([]);
  expect(reply('List', '<returnval>a</returnval><returnval>b</returnval>')).toEqual(['a', 'b']);
  expect(reply('Nothing', '')).toBeUndefined();
});

test('a picture is taken from the base64 as it is, in memory of its own', () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256));
  const reply = envelope(
    `<v:PictureResponse><returnval>${bytes.toString('base64')}</returnval></v:PictureResponse>`,
  );
  const picture = decodeReply(SCHEMA, 'Picture', reply) as Buffer;
  expect(picture.equals(bytes)).toBe(true);
  expect(picture.byteOffset).toBe(0); // not a piece of a shared pool: it becomes a frame
  const empty = decodeReply(
    SCHEMA,
    'Picture',
    envelope('<v:PictureResponse><returnval/></v:PictureResponse>'),
  );
  expect(empty).toHaveLength(0);
});

test('faults: with words and detail, without any', () => {
  const fault = (body: string) => {
    try {
      decodeReply(SCHEMA, 'Picture', envelope(`<E:Fault>${body}</E:Fault>`));
    } catch (error) {
      if (error instanceof SoapFault) return error.content;
      throw error;
    }
    throw new Error('no fault');
  };
  const detail =
    '<detail><v:RuntimeFault><resultCode>-1</resultCode><returnval>a-2</returnval></v:RuntimeFault></detail>';
  expect(fault(`<faultcode>x</faultcode><faultstring> It failed </faultstring>${detail}`)).toEqual({
    text: 'It failed',
    kind: 'RuntimeFault',
    details: { resultCode: '-1', returnval: 'a-2' },
  });
  expect(fault('<faultcode>x</faultcode>')).toEqual({ text: '', kind: undefined, details: {} });
});

test('replies that are not what they should be: error protocol, with what came', () => {
  const reply = (text: string, name = 'Name') => fails(() => decodeReply(SCHEMA, name, Buffer.from(text)));
  expect(reply('')).toMatch(/^protocol: web service: expected XML, got nothing/);
  expect(reply('<h1>Not Found</h1><br>')).toMatch(/^protocol: .*got '<h1>Not Found/);
  expect(reply('<a/>')).toMatch(/^protocol: web service: Name: expected a SOAP envelope, got '<a\/>'/);
  expect(reply(envelope('<v:NameResponse><returnval>a').toString().slice(0, 150))).toMatch(/^protocol: /);
  expect(reply(envelope('<v:OtherResponse/>').toString())).toMatch(/expected NameResponse/);
  expect(reply(envelope('<v:NameResponse/>').toString())).toMatch(
    /Name\.returnval: expected string, got nothing/,
  );
  const doctype = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>';
  expect(reply(doctype)).toMatch(/^protocol: .*document type/);
  expect(reply(`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`)).toMatch(/^protocol: .*nested deeper than 32/);
  const small = envelope('<v:EchoResponse><text/><on>perhaps</on></v:EchoResponse>').toString();
  expect(reply(small, 'Echo')).toMatch(/^protocol: .*Echo\.on: expected boolean, got 'perhaps'/);
});

test('no bytes crash the decoder: a value, a fault or error protocol', () => {
  const good = encodeCall(SCHEMA, 'Echo', {
    ...{ text: 'a', on: true, small: 1, large: 2n, colour: 'Red' },
    ...{ names: ['b'], colours: [], points: [{ x: 1, y: 2, label: 'c' }], blob: Buffer.from('d') },
  }).replaceAll('s:Echo>', 's:EchoResponse>');
  const mutation = fc.tuple(fc.nat(good.length), fc.nat(40), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(mutation, ([at, length, inserted]) => {
      const torn = good.slice(0, at) + inserted + good.slice(at + length);
      expect(fails(() => decodeReply(SCHEMA, 'Echo', Buffer.from(torn)) && 'fine')).toMatch(
        /^(gave "fine"|protocol: |SoapFault)/,
      );
    }),
    { numRuns: 500 },
  );
});

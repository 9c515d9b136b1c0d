/** .vmx files: what is not changed stays byte by byte; what is changed is read back as it was written. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { VmxFile } from '../../../../src/driver/vmware/vmx/vmx-file.ts';

const bytes = fc.uint8Array({ maxLength: 400 });
const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.:]{0,20}$/);
const line = fc.oneof(
  fc.tuple(key, fc.string()).map(([name, value]) => `${name} = "${value}"`),
  fc.tuple(key, fc.string()).map(([name, value]) => `${name}=${value}`),
  fc.string(),
  fc.constant('#!/usr/bin/vmware'),
  fc.constant(''),
);
const text = fc
  .tuple(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed ? end : ''));

function parse(content: string): VmxFile {
  return VmxFile.parse(Buffer.from(content));
}

test('any bytes come out as they went in', () => {
  fc.assert(
    fc.property(bytes, (content) => {
      expect(VmxFile.parse(content).serialise().equals(Buffer.from(content))).toBe(true);
    }),
  );
  fc.assert(
    fc.property(text, (content) => {
      expect(parse(content).serialise().toString()).toBe(content);
    }),
    { numRuns: 500 },
  );
});

test('what is set is read back, and nothing else changes', () => {
  fc.assert(
    fc.property(text, key, fc.string({ unit: 'grapheme' }), (content, name, value) => {
      fc.pre(name.toLowerCase() !== '.encoding');
      const file = parse(`.encoding = "UTF-8"\n${content}`);
      const before = new Map(file.keys().map((each) => [each, file.get(each)]));
      file.set(name, value);
      const again = VmxFile.parse(file.serialise());
      expect(again.get(name)).toBe(value);
      for (const [other, old] of before) if (other !== name.toLowerCase()) expect(again.get(other)).toBe(old);
    }),
    { numRuns: 500 },
  );
});

test('a key that was set and deleted leaves the file as it was', () => {
  fc.assert(
    fc.property(text, (content) => {
      const file = parse(`${content}\n`);
      const before = file.serialise();
      fc.pre(!file.has('guestwright.test'));
      file.set('guestwright.test', 'on');
      expect(file.delete('Guestwright.Test')).toBe(true);
      expect(file.serialise().equals(before)).toBe(true);
    }),
  );
});

test('keys are found in any letters; comments, blanks and line ends of a line that is changed stay', () => {
  const file = parse('#!/usr/bin/vmware\r\n  MemSize\t=  "64"  # little\r\nbare = TRUE # yes\r\n\r\n');
  expect(file.get('memsize')).toBe('64');
  expect(file.isTrue('BARE')).toBe(true);
  file.set('memsize', '128');
  file.set('bare', 'FALSE');
  file.set('new', 'value');
  expect(file.serialise().toString()).toBe(
    '#!/usr/bin/vmware\r\n  MemSize\t=  "128"  # little\r\nbare = "FALSE" # yes\r\n\r\nnew = "value"\r\n',
  );
});

test('of a key that stands twice the last counts, and both are deleted', () => {
  const file = parse('a = "1"\nA = "2"\n');
  expect(file.get('a')).toBe('2');
  file.set('a', '3');
  expect(file.serialise().toString()).toBe('a = "1"\nA = "3"\n');
  file.delete('a');
  expect(file.serialise().toString()).toBe('');
});

test('values are read and written in the encoding that the file names', () => {
  const utf8 = parse('.encoding = "UTF-8"\nname = "Zürich|22 |7C"\n');
  expect(utf8.get('name')).toBe('Zürich" |');
  utf8.set('name', '東京 "1" #2');
  expect(utf8.serialise().toString()).toBe('.encoding = "UTF-8"\nname = "東京 |221|22 |232"\n');

  const windows = VmxFile.parse(
    Buffer.from('.encoding = "windows-1252"\nprice = "\x80 5"\nname = "Z\xfcrich"\n', 'latin1'),
  );
  expect([windows.get('price'), windows.get('name')]).toEqual(['€ 5', 'Zürich']);
  windows.set('name', '€ in Genève');
  expect(windows.get('name')).toBe('€ in Genève');
  expect(windows.serialise().includes(Buffer.from('\x80 in Gen\xe8ve', 'latin1'))).toBe(true);
  expect(() => windows.set('name', '東京')).toThrow(
    /the file's encoding windows-1252 lacks a character of '東京'/,
  );
});

test('a key that would break the line is refused', () => {
  for (const bad of ['', 'a b', 'a=b', 'a"b', '#a', 'ä'])
    expect(() => parse('').set(bad, 'x'), bad).toThrow(/cannot be written/);
});

import { expect, test } from '@playwright/test';
import { secret } from '../../../../src/base/secret.ts';
import { parseBootCommand } from '../../../../src/input/boot-command/parse.ts';
import { errorOf } from './error-of.ts';

/** In a template string, so that no reference of JavaScript is meant. */
const DOLLAR = '$';

const values = { HTTPIP: '10.0.2.2', HTTPPort: 8000, Name: 'web' };

test('fields and user variables get their values, however blanks and trim marks stand', () => {
  const variables = { user: 'ada' };
  const command = [
    'http://{{ .HTTPIP }}:{{.HTTPPort}}/ {{ user `user` }} {{user "user"}} {{/* no */}}a  {{- .Name -}}  b',
  ];
  const [part, ...others] = parseBootCommand(command, { values, variables });
  expect(part).toMatchObject({ kind: 'text', text: 'http://10.0.2.2:8000/ ada ada awebb' });
  expect(others).toEqual([]);
});

test('a value is read as a part of the boot command, at the place of its action', () => {
  const parts = parseBootCommand('a{{user `wait`}}b', { variables: { wait: '<wait5>' } });
  expect(parts).toEqual([
    { kind: 'text', text: 'a', secret: false, at: { line: 1, column: 1 } },
    { kind: 'wait', milliseconds: 5000, at: { line: 1, column: 2 } },
    { kind: 'text', text: 'b', secret: false, at: { line: 1, column: 17 } },
  ]);
});

test('a secret is typed as it is and marked, whatever stands in it', () => {
  process.env.TEST_BOOT_PASSWORD = 'a<enter>\u007b\u007b';
  const parts = parseBootCommand(['p={{user `p`}}', '<enter>'], {
    variables: { p: secret('TEST_BOOT_PASSWORD') },
  });
  expect(parts.map((part) => (part.kind === 'text' ? [part.text, part.secret] : part.kind))).toEqual([
    ['p=', false],
    ['a<enter>{{', true],
    'key',
  ]);
});

for (const [text, column, message] of [
  ['x{{ .HTTPip }}', 2, "'{{ .HTTPip }}' has no value (did you mean 'HTTPIP'?)"],
  ['{{ .Nope }}', 1, "'{{ .Nope }}' has no value (did you mean 'Name'?)"],
  ['{{user `hostnam`}}', 1, "the user variable 'hostnam' has no value (did you mean 'hostname'?)"],
  ['{{ isotime }}', 1, "'{{ isotime }}' is a template that only Packer evaluates"],
  ['{{ .Name | upper }}', 1, "'{{ .Name | upper }}' is a template that only Packer evaluates"],
  ['a {{ .HTTPIP }:{{ .HTTPPort }}', 3, "'{{' without its '}}'"],
  ['{{ .HTTPIP', 1, "'{{' without its '}}'"],
  ['http://{ .HTTPIP }/', 8, "'{ .HTTPIP }' would be typed as it stands"],
  ['http://{ .HTTPIP }}/', 8, "'{ .HTTPIP }}' would be typed as it stands"],
  ['http:// .HTTPIP }}/', 17, "'}}' without its '{{'"],
  [`${DOLLAR}{var.host}`, 1, `'${DOLLAR}{var.' begins a reference of HCL`],
] as const) {
  test(`'${text}' is an error: ${message}`, () => {
    const error = errorOf(() => parseBootCommand(['ok ', text], { values, variables: { hostname: 'h' } }));
    expect(error.shortMessage).toBe(`boot command, line 2, column ${column}: ${message}`);
    expect(error.details).toEqual({ line: 2, column });
  });
}

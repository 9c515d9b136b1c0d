import { expect, test } from '@playwright/test';
import { isUsageError, parseVerbArguments } from '../../../src/cli/arguments.ts';
import { verbHelp } from '../../../src/cli/help.ts';
import type { Verb } from '../../../src/cli/verb.ts';

const verb: Verb = {
  summary: 'Do something.',
  usage: ['FILE [--driver NAME]', '--all'],
  positionals: [0, 1],
  options: {
    driver: { type: 'string', value: 'NAME', help: 'which driver' },
    disk: { type: 'string', value: 'FILE', multiple: true, help: 'a disk' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'where to' },
    all: { type: 'boolean', help: 'everything' },
  },
  notes: 'More.',
  run: async () => 0,
};

function parse(...argv: string[]) {
  return parseVerbArguments('thing', verb, argv);
}

test('options, repeated options, flags and positionals are read', () => {
  const args = parse('file.ts', '--driver', 'qemu', '--disk=a', '--disk', 'b', '-o', 'out', '--all');
  expect(args.positionals).toEqual(['file.ts']);
  expect([args.text('driver'), args.text('output'), args.texts('disk')]).toEqual(['qemu', 'out', ['a', 'b']]);
  expect([args.flag('all'), parse().flag('all'), parse().text('driver'), parse().texts('disk')]).toEqual([
    true,
    false,
    undefined,
    [],
  ]);
});

test('what follows -- is positional', () => {
  expect(parse('--', '--driver').positionals).toEqual(['--driver']);
});

for (const [name, argv, message] of [
  [
    'an unknown option',
    ['--drivr', 'qemu'],
    "guestwright thing: unknown option '--drivr' (did you mean 'driver'?)",
  ],
  ['an unknown option with a value', ['--xyz=1'], "guestwright thing: unknown option '--xyz'"],
  ['a missing value', ['--driver'], "guestwright thing: Option '--driver <value>' argument missing"],
  ['a value for a flag', ['--all=yes'], "guestwright thing: Option '--all' does not take an argument"],
  [
    'too many arguments',
    ['a', 'b'],
    'guestwright thing: expected 0 to 1 arguments, got 2: usage: guestwright thing FILE [--driver NAME]',
  ],
] as const) {
  test(`${name} is a usage error that names the option`, () => {
    const attempt = () => parse(...argv);
    expect(attempt).toThrow(expect.objectContaining({ shortMessage: message }));
    expect(attempt).toThrow(expect.objectContaining({ remedy: "Run 'guestwright thing --help'." }));
    try {
      attempt();
    } catch (error) {
      expect(isUsageError(error)).toBe(true);
    }
  });
}

test('--help needs no positionals', () => {
  const strict = { ...verb, positionals: [1, 1] as const };
  expect(parseVerbArguments('thing', strict, ['--help']).flag('help')).toBe(true);
});

test('the help of a verb lists its forms and options', () => {
  expect(verbHelp('thing', verb)).toBe(
    [
      'Do something.',
      '',
      'Usage: guestwright thing FILE [--driver NAME]',
      '       guestwright thing --all',
      '',
      'Options:',
      '  --driver NAME      which driver',
      '  --disk FILE        a disk (may be repeated)',
      '  -o, --output FILE  where to',
      '  --all              everything',
      '  --help             print this help',
      '',
      'More.',
    ].join('\n'),
  );
});

import { expect, test } from '@playwright/test';
import { parseBootCommand } from '../../../../src/input/boot-command/parse.ts';
import type { BootPart } from '../../../../src/input/boot-command/parts.ts';

/** In a template string, so that no reference of JavaScript is meant. */
const DOLLAR = '$';

/** As short as a boot command itself: `type 'a'`, `press Enter`, `wait 1000`. */
function told(part: BootPart): string {
  if (part.kind === 'text') return `type '${part.text}'`;
  if (part.kind === 'wait') return `wait ${part.milliseconds}`;
  return `${part.action} ${part.kind === 'key' ? part.key : part.character}`;
}

const read = (...lines: string[]) => parseBootCommand(lines).map(told);

test('texts, keys and waits come in their order, strings joined as Packer joins them', () => {
  expect(read('<esc><wait>', 'linux ', 'ks=a<enter>')).toEqual([
    'press Escape',
    'wait 1000',
    "type 'linux ks=a'",
    'press Enter',
  ]);
  expect(read('<ent', 'er>')).toEqual(['press Enter']);
  expect(read()).toEqual([]);
});

test('each part tells which string and character it begins at', () => {
  const parts = parseBootCommand(['<esc>é<wait>', 'x']);
  expect(parts.map(({ at }) => `${at.line}:${at.column}`)).toEqual(['1:1', '1:6', '1:7', '2:1']);
});

for (const [tag, milliseconds] of [
  ['<wait>', 1000],
  ['<wait5>', 5000],
  ['<wait120>', 120_000],
  ['<wait10s>', 10_000],
  ['<wait1m30s>', 90_000],
  ['<wait1.5h>', 5_400_000],
  ['<wait250ms>', 250],
  ['<wait2h45m>', 9_900_000],
  ['<wait1000us>', 1],
  ['<wait1000µs>', 1],
  ['<wait1000000ns>', 1],
  ['<wait0.5s1ms>', 501],
] as const) {
  test(`${tag} waits ${milliseconds} ms, as Go reads it`, () => {
    expect(read(tag)).toEqual([`wait ${milliseconds}`]);
  });
}

test('every key has its name in any case, and can be held and let go', () => {
  const keys = {
    bs: 'Backspace',
    del: 'Delete',
    enter: 'Enter',
    return: 'Enter',
    esc: 'Escape',
    tab: 'Tab',
    spacebar: 'Space',
    insert: 'Insert',
    home: 'Home',
    end: 'End',
    pageUp: 'PageUp',
    pageDown: 'PageDown',
    up: 'ArrowUp',
    down: 'ArrowDown',
    left: 'ArrowLeft',
    right: 'ArrowRight',
    menu: 'ContextMenu',
    leftAlt: 'AltLeft',
    leftCtrl: 'ControlLeft',
    leftShift: 'ShiftLeft',
    leftSuper: 'MetaLeft',
    rightAlt: 'AltRight',
    rightCtrl: 'ControlRight',
    rightShift: 'ShiftRight',
    rightSuper: 'MetaRight',
    ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`f${index + 1}`, `F${index + 1}`])),
  };
  for (const [name, key] of Object.entries(keys)) {
    expect(read(`<${name}><${name.toUpperCase()}>`)).toEqual([`press ${key}`, `press ${key}`]);
    expect(read(`<${name}On><${name}OFF>`)).toEqual([`down ${key}`, `up ${key}`]);
  }
});

test('any character can be held, brackets too', () => {
  expect(read('<cOn><cOff>')).toEqual(['down c', 'up c']);
  expect(read('<leftCtrlOn>c<leftCtrlOff>')).toEqual(['down ControlLeft', "type 'c'", 'up ControlLeft']);
  expect(read('<<On><<Off><>on><>off>')).toEqual(['down <', 'up <', 'down >', 'up >']);
  expect(read('<éOn><éOff>')).toEqual(['down é', 'up é']);
});

test('what a shell wants is typed as it stands', () => {
  for (const text of [
    'a < b > c',
    'cat <<EOF',
    'cat <<-EOF >/etc/x',
    'diff <(a) <(b)',
    'a>b 2>&1',
    `${DOLLAR}{HOME} {a,b} { a; }`,
    "awk '{print $1}'",
    '{"a":{"b":1}}',
    `echo ${DOLLAR}{a:-${DOLLAR}{b}}`,
    'a <= b',
    'a < 5 > b',
    'x <5>y',
    'sort < in > out',
  ]) {
    expect(read(text)).toEqual([`type '${text}'`]);
  }
});

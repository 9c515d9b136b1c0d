/** docs/performance.md: what a run measured, drawn from its JSON. */
import { type Results, select, typical, worst } from '../harness/results.ts';
import { type Accuracy, OTHER_PAGE, SHOULD_MATCH } from '../suites/accuracy.ts';
import { ADVERSARIAL } from '../suites/adversarial.ts';
import { COUNTS, MANY } from '../suites/many.ts';
import { READ, SEARCH } from '../suites/search.ts';
import { TEXT } from '../suites/text.ts';
import { UNCHANGED } from '../suites/unchanged.ts';
import { describeLimit, falseAccepts, isMet, misses, targetsOf } from '../targets.ts';
import { CHARTS, type ChartName, displaysOf, searchMethods } from './charts.ts';
import { decimal, milliseconds, table, times } from './table.ts';
import {
  FOREWORD,
  HOW_ACCURACY,
  HOW_ADVERSARIAL,
  HOW_MANY,
  HOW_SEARCH,
  HOW_TEXT,
  HOW_UNCHANGED,
} from './words.ts';

const MAIN = '1024x768';
const SITUATIONS = ['at its place', 'moved', 'absent'] as const;

export function performancePage(results: Results): string {
  const sections = [
    FOREWORD,
    machine(results),
    '## Targets',
    targets(results),
    '## One reference',
    HOW_SEARCH,
    chart('search'),
    search(results),
    '## Many references',
    HOW_MANY,
    chart('many'),
    many(results),
    '## The worst textures',
    HOW_ADVERSARIAL,
    adversarial(results),
    '## The next capture',
    HOW_UNCHANGED,
    chart('unchanged'),
    unchanged(results),
    '## Text',
    HOW_TEXT,
    text(results),
    '## Near misses',
    HOW_ACCURACY,
    chart('accuracy'),
    accuracy(results.accuracy),
  ];
  return `${sections.join('\n\n')}\n`;
}

function chart(name: ChartName): string {
  return `![${CHARTS[name]}](performance/${name}.svg)`;
}

function machine({ date, guestwright, machine: facts, full, rounds }: Results): string {
  const list = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const mode = full ? '`npm run bench -- --full`' : '`npm run bench`';
  return `This run: ${mode}, ${rounds} rounds, ${date}, Guestwright ${guestwright}; ${list.join(', ')}.`;
}

function targets(results: Results): string {
  const rows = targetsOf(results).map((target) => [
    target.name,
    `${decimal(target.figure)} ${target.unit}`,
    describeLimit(target),
    isMet(target) ? 'met' : '**missed**',
  ]);
  return table(['target at 1024x768, one thread', 'figure', 'bound', ''], rows);
}

function search(results: Results): string {
  const displays = displaysOf(results);
  const everywhere = (method: string, display: string) =>
    typical(results, { suite: SEARCH, method, labels: { display, situation: 'absent' } });
  const autoinst = everywhere('os-autoinst, whole screen', MAIN);
  const colour = everywhere('OpenCV colour', MAIN);
  const rows = searchMethods(results).map((method) => [
    method,
    ...displays.map((display) => milliseconds(everywhere(method, display))),
    ...SITUATIONS.slice(0, 2).map((situation) =>
      milliseconds(typical(results, { suite: SEARCH, method, labels: { display: MAIN, situation } })),
    ),
    spread(results, method),
    times(autoinst, everywhere(method, MAIN)),
    times(colour, everywhere(method, MAIN)),
  ]);
  const reads = displays.map((display) =>
    milliseconds(typical(results, { suite: READ, method: 'Buffer.indexOf', labels: { display } })),
  );
  return table(
    [
      'ms of processor time',
      ...displays.map((display) => `absent, ${display}`),
      `at its place, ${MAIN}`,
      `moved, ${MAIN}`,
      'middle half of the samples',
      'faster than os-autoinst, whole screen',
      'than colour matchTemplate',
    ],
    [['one read of the frame', ...reads, '', '', '', '', ''], ...rows],
  );
}

/** Of the absent reference on the main display: how far the quarters lie from the median, over its needle sizes. */
function spread(results: Results, method: string): string {
  const cells = select(results, { suite: SEARCH, method, labels: { display: MAIN, situation: 'absent' } });
  const least = Math.min(...cells.map(({ cpu }) => cpu.low / cpu.median));
  const most = Math.max(...cells.map(({ cpu }) => cpu.high / cpu.median));
  return `${Math.round((least - 1) * 100)} to +${Math.round((most - 1) * 100)} %`;
}

function many(results: Results): string {
  const methods = [
    ...new Set(results.cells.filter(({ suite }) => suite === MANY).map(({ method }) => method)),
  ];
  const read = typical(results, { suite: READ, method: 'Buffer.indexOf', labels: { display: MAIN } });
  const rows = methods.map((method) => {
    const each = COUNTS.map((count) =>
      typical(results, { suite: MANY, method, labels: { references: `${count}` } }),
    );
    return [method, ...each.map(milliseconds), decimal((each.at(-1) as number) / read)];
  });
  return table(['ms of processor time', ...COUNTS.map((count) => `${count}`), 'reads for 100'], rows);
}

function adversarial(results: Results): string {
  const cells = results.cells.filter(({ suite }) => suite === ADVERSARIAL);
  const textures = [...new Set(cells.map(({ labels }) => labels.texture as string))];
  const methods = [...new Set(cells.map(({ method }) => method))];
  const rows = methods.map((method) => [
    method,
    ...textures.map((texture) =>
      milliseconds(worst(results, { suite: ADVERSARIAL, method, labels: { texture } })),
    ),
  ]);
  return table(['ms of processor time, the slowest of three references', ...textures], rows);
}

function unchanged(results: Results): string {
  const methods = [
    ...new Set(results.cells.filter(({ suite }) => suite === UNCHANGED).map(({ method }) => method)),
  ];
  const rows = methods.map((method) => [
    method,
    ...['none', '1 %'].map((change) =>
      milliseconds(typical(results, { suite: UNCHANGED, method, labels: { change } })),
    ),
  ]);
  return table(['ms', 'the same', '1 % changed'], rows);
}

function text(results: Results): string {
  const methods = [...new Set(results.readings.map(({ method }) => method))];
  const rows = methods.map((method) => {
    const readings = results.readings.filter((one) => one.method === method);
    const accuracies = readings.map((one) => one.accuracy * 100);
    const unknown = readings.reduce<number | undefined>(
      (sum, one) => (one.unknown === undefined ? undefined : (sum ?? 0) + one.unknown),
      0,
    );
    const ms = typical(results, { suite: TEXT, method });
    return [
      method,
      milliseconds(ms),
      `${decimal(Math.min(...accuracies))} to ${decimal(Math.max(...accuracies))} %`,
      unknown ?? '-',
    ];
  });
  return table(['', 'ms a screen', 'accuracy', 'cells not read'], rows);
}

function accuracy(methods: readonly Accuracy[]): string {
  const kinds = Object.keys(methods[0]?.kinds ?? {});
  const matching: readonly string[] = SHOULD_MATCH;
  const near = kinds.filter((kind) => !matching.includes(kind) && kind !== OTHER_PAGE);
  const cases = (kind: string) => methods[0]?.kinds[kind]?.cases ?? 0;
  const wrong = (one: Accuracy, kind: string) => one.kinds[kind]?.wrong ?? 0;
  const columns = [...near, ...SHOULD_MATCH, OTHER_PAGE];
  const rows = methods.map((one) => [
    one.method,
    `**${falseAccepts(one)}**`,
    `**${misses(one)}**`,
    ...columns.map((kind) => wrong(one, kind)),
  ]);
  const total = (some: readonly string[]) => some.reduce((sum, kind) => sum + cases(kind), 0);
  return table(
    [
      '',
      `near misses accepted of ${total(near)}`,
      `references missed of ${total(matching)}`,
      ...columns.map((kind) => `${kind} (${cases(kind)})`),
    ],
    rows,
  );
}

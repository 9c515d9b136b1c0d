/** The targets of the issue, each with the figure of a run: `npm run bench -- --check` fails if one is missed. */
import { type Results, typical, worst } from './harness/results.ts';
import { type Accuracy, OTHER_PAGE, SHOULD_MATCH } from './suites/accuracy.ts';
import { ADVERSARIAL } from './suites/adversarial.ts';
import { MANY } from './suites/many.ts';
import { READ, SEARCH } from './suites/search.ts';
import { GLYPHS, TESSERACT, TEXT } from './suites/text.ts';
import { COMPARE, UNCHANGED } from './suites/unchanged.ts';

export interface Target {
  readonly name: string;
  readonly figure: number;
  /** The figure must be so at most, or at least. */
  readonly limit: { readonly most: number } | { readonly least: number };
  readonly unit: string;
}

/** All targets are of the main display. */
const DISPLAY = '1024x768';
/** A needle that is nowhere has every place looked at. */
const EVERYWHERE = { display: DISPLAY, situation: 'absent' };
const FUZZY = ['tolerant', 'perceptual'] as const;

export function isMet({ figure, limit }: Target): boolean {
  return 'most' in limit ? figure <= limit.most : figure >= limit.least;
}

/** Such as 'at most 1.5'. */
export function describeLimit({ limit }: Target): string {
  return 'most' in limit ? `at most ${limit.most}` : `at least ${limit.least}`;
}

export function targetsOf(results: Results): Target[] {
  const search = (method: string) => typical(results, { suite: SEARCH, method, labels: EVERYWHERE });
  const read = typical(results, { suite: READ, method: 'Buffer.indexOf', labels: { display: DISPLAY } });
  const compare = typical(results, { suite: UNCHANGED, method: COMPARE, labels: { change: 'none' } });
  const unchanged = (method: string) =>
    typical(results, { suite: UNCHANGED, method, labels: { change: 'none' } }) / compare;
  const autoinst = search('os-autoinst, whole screen');
  const colour = search('OpenCV colour');
  const searchTargets = (
    rule: string,
    reads: number,
    timesAutoinst: number,
    timesColour: number,
  ): Target[] => [
    { name: `${rule}, whole screen`, figure: search(rule) / read, limit: { most: reads }, unit: 'reads' },
    {
      name: `${rule} against os-autoinst's formula, whole screen`,
      figure: autoinst / search(rule),
      limit: { least: timesAutoinst },
      unit: 'times faster',
    },
    {
      name: `${rule} against colour matchTemplate`,
      figure: colour / search(rule),
      limit: { least: timesColour },
      unit: 'times faster',
    },
  ];
  const hundred = typical(results, { suite: MANY, method: 'exact', labels: { references: '100' } });
  return [
    ...searchTargets('exact', 1.5, 100, 350),
    {
      name: '100 references exact, whole screen',
      figure: hundred / read,
      limit: { most: 10 },
      unit: 'reads',
    },
    ...FUZZY.flatMap((rule) => searchTargets(rule, 8, 20, 70)),
    ...['exact', ...FUZZY].map((rule) => ({
      name: `${rule}, worst adversarial texture, against os-autoinst's ordinary whole screen`,
      figure: worst(results, { suite: ADVERSARIAL, method: rule }) / autoinst,
      limit: { most: 1 },
      unit: 'of its time',
    })),
    ...['damage', 'stillness', 'change'].map((method) => ({
      name: `frame unchanged: ${method}`,
      figure: unchanged(method),
      limit: { most: 1.2 },
      unit: 'memory compares',
    })),
    ...textTargets(results),
    ...accuracyTargets(results.accuracy),
    saneGray(results),
  ];
}

function textTargets(results: Results): Target[] {
  const time = (method: string) => typical(results, { suite: TEXT, method });
  const fastest = Math.min(...Object.keys(TESSERACT).map(time));
  const unknown = results.readings.filter(({ method }) => method === GLYPHS);
  return [
    {
      name: "text-mode screen read, against tesseract's faster way",
      figure: fastest / time(GLYPHS),
      limit: { least: 100 },
      unit: 'times faster',
    },
    {
      name: 'text-mode screens, cells not read',
      figure: unknown.reduce((sum, reading) => sum + (reading.unknown ?? 0), 0),
      limit: { most: 0 },
      unit: 'cells',
    },
  ];
}

/** The peer with the fewest false accepts at its default; of several the one that misses least. */
export function bestPeer(accuracy: readonly Accuracy[]): Accuracy | undefined {
  return accuracy
    .filter(({ ours }) => !ours)
    .sort((a, b) => falseAccepts(a) - falseAccepts(b) || misses(a) - misses(b))[0];
}

/** Near misses that were taken for the reference. */
export function falseAccepts({ kinds }: Accuracy): number {
  const matching: readonly string[] = SHOULD_MATCH;
  const near = Object.entries(kinds).filter(([kind]) => !matching.includes(kind) && kind !== OTHER_PAGE);
  return near.reduce((sum, [, { wrong }]) => sum + wrong, 0);
}

/** References that were there, changed in a way that should not matter, and were not found. */
export function misses({ kinds }: Accuracy): number {
  return SHOULD_MATCH.reduce((sum, kind) => sum + (kinds[kind]?.wrong ?? 0), 0);
}

function accuracyTargets(accuracy: readonly Accuracy[]): Target[] {
  const of = (method: string) => accuracy.find((one) => one.method === method) as Accuracy;
  const best = bestPeer(accuracy) as Accuracy;
  return [
    {
      name: 'near misses accepted by exact',
      figure: falseAccepts(of('exact')),
      limit: { most: 0 },
      unit: 'cases',
    },
    ...FUZZY.flatMap((rule) => [
      {
        name: `near misses accepted by ${rule} (best peer: ${best.method})`,
        figure: falseAccepts(of(rule)),
        limit: { most: falseAccepts(best) },
        unit: 'cases',
      },
      {
        name: `references missed by ${rule} (fewer than ${best.method})`,
        figure: misses(of(rule)),
        limit: { most: misses(best) - 1 },
        unit: 'cases',
      },
    ]),
  ];
}

/** A peer that is slow only because it was set up badly would flatter us: gray has a third of colour's work. */
function saneGray(results: Results): Target {
  const time = (method: string) => typical(results, { suite: SEARCH, method, labels: { display: DISPLAY } });
  const ratio = time('OpenCV gray') / time('OpenCV colour');
  const name = 'sanity of the peer: OpenCV gray to colour, within 0.25 to 0.5';
  return ratio < 0.25
    ? { name, figure: ratio, limit: { least: 0.25 }, unit: 'of its time' }
    : { name, figure: ratio, limit: { most: 0.5 }, unit: 'of its time' };
}

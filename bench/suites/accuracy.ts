/** What each method accepts and misses at its default: near misses, other pages, and changes that should not matter. */
import pixelmatch from 'pixelmatch';
import { cropPixels, type Picture } from '../../src/frame/picture.ts';
import { clip, type Dimensions, type Region } from '../../src/frame/region.ts';
import {
  loadNearMisses,
  loadOversampled,
  loadPages,
  MAIN_DISPLAY,
  type NamedPicture,
} from '../corpus/frames.ts';
import { cutNeedle, movedFrame, NEEDLE_SIZES } from '../corpus/needles.ts';
import { throughJpeg, withCaret, withNoise } from '../corpus/variants.ts';
import { find, type Reference, RULES } from '../ours.ts';
import { COMPARING_PEERS, SCORING_PEERS } from '../peers/defaults.ts';
import type { Odiff } from '../peers/odiff.ts';
import type { OpenCv } from '../peers/opencv.ts';
import type { Random } from '../support/random.ts';

/** Around the changed thing: its line and its panel, as references are cut. */
const NEAR_MISS_SIZES: readonly Dimensions[] = [
  { width: 300, height: 40 },
  { width: 400, height: 300 },
];

/** A reference, a frame, and whether the one is on the other. */
interface Case {
  readonly kind: string;
  readonly shown: boolean;
  readonly reference: Reference;
  readonly frame: Picture;
}

/** How often a method accepted what is not there, and missed what is, by kind of case. */
export interface Accuracy {
  readonly method: string;
  readonly ours: boolean;
  readonly kinds: Readonly<Record<string, { readonly wrong: number; readonly cases: number }>>;
}

/** The kinds in which accepting is wrong, and in which not accepting is. */
export const SHOULD_MATCH = ['moved', 'noise', 'JPEG', 'caret', 'other edges'] as const;
export const OTHER_PAGE = 'other page';

/** Each reference is searched for on so many other pages in a quick run. */
const QUICK_OTHER_PAGES = 2;

export interface Judges {
  readonly openCv: OpenCv;
  readonly odiff: Odiff;
}

export async function measureAccuracy(judges: Judges, random: Random, full: boolean): Promise<Accuracy[]> {
  const pages = await loadPages(MAIN_DISPLAY);
  const tallies = new Map<string, Record<string, { wrong: number; cases: number }>>();
  for (const page of pages) {
    for (const each of await casesOf(page, othersOf(page, pages, full), random)) {
      for (const [method, accepted] of await judge(judges, each)) {
        const kinds = tallies.get(method) ?? {};
        tallies.set(method, kinds);
        const tally = kinds[each.kind] ?? { wrong: 0, cases: 0 };
        kinds[each.kind] = tally;
        tally.cases++;
        if (accepted !== each.shown) tally.wrong++;
      }
    }
    await judges.openCv.forget();
  }
  const ours: readonly string[] = RULES;
  return [...tallies].map(([method, kinds]) => ({ method, ours: ours.includes(method), kinds }));
}

async function casesOf(
  page: NamedPicture,
  otherPages: readonly NamedPicture[],
  random: Random,
): Promise<Case[]> {
  const near = (await loadNearMisses([page])).flatMap(({ kind, picture, changed }) =>
    NEAR_MISS_SIZES.map((size): Case => {
      const reference = { frame: page.picture, place: placeAround(changed, size) };
      return { kind, shown: false, reference, frame: picture };
    }),
  );
  const oversampled = (await loadOversampled()).find(({ name }) => name === page.name) as NamedPicture;
  const noisy = withNoise(page.picture, random);
  const jpeg = await throughJpeg(page.picture);
  const others = NEEDLE_SIZES.flatMap((size): Case[] => {
    const reference = cutNeedle(page.picture, size, random);
    const caret = withCaret(page.picture, reference.place, random);
    const moved = movedFrame(reference);
    const changed = { moved, noise: noisy, JPEG: jpeg, caret, 'other edges': oversampled.picture };
    return [
      ...Object.entries(changed).map(([kind, frame]) => ({ kind, shown: true, reference, frame })),
      ...otherPages
        .filter(({ picture }) => find([reference], 'exact')(picture)[0] === undefined)
        .map(({ picture }) => ({ kind: OTHER_PAGE, shown: false, reference, frame: picture })),
    ];
  });
  return [...near, ...others];
}

/** The pages behind it in the list, which goes round. */
function othersOf(page: NamedPicture, pages: readonly NamedPicture[], full: boolean): NamedPicture[] {
  const index = pages.indexOf(page);
  const others = [...pages.slice(index + 1), ...pages.slice(0, index)];
  return full ? others : others.slice(0, QUICK_OTHER_PAGES);
}

/** A box of that size with `changed` in its middle, as far as the display allows; larger where the change is. */
function placeAround(changed: Region, { width, height }: Dimensions): Region {
  const [wide, high] = [Math.max(width, changed.width), Math.max(height, changed.height)];
  const x = Math.round(changed.x + changed.width / 2 - wide / 2);
  const y = Math.round(changed.y + changed.height / 2 - high / 2);
  return clip({ x, y, width: wide, height: high }, MAIN_DISPLAY) as Region;
}

/** Each method and whether it says that the reference is there. */
async function judge({ openCv, odiff }: Judges, { reference, frame }: Case): Promise<[string, boolean][]> {
  const { place } = reference;
  const needle = cropPixels(reference.frame, place);
  const verdicts: [string, boolean][] = RULES.map((rule) => [
    rule,
    find([reference], rule)(frame)[0] !== undefined,
  ]);
  const scores = new Map<string, number>();
  for (const { name, method, accepts } of SCORING_PEERS) {
    const score = scores.get(method) ?? (await openCv.score(method, frame, reference)).score;
    scores.set(method, score);
    verdicts.push([name, score >= accepts]);
  }
  const there = cropPixels(frame, place);
  const [byPixelmatch, byOdiff] = COMPARING_PEERS;
  const differing = pixelmatch(there.data, needle.data, undefined, place.width, place.height);
  verdicts.push([byPixelmatch, differing === 0]);
  verdicts.push([byOdiff, await odiff.same(await odiff.keep(there), await odiff.keep(needle))]);
  return verdicts;
}

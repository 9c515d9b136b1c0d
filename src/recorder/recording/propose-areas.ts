/** Which part of a frozen frame to recognise its screen by: at rest, with structure, new, unlike the other screens. */
import type { Picture } from '../../frame/picture.ts';
import { clip, intersect, type Region } from '../../frame/region.ts';
import {
  addRegions,
  BLOCK,
  type BlockMask,
  blocksOf,
  countIn,
  differingBlocks,
  emptyMask,
  groupsOf,
  tellingBlocks,
} from './block-grid.ts';

/** What is known of the frame that a screen is proposed for. */
export interface ProposalGround {
  readonly picture: Picture;
  /** Blocks that must not be relied on: they blink, move, or lie under the pointer. */
  readonly restless: BlockMask;
  /** Blocks that are new on the display; none known: all. */
  readonly changed: BlockMask | undefined;
  /** Places that the person's own input changed while the screen stayed. */
  readonly avoid: readonly Region[];
}

export interface ProposedAreas {
  readonly areas: readonly Region[];
  /** Restless places within the areas. */
  readonly exclude: readonly Region[];
}

/** What a proposal is tried against. */
export interface Verdict {
  /** Nothing speaks against it. */
  readonly good: boolean;
  /** Frames of other screens on which it matches, too. */
  readonly matching: readonly Picture[];
}

/** Words of one line are so many empty blocks apart at most. */
const WORD_GAP = 2;
/** A paragraph is cut into rectangles of so many blocks: three lines of text. */
const BAND = 6;
/** More areas make a screen harder to look after than safer. */
const MOST_AREAS = 4;
/** Two lines of a few words: a screen should not hang on less, if there is more. */
const ENOUGH_BLOCKS = 60;
/** Beyond this size more of a rectangle does not make it better. */
const SATURATED_BLOCKS = 90;
/** What did not change with the last action may be on every page: it counts so much less. */
const UNCHANGED_WEIGHT = 0.3;
/** A rectangle with more restless blocks than this is none to rely on. */
const MOST_RESTLESS = 0.25;

/** The best areas; none if nothing on the frame can be relied on. `judge` tries them, cheapest first. */
export async function proposeAreas(
  ground: ProposalGround,
  judge: (proposal: ProposedAreas) => Promise<Verdict>,
): Promise<ProposedAreas> {
  const { picture, changed } = ground;
  const forbidden = forbiddenBlocks(ground);
  const marked = tellingBlocks(picture);
  const usable = { ...marked, bits: marked.bits.map((bit, index) => (forbidden.bits[index] ? 0 : bit)) };
  const candidates = rectanglesOf(usable, picture)
    .filter((region) => isReliable(region, usable, forbidden))
    .map((region) => ({ region, score: scoreOf(region, usable, changed) }))
    .sort((a, b) => b.score - a.score)
    .map(({ region }) => region);
  let chosen: readonly Region[] = [];
  let verdict: Verdict = { good: false, matching: [] };
  while (chosen.length < MOST_AREAS && !isEnough(chosen, usable, verdict)) {
    const next = nextOf(candidates, chosen, { picture, usable, verdict });
    if (!next) break;
    const tried = await judge(withExclusions([...chosen, next], forbidden, picture));
    if (verdict.good && !tried.good) break;
    chosen = [...chosen, next];
    verdict = tried;
  }
  return withExclusions(chosen, forbidden, picture);
}

function forbiddenBlocks({ picture, restless, avoid }: ProposalGround): BlockMask {
  const mask = emptyMask(picture);
  mask.bits.set(restless.bits.length === mask.bits.length ? restless.bits : mask.bits);
  addRegions(mask, avoid);
  return mask;
}

/** Rectangles around what belongs together, at most a few lines high. */
function rectanglesOf(usable: BlockMask, picture: Picture): readonly Region[] {
  const height = BAND * BLOCK;
  return groupsOf(usable, picture, WORD_GAP).flatMap((group) => {
    const bands = Math.ceil(group.height / height);
    return Array.from({ length: bands }, (_, index) => {
      const y = group.y + index * height;
      const band = { ...group, y, height: Math.min(height, group.y + group.height - y) };
      return tightened(band, usable, picture);
    }).flatMap((band) => band ?? []);
  });
}

/** Without the empty blocks at its sides. */
function tightened(band: Region, usable: BlockMask, picture: Picture): Region | undefined {
  let [west, north, east, south] = [usable.columns, usable.rows, 0, 0];
  for (const index of blocksOf(usable, band)) {
    if (usable.bits[index] === 0) continue;
    const [column, row] = [index % usable.columns, Math.floor(index / usable.columns)];
    west = Math.min(west, column);
    east = Math.max(east, column + 1);
    north = Math.min(north, row);
    south = Math.max(south, row + 1);
  }
  const [x, y] = [west * BLOCK, north * BLOCK];
  return clip({ x, y, width: (east - west) * BLOCK, height: (south - north) * BLOCK }, picture);
}

function isReliable(region: Region, usable: BlockMask, forbidden: BlockMask): boolean {
  const all = [...blocksOf(usable, region)].length;
  return countIn(usable, region) > 0 && countIn(forbidden, region) <= all * MOST_RESTLESS;
}

/** How much there is to see, and how much of it is new. */
function scoreOf(region: Region, usable: BlockMask, changed: BlockMask | undefined): number {
  const there = countIn(usable, region);
  let fresh = 0;
  if (changed) {
    for (const index of blocksOf(usable, region)) if (usable.bits[index] && changed.bits[index]) fresh++;
  }
  const share = changed ? fresh / there : 1;
  return Math.min(there, SATURATED_BLOCKS) * (UNCHANGED_WEIGHT + share);
}

function isEnough(chosen: readonly Region[], usable: BlockMask, { good }: Verdict): boolean {
  return good && chosen.reduce((sum, region) => sum + countIn(usable, region), 0) >= ENOUGH_BLOCKS;
}

/** The best that is left; where other screens match, what tells most from all of them. */
function nextOf(
  candidates: readonly Region[],
  chosen: readonly Region[],
  {
    picture,
    usable,
    verdict,
  }: { readonly picture: Picture; readonly usable: BlockMask; readonly verdict: Verdict },
): Region | undefined {
  const left = candidates.filter((region) => !chosen.some((each) => intersect(each, region)));
  const others = verdict.matching.filter(
    ({ width, height }) => width === picture.width && height === picture.height,
  );
  if (others.length === 0) return left[0];
  const differing = others.map((other) => differingBlocks(picture, other));
  const telling = (region: Region) =>
    Math.min(...differing.map((mask) => countIn({ ...mask, bits: both(mask, usable) }, region)));
  return left.toSorted((a, b) => telling(b) - telling(a))[0];
}

function both(a: BlockMask, b: BlockMask): Uint8Array {
  return a.bits.map((bit, index) => bit & (b.bits[index] as number));
}

function withExclusions(areas: readonly Region[], forbidden: BlockMask, picture: Picture): ProposedAreas {
  const exclude = areas.flatMap((area) => {
    const inside = emptyMask(picture);
    for (const index of blocksOf(inside, area)) inside.bits[index] = forbidden.bits[index] as number;
    return groupsOf(inside, picture, 0);
  });
  return { areas, exclude };
}

/** What is wrong with a screen as a reference: asked when it is recorded, and by `guestwright lint`. */
import { type ErrorCode, GuestwrightError } from '../base/errors.ts';
import { createPicture, type Picture } from '../frame/picture.ts';
import { formatRegion } from '../frame/region.ts';
import { referenceOf } from './compile-screen.ts';
import { matchScreen } from './match-screen.ts';
import type { Screen, ScreenVariant } from './screen.ts';
import { lackOfStructure } from './structure.ts';
import { searchVariants } from './variant-search.ts';

/**
 * Every reason to refuse `screen`; none if it is good. `others` are the screens of its library. Codes
 * `screen-without-structure`, `screen-matches-twice` and `screen-equals-another`.
 */
export function checkScreen(screen: Screen, others: readonly Screen[] = []): GuestwrightError[] {
  const own = screen.variants.flatMap(
    (variant) => findStructureFlaw(variant) ?? findSecondPlace(variant) ?? [],
  );
  return [...own, ...findEqual(screen, others)];
}

/** One area with structure is enough: the others may check a colour. */
function findStructureFlaw(variant: ScreenVariant): GuestwrightError | undefined {
  const lacks = variant.areas.map((area) => lackOfStructure(referenceOf(variant, area)));
  if (lacks.includes(undefined)) return undefined;
  const reasons = variant.areas.map((area, index) => `${formatRegion(area)}: ${lacks[index]}`);
  return flaw(variant, 'screen-without-structure', {
    problem: `has no area to be recognised by (${reasons.join('; ')})`,
    remedy: 'Choose an area with text or a picture.',
  });
}

/** As if it could move anywhere on its own picture: it must not show at a second place. */
function findSecondPlace(variant: ScreenVariant): GuestwrightError | undefined {
  const movable = {
    ...variant,
    areas: variant.areas.map((area) => ({ ...area, search: 'display' as const })),
  };
  const [places] = searchVariants(canvasOf(variant), [{ variant: movable }]);
  const offsets = places?.matches.map(({ offset }) => offset) ?? [];
  const elsewhere = offsets.filter(({ x, y }) => x !== 0 || y !== 0);
  const [first] = elsewhere;
  if (!first) return undefined;
  const others = elsewhere.length - 1;
  const more = others === 0 ? '' : ` and at ${others}${places?.overflow ? ' or more' : ''} other places`;
  return flaw(variant, 'screen-matches-twice', {
    problem: `shows on its own picture again, moved by ${first.x},${first.y}${more}`,
    remedy: 'Enlarge the area, or add one that tells the places apart.',
  });
}

/** Screens of which each shows on the other's picture cannot be told apart. */
function findEqual(screen: Screen, others: readonly Screen[]): GuestwrightError[] {
  return screen.variants.flatMap((variant) => {
    const onOwn = canvasOf(variant);
    const equals = (other: Screen) =>
      matchScreen(onOwn, other).kind === 'match' &&
      other.variants.some((otherVariant) => matchScreen(canvasOf(otherVariant), screen).kind === 'match');
    const twin = others.find((other) => other.name !== screen.name && equals(other));
    if (!twin) return [];
    return flaw(variant, 'screen-equals-another', {
      problem: `cannot be told from screen '${twin.name}': each shows on the other's picture`,
      remedy: `Use '${twin.name}', or choose areas that differ.`,
    });
  });
}

/** The variant's picture on a display of its size; around it pixels that no area has. */
function canvasOf({ display, origin, picture }: ScreenVariant): Picture {
  const canvas = createPicture(display, new Uint8Array(display.width * display.height * 4)); // transparent: no colour
  for (let row = 0; row < picture.height; row++) {
    const from = row * picture.width;
    const to = (origin.y + row) * display.width + origin.x;
    canvas.pixels.set(picture.pixels.subarray(from, from + picture.width), to);
  }
  return canvas;
}

function flaw(
  { screen, variant }: ScreenVariant,
  code: ErrorCode,
  { problem, remedy }: { readonly problem: string; readonly remedy: string },
): GuestwrightError {
  const name = variant === undefined ? `screen '${screen}'` : `screen '${screen}' (variant '${variant}')`;
  return new GuestwrightError(`${name} ${problem}`, { code, remedy, details: { screen, variant } });
}

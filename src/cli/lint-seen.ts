/** What the last runs say about the reference screens: those that never show, and fuzzy ones that need not be. */
import { GuestwrightError } from '../base/errors.ts';
import { isExact, resolveRule } from '../matchers/rule.ts';
import type { Screen, ScreenVariant } from '../matchers/screen.ts';
import { screenFileStem } from '../matchers/screen-name.ts';
import type { SeenRun } from '../report/seen-run.ts';

/** Warnings about `screens`; none if nothing was run yet. */
export function lintSeen(screens: readonly Screen[], runs: readonly SeenRun[]): readonly GuestwrightError[] {
  if (runs.length === 0) return [];
  return screens.flatMap(({ variants }) =>
    variants.flatMap(
      (variant) => otherDisplay(variant, runs) ?? neverShown(variant, runs) ?? tooFuzzy(variant, runs) ?? [],
    ),
  );
}

function otherDisplay(variant: ScreenVariant, runs: readonly SeenRun[]): GuestwrightError | undefined {
  const recorded = sizeOf(variant.display);
  const shown = new Set(runs.flatMap(({ displays }) => displays.map(sizeOf)));
  if (shown.has(recorded)) return undefined;
  return warning(
    variant,
    `was recorded on a display of ${recorded}; those of the last runs had ${[...shown].join(', ')}`,
    "Record it anew, or set the machine's display.",
  );
}

function neverShown(variant: ScreenVariant, runs: readonly SeenRun[]): GuestwrightError | undefined {
  if (sightsOf(variant, runs).length > 0) return undefined;
  const number = runs.length === 1 ? 'the last run' : `the last runs of ${runs.length} tests and scripts`;
  return warning(
    variant,
    `never showed in ${number}`,
    'Delete it if nothing waits for it any more, or run what does.',
  );
}

function tooFuzzy(variant: ScreenVariant, runs: readonly SeenRun[]): GuestwrightError | undefined {
  if (variant.areas.every(({ match }) => isExact(resolveRule(match)))) return undefined;
  const sights = sightsOf(variant, runs);
  if (sights.some(({ differing }) => differing > 0)) return undefined;
  const times = sights.length === 1 ? 'the one time' : `all ${sights.length} times`;
  return warning(
    variant,
    `has a fuzzy rule, and it was seen exactly as recorded ${times} that it showed`,
    "Remove 'match' from its areas: exact screens cannot pass for others.",
  );
}

function sightsOf(
  { screen, variant = null }: { screen: string; variant: string | null | undefined },
  runs: readonly SeenRun[],
) {
  const seen = runs.flatMap((run) => run.seen);
  return seen.filter(
    (sight) => sight.outcome === 'shown' && sight.screen === screen && sight.variant === variant,
  );
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}x${height}`;
}

function warning({ screen, variant }: ScreenVariant, finding: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`screen '${screenFileStem(screen, variant)}' ${finding}`, {
    code: 'invalid-screen',
    remedy,
    details: { screen, variant },
  });
}

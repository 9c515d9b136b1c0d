/** The registry of engines: another one takes part without an edit elsewhere. */
import { expect, test } from '@playwright/test';
import { exactEngine } from '../../../src/matchers/exact.ts';
import { matchScreen } from '../../../src/matchers/match-screen.ts';
import { engineFor, engineNames, type MatchEngine, registerEngine } from '../../../src/matchers/registry.ts';
import { resolveRule } from '../../../src/matchers/rule.ts';
import { noise, screenOf } from './pictures.ts';

const AREA = { x: 4, y: 4, width: 20, height: 20 };

test('exact and fuzzy come registered, each for its rules', () => {
  matchScreen(noise({ width: 40, height: 40 }, 1), screenOf(noise({ width: 40, height: 40 }, 1), [AREA]));
  expect(engineNames()).toEqual(['exact', 'fuzzy']);
  expect(engineFor(resolveRule('exact')).name).toBe('exact');
  for (const rule of ['tolerant', 'perceptual', { tolerance: 1, pixelsPerTile: 0 }] as const) {
    expect(engineFor(resolveRule(rule)).name).toBe('fuzzy');
  }
  expect(engineFor(resolveRule({ tolerance: 0, pixelsPerTile: 0 })).name).toBe('exact');
});

test('an engine registered later is asked first, for what it accepts', () => {
  const asked: string[] = [];
  const simd: MatchEngine = {
    ...exactEngine,
    name: 'simd',
    accepts: ({ tolerance }) => tolerance === 4,
    compile: (reference) => {
      asked.push(String(reference.rule));
      return exactEngine.compile(reference);
    },
  };
  registerEngine(simd);
  expect(engineNames()).toEqual(['simd', 'exact', 'fuzzy']);
  const page = noise({ width: 40, height: 40 }, 2);
  expect(matchScreen(page, screenOf(page, [{ ...AREA, match: 'tolerant' }, AREA])).kind).toBe('match');
  expect(asked).toEqual(['tolerant']);
  registerEngine({ ...simd, accepts: () => false });
  expect(engineNames()).toEqual(['simd', 'exact', 'fuzzy']);
  expect(engineFor(resolveRule('tolerant')).name).toBe('fuzzy');
});

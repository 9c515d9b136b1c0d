/** Texts of the fake machine: what can be read is said by the test, wherever it is looked for. */
import type { Frame } from '../../../src/frame/frame.ts';
import type { Region } from '../../../src/frame/region.ts';
import type { Target } from '../../../src/guest/target.ts';
import type { TextSearch, TextSource } from '../../../src/guest/text-target.ts';
import type { ReadText } from '../../../src/matchers/text.ts';
import { readOf } from '../matchers/read-text.ts';

export class FakeTexts implements TextSource {
  lines: string[] = [];
  /** Regions that were read. */
  readonly regions: (Region | undefined)[] = [];

  target(pattern: string | RegExp, { region }: TextSearch = {}): Target {
    const what = `text ${typeof pattern === 'string' ? `'${pattern}'` : pattern}`;
    return {
      what,
      screens: [],
      look: () => {
        this.regions.push(region);
        const matches = this.lines.flatMap((line, row) => {
          const found = typeof pattern === 'string' ? line.indexOf(pattern) : line.search(pattern);
          if (found < 0) return [];
          const box = { x: found, y: row, width: 8, height: 8 };
          const centre = { x: found + 4, y: row + 4 };
          return [
            { what, box, centre, points: {}, regions: {}, identity: `${what} ${row},${found}`, how: 'there' },
          ];
        });
        return { matches, depends: 'all' };
      },
      explain: () => `read '${this.lines.join(' | ')}'`,
    };
  }

  async read(_: Frame, region?: Region): Promise<ReadText> {
    this.regions.push(region);
    return readOf(...this.lines);
  }
}

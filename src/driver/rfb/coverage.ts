/** Which pixels of a display have not come yet, so that nobody sees a half-drawn first picture. */
import { type Dimensions, intersect, type Region, wholeOf } from '../../frame/region.ts';

/** Of a whole display, or of `region`; starts with nothing covered. */
export class Coverage {
  #missing: Region[];

  constructor(size: Dimensions, region: Region = wholeOf(size)) {
    this.#missing = [region];
  }

  get complete(): boolean {
    return this.#missing.length === 0;
  }

  /** `region` was drawn. */
  add(region: Region): void {
    if (this.complete) return;
    this.#missing = this.#missing.flatMap((missing) => without(missing, region));
  }
}

/** What of `whole` lies outside of `hole`: at most four rectangles. */
function without(whole: Region, hole: Region): Region[] {
  const cut = intersect(whole, hole);
  if (!cut) return [whole];
  const [right, bottom] = [whole.x + whole.width, whole.y + whole.height];
  const [cutRight, cutBottom] = [cut.x + cut.width, cut.y + cut.height];
  const parts: Region[] = [
    { x: whole.x, y: whole.y, width: whole.width, height: cut.y - whole.y },
    { x: whole.x, y: cutBottom, width: whole.width, height: bottom - cutBottom },
    { x: whole.x, y: cut.y, width: cut.x - whole.x, height: cut.height },
    { x: cutRight, y: cut.y, width: right - cutRight, height: cut.height },
  ];
  return parts.filter(({ width, height }) => width > 0 && height > 0);
}

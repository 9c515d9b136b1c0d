/** Asks for locators wherever the pointer rests on the screen. */
import type { LocatorProposal } from '../../protocol.ts';
import type { GuestConnection } from '../guest-connection.ts';
import { pixelAt } from '../input/pointer.ts';

/** The pointer rests when it stays for so long, in ms: each question reads the whole screen. */
const REST = 120;

export interface LocatorToolOptions {
  readonly found: (proposals: readonly LocatorProposal[]) => void;
  /** The person clicked: what was found stays. */
  readonly kept: () => void;
}

export function locatorTool(connection: GuestConnection, { found, kept }: LocatorToolOptions) {
  return (screen: HTMLElement, canvas: HTMLCanvasElement): (() => void) => {
    let timer: number | undefined;
    let over = false;
    const ask = (event: PointerEvent) => {
      const place = pixelAt(canvas, event);
      window.clearTimeout(timer);
      if (!place) return;
      timer = window.setTimeout(async () => {
        const proposals = await connection.locate(place.x, place.y);
        if (!over) found(proposals);
      }, REST);
    };
    const keep = () => kept();
    screen.addEventListener('pointermove', ask);
    screen.addEventListener('click', keep);
    return () => {
      over = true;
      window.clearTimeout(timer);
      screen.removeEventListener('pointermove', ask);
      screen.removeEventListener('click', keep);
    };
  };
}

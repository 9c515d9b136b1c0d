/** Sends the browser's pointer to the guest in its own pixels. */
import type { PointerChange } from '../../protocol.ts';

const BUTTONS = ['left', 'middle', 'right'] as const;
/** Pixels of scrolling that are one notch of a wheel. */
const NOTCH = 100;
/** Pixels of a line, where a browser counts in lines. */
const LINE = NOTCH / 3;
/** What the server takes at once. */
const MOST_NOTCHES = 20;

export interface PointerOptions {
  readonly canvas: HTMLCanvasElement;
  readonly send: (events: readonly PointerChange[]) => void;
}

/** Listens on `screen` until the function that it returns is called. */
export function capturePointer(screen: HTMLElement, { canvas, send }: PointerOptions): () => void {
  let move: PointerChange | undefined;
  let drawing = 0;
  let scrolled = { x: 0, y: 0 };
  const held = new Set<(typeof BUTTONS)[number]>();

  const flush = () => {
    cancelAnimationFrame(drawing);
    drawing = 0;
    if (move) send([move]);
    move = undefined;
  };
  const onMove = (event: PointerEvent) => {
    const place = pixelAt(canvas, event);
    if (!place) return;
    move = { type: 'move', ...place };
    drawing ||= requestAnimationFrame(flush); // a guest needs no more moves than a page has pictures
  };
  const onButton = (down: boolean) => (event: PointerEvent) => {
    const button = BUTTONS[event.button];
    const place = pixelAt(canvas, event);
    if (!button || (!down && !held.has(button))) return;
    event.preventDefault();
    if (down) {
      screen.focus({ preventScroll: true });
      screen.setPointerCapture(event.pointerId);
      held.add(button);
    } else {
      held.delete(button);
    }
    move = undefined;
    send([...(place ? [{ type: 'move' as const, ...place }] : []), { type: 'button', button, down }]);
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE;
    scrolled = { x: scrolled.x + event.deltaX * unit, y: scrolled.y + event.deltaY * unit };
    const [dx, dy] = [notches(scrolled.x), notches(scrolled.y)];
    if (dx === 0 && dy === 0) return;
    scrolled = { x: scrolled.x - dx * NOTCH, y: scrolled.y - dy * NOTCH };
    flush();
    send([{ type: 'wheel', dx, dy }]);
  };
  const onMenu = (event: Event) => event.preventDefault();
  const [onDown, onUp] = [onButton(true), onButton(false)];
  screen.addEventListener('pointermove', onMove);
  screen.addEventListener('pointerdown', onDown);
  screen.addEventListener('pointerup', onUp);
  screen.addEventListener('pointercancel', onUp);
  screen.addEventListener('wheel', onWheel, { passive: false });
  screen.addEventListener('contextmenu', onMenu);
  return () => {
    cancelAnimationFrame(drawing);
    for (const button of held) send([{ type: 'button', button, down: false }]);
    screen.removeEventListener('pointermove', onMove);
    screen.removeEventListener('pointerdown', onDown);
    screen.removeEventListener('pointerup', onUp);
    screen.removeEventListener('pointercancel', onUp);
    screen.removeEventListener('wheel', onWheel);
    screen.removeEventListener('contextmenu', onMenu);
  };
}

/** The guest's pixel under the pointer, the nearest one if it is outside; undefined before the first picture. */
export function pixelAt(
  canvas: HTMLCanvasElement,
  { clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>,
): { readonly x: number; readonly y: number } | undefined {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  if (width === 0 || height === 0) return undefined;
  const place = (share: number, pixels: number) =>
    Math.min(Math.max(Math.floor(share * pixels), 0), pixels - 1);
  return {
    x: place((clientX - left) / width, canvas.width),
    y: place((clientY - top) / height, canvas.height),
  };
}

function notches(pixels: number): number {
  return Math.max(-MOST_NOTCHES, Math.min(MOST_NOTCHES, Math.trunc(pixels / NOTCH)));
}

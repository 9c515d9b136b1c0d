/** The guest's screen, crisp at any zoom, with what is drawn over it, and the person's hand on it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { GuestConnection } from '../guest-connection.ts';
import { captureKeyboard } from '../input/keyboard.ts';
import { capturePointer } from '../input/pointer.ts';
import { useStore } from '../store.ts';
import { useRoom } from './room.ts';
import { scaleOf, type Zoom } from './zoom.ts';

export interface StageProps {
  readonly connection: GuestConnection;
  readonly zoom: Zoom;
  /** Keys and pointer go to the guest. */
  readonly toGuest: boolean;
  /** A text to type. */
  readonly onPaste: (text: string) => void;
  /** SVG over the screen, in the guest's pixels. */
  readonly overlay?: ComponentChildren;
  /** Takes the pointer instead of the guest, such as for drawing rectangles. */
  readonly tool?: ((screen: HTMLElement, canvas: HTMLCanvasElement) => () => void) | undefined;
}

export function Stage({ connection, zoom, toGuest, onPaste, overlay, tool }: StageProps) {
  const { size, guest, phase } = useStore(connection.view);
  const stage = useRef<HTMLDivElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const room = useRoom(stage);
  const scale = size ? scaleOf(zoom, size, room, window.devicePixelRatio) : 1;

  useLayoutEffect(() => {
    screen.current?.prepend(connection.picture.canvas);
  }, [connection]);
  useEffect(() => {
    const element = screen.current;
    if (!element || !toGuest || tool) return;
    const { canvas } = connection.picture;
    const keyboard = captureKeyboard(element, {
      send: (events) => connection.send({ type: 'keys', events }),
      paste: onPaste,
      leave: () => document.querySelector<HTMLElement>('[data-after-screen]')?.focus(),
    });
    const pointer = capturePointer(element, {
      canvas,
      send: (events) => connection.send({ type: 'pointer', events }),
    });
    return () => {
      keyboard();
      pointer();
    };
  }, [connection, toGuest, tool, onPaste]);
  useEffect(() => {
    const element = screen.current;
    return element ? tool?.(element, connection.picture.canvas) : undefined;
  }, [connection, tool]);

  const style = size && { width: `${size.width * scale}px`, height: `${size.height * scale}px` };
  const title = guest?.title ?? 'the guest';
  return (
    <div class="stage" ref={stage}>
      <div
        class={`screen ${toGuest && !tool ? 'screen-live' : ''} ${tool ? 'screen-tool' : ''}`}
        ref={screen}
        style={style}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the guest's keyboard
        tabIndex={0}
        aria-label={
          toGuest
            ? `Screen of ${title}. Keys go to it; Control and Alt together leave it.`
            : `Screen of ${title}`
        }
        data-phase={phase}
      >
        {size && (
          <svg class="overlay" viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
            {overlay}
          </svg>
        )}
      </div>
      {!size && <p class="stage-empty">{emptyText(phase)}</p>}
    </div>
  );
}

function emptyText(phase: string): string {
  if (phase === 'lost') return 'The connection was lost. Trying again …';
  return 'No picture yet: the machine is off, or its display is blank.';
}

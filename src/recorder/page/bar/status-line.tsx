/** What is known about the picture: size, the pixel under the pointer, what it does now, how quick it is. */
import { useEffect, useState } from 'preact/hooks';
import type { GuestConnection } from '../guest-connection.ts';
import { pixelAt } from '../input/pointer.ts';
import { useStore } from '../store.ts';

export function StatusLine({ connection }: { readonly connection: GuestConnection }) {
  const { phase, size, state, activity, latency } = useStore(connection.view);
  const place = usePlace(connection);
  const others = (state?.viewers ?? 1) - 1;
  return (
    <footer class="status">
      <span class={`dot dot-${phase}`} aria-hidden="true" />
      <span>{phase === 'open' ? 'Live' : phase === 'lost' ? 'Lost' : 'Connecting'}</span>
      {size && (
        <span>
          {size.width} × {size.height}
        </span>
      )}
      {place && (
        <span class="status-place">
          {place.x}, {place.y} <span class="swatch" style={{ background: place.colour }} /> {place.colour}
        </span>
      )}
      {activity?.step !== undefined && <span class="status-step">{activity.step}</span>}
      <span class="bar-space" />
      {state?.control === 'yours' && (
        <span>Ctrl+Alt leaves the screen, Ctrl+Shift+V types what was copied</span>
      )}
      {others > 0 && <span>{others === 1 ? 'one more watches' : `${others} more watch`}</span>}
      {latency !== undefined && <span class="status-latency">key to picture {Math.round(latency)} ms</span>}
    </footer>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** The guest's pixel under the pointer; undefined while it is elsewhere. */
function usePlace({ picture }: GuestConnection): Place | undefined {
  const [place, setPlace] = useState<Place>();
  useEffect(() => {
    const follow = (event: PointerEvent) => {
      const inside = event.target instanceof Element && event.target.closest('.screen') !== null;
      const pixel = inside ? pixelAt(picture.canvas, event) : undefined;
      setPlace(pixel && { ...pixel, colour: picture.colourAt(pixel.x, pixel.y) });
    };
    window.addEventListener('pointermove', follow, { passive: true });
    return () => window.removeEventListener('pointermove', follow);
  }, [picture]);
  return place;
}

/** All guests of a run, each small and live. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { GuestSummary } from '../../protocol.ts';
import { ThemeButton } from '../bar/theme-button.tsx';
import { GuestConnection } from '../guest-connection.ts';
import type { SocketPhase } from '../socket.ts';
import { Mark } from '../stage/marks.tsx';
import { useStore } from '../store.ts';

export interface GuestGridProps {
  readonly guests: readonly GuestSummary[];
  readonly phase: SocketPhase;
  readonly onChoose: (id: string) => void;
}

export function GuestGrid({ guests, phase, onChoose }: GuestGridProps) {
  const count = guests.length;
  return (
    <div class="grid-page">
      <header class="bar">
        <h1 class="bar-title">{count === 0 ? 'No guests' : `${count} guests`}</h1>
        <p class="bar-fact" role="status">
          {phase === 'open' ? 'Live, read-only' : 'The connection was lost. Trying again …'}
        </p>
        <span class="bar-space" />
        <ThemeButton />
      </header>
      <main class="grid">
        {count === 0 && <p class="grid-empty">Guests appear here as tests start them.</p>}
        {guests.map((guest) => (
          <GuestCard key={guest.id} summary={guest} onChoose={() => onChoose(guest.id)} />
        ))}
      </main>
    </div>
  );
}

function GuestCard({ summary, onChoose }: { readonly summary: GuestSummary; readonly onChoose: () => void }) {
  const connection = useMemo(() => new GuestConnection(summary.id), [summary.id]);
  const { size, activity } = useStore(connection.view);
  const screen = useRef<HTMLSpanElement>(null);
  useEffect(() => () => connection.close(), [connection]);
  useLayoutEffect(() => screen.current?.prepend(connection.picture.canvas), [connection]);
  const awaited = activity?.awaited ?? [];
  return (
    <article class={`card ${summary.held ? 'card-held' : ''}`}>
      <button type="button" class="card-open" onClick={onChoose} aria-label={`Open ${summary.title}`}>
        <span class="card-screen" ref={screen}>
          {size && (
            <svg class="overlay" viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
              {awaited.flatMap(({ areas }) =>
                areas.map((region) => <Mark key={JSON.stringify(region)} region={region} kind="awaited" />),
              )}
            </svg>
          )}
        </span>
      </button>
      <h2 class="card-title">{summary.title}</h2>
      <p class="card-step">{summary.held ? 'Held: open it to go on' : (summary.step ?? summary.machine)}</p>
      <p class="card-driver">{summary.driver}</p>
    </article>
  );
}

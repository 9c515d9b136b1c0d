/** The page: one guest, or a grid of all of them. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { GuestGrid } from './grid/guest-grid.tsx';
import { followGuests } from './guest-list.ts';
import { GuestPage } from './guest-page.tsx';
import type { Session } from './session.ts';
import { useStore } from './store.ts';

export function App({ session }: { readonly session: Session }) {
  if (session === 'refused') return <Refused />;
  return <Guests />;
}

function Guests() {
  const following = useMemo(() => followGuests(), []);
  const { phase, guests } = useStore(following.list);
  const [chosen, choose] = useChosen();
  const only = guests?.length === 1 ? guests[0]?.id : undefined;
  const shown = chosen !== undefined && guests?.some(({ id }) => id === chosen) ? chosen : only;
  if (guests === undefined) return <Waiting lost={phase === 'lost'} />;
  if (shown !== undefined) {
    return (
      <GuestPage key={shown} id={shown} onBack={guests.length > 1 ? () => choose(undefined) : undefined} />
    );
  }
  return <GuestGrid guests={guests} phase={phase} onChoose={choose} />;
}

/** The guest that the address names: `#guest=ID`. */
function useChosen(): [string | undefined, (id: string | undefined) => void] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const choose = (id: string | undefined) => {
    location.hash = id === undefined ? '' : `guest=${encodeURIComponent(id)}`;
  };
  const found = /^#guest=(.+)$/.exec(hash)?.[1];
  return [found === undefined ? undefined : decodeURIComponent(found), choose];
}

function Waiting({ lost }: { readonly lost: boolean }) {
  return (
    <main class="message">
      <h1>Guestwright</h1>
      <p role="status">
        {lost
          ? 'Nobody answers. If the run has ended, close this page; else open the address that it printed.'
          : 'Connecting …'}
      </p>
    </main>
  );
}

function Refused() {
  return (
    <main class="message">
      <h1>This address is not valid any more</h1>
      <p>Open the address that the running guestwright printed last: it holds a new token at every start.</p>
    </main>
  );
}

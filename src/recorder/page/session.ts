/** Exchanges the token of the address for a cookie, and takes it out of the address. */
import { SESSION_PATH } from '../protocol.ts';

/** `refused`: the address is an old one, or somebody else's. */
export type Session = 'open' | 'refused';

/** Without a token in the address the cookie of an earlier visit counts: the sockets say whether it does. */
export async function openSession(): Promise<Session> {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return 'open';
  history.replaceState(null, '', location.pathname); // not in bookmarks, not in the history
  const answer = await fetch(SESSION_PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => undefined);
  return answer?.ok ? 'open' : 'refused';
}

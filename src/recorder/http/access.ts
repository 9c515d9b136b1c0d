/** Who may talk to the server: pages of its own address on this computer, and nobody else's. */
import type { IncomingHttpHeaders } from 'node:http';

/** What a browser on this computer, or at the other end of an SSH tunnel, calls it. Ports differ behind a tunnel. */
const OUR_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

/** Why a request is refused; undefined if it may pass. */
export type Refusal = { readonly status: number; readonly reason: string } | undefined;

/** Refuses a request that came by another name than this computer's own. */
export function checkHost({ host }: Pick<IncomingHttpHeaders, 'host'>): Refusal {
  if (host !== undefined && OUR_HOST.test(host)) return undefined;
  return { status: 421, reason: `the Host header names '${host ?? ''}', not this computer` };
}

/**
 * A name that leads here but is not ours is another site's, rebound to this address (DNS rebinding). A request that
 * changes something, or opens a WebSocket, must come from a page of ours: `strict`.
 */
export function checkOrigin(
  { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode }: IncomingHttpHeaders,
  { strict }: { readonly strict: boolean },
): Refusal {
  const elsewhere = checkHost({ host });
  if (elsewhere) return elsewhere;
  if (origin === undefined) {
    if (strict) return { status: 403, reason: 'the Origin header is missing' };
    // A link may lead to the page from anywhere; another page may not load anything of it.
    const loads = site === 'cross-site' && mode !== 'navigate';
    return loads ? { status: 403, reason: 'another site asks' } : undefined;
  }
  if (origin === `http://${host}`) return undefined;
  return { status: 403, reason: `a page of '${origin}' asks, not one of ours` };
}

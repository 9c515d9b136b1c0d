/** The token of the page's address, exchanged once for a cookie that scripts cannot read. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: nobody guesses it. */
const TOKEN_BYTES = 32;
/** Browsers that opened the address; the oldest is forgotten. */
const MOST_SESSIONS = 32;

export class Sessions {
  /** Goes into the address's fragment, which no browser sends anywhere. */
  readonly token: string = newToken();
  readonly #cookie: string;
  readonly #sessions = new Set<string>();

  /** Cookies know no ports: the name tells two servers of one computer apart. */
  constructor(port: number) {
    this.#cookie = `guestwright-${port}`;
  }

  /** The `Set-Cookie` header for whoever knows the token; undefined for others. */
  exchange(token: unknown): string | undefined {
    if (typeof token !== 'string' || !same(token, this.token)) return undefined;
    const session = newToken();
    this.#sessions.add(session);
    const [oldest] = this.#sessions;
    if (oldest !== undefined && this.#sessions.size > MOST_SESSIONS) this.#sessions.delete(oldest);
    return `${this.#cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether the `Cookie` header is that of a session. */
  knows(header: string | undefined): boolean {
    const value = (header ?? '')
      .split(/;\s*/)
      .map((pair) => pair.split('=', 2))
      .find(([name]) => name === this.#cookie)?.[1];
    return value !== undefined && [...this.#sessions].some((session) => same(session, value));
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** In a time that does not tell how much of it is right. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** What a connection to an RFB server is made of. */
import type { Secret } from '../../base/secret.ts';
import type { Duration } from '../../base/units.ts';
import type { Layout } from '../../input/layout.ts';
import { isLocal, type RfbAddress } from './address.ts';
import { ENCODINGS } from './encodings/table.ts';
import type { RfbLimits } from './limits.ts';
import type { TlsOptions } from './security/tls.ts';

export interface RfbOptions {
  readonly address: RfbAddress;
  readonly password?: string | Secret | undefined;
  readonly username?: string | Secret | undefined;
  /** Given: TLS must be used. `false`: it is not. Left out: used where another computer offers it. */
  readonly tls?: TlsOptions | false | undefined;
  /** Whether other clients stay connected. Default true. */
  readonly shared?: boolean | undefined;
  /** Encodings of pixels by number, in order of preference. Default: all that we decode. */
  readonly encodings?: readonly number[] | undefined;
  /** `rgba` is asked for, and the server's own taken where it refuses; `server` never asks. Default `rgba`. */
  readonly pixelFormat?: 'rgba' | 'server' | undefined;
  readonly limits?: Partial<RfbLimits> | undefined;
  readonly keys?: RfbKeyOptions | undefined;
  /** Between two pointer messages, in ms. Default 10. */
  readonly pointer?: { readonly interval?: number | undefined } | undefined;
  readonly stall?: StallOptions | undefined;
  /** Sends updates without requests, where the server can. Default true. */
  readonly continuousUpdates?: boolean | undefined;
}

export interface RfbKeyOptions {
  /** Scan codes by QEMU's extension where the server takes them. Default true. */
  readonly extended?: boolean | undefined;
  /** How long a key is down before the next event, in ms. Default 10. */
  readonly press?: number | undefined;
  /** From a release to the next event, in ms. Default 10; VMware wants 100. */
  readonly interval?: number | undefined;
  /** The server's layout, which names the keysyms of keys that come without. Default: us. */
  readonly layout?: Layout | undefined;
}

export interface StallOptions {
  /** Without an answer for so long, the whole display is asked for. Default 4 s. */
  readonly quiet?: Duration | undefined;
  /** Without a byte for so long after that, the connection is made anew. Default 6 s. */
  readonly full?: Duration | undefined;
  /** How often in a row, before it is given up. Default 2. */
  readonly reconnects?: number | undefined;
}

/** QEMU hands a key to the guest so often, in ms (key-delay-ms), and its devices drop what their queues cannot hold. */
export const DEFAULT_INPUT_PAUSE = 10;

/** Here the network costs nothing and packing does. */
const LOCAL_ORDER = ['CopyRect', 'Raw', 'ZRLE', 'Tight', 'Hextile', 'RRE'] as const;
/** Elsewhere the other way round. */
const REMOTE_ORDER = ['CopyRect', 'Tight', 'ZRLE', 'Hextile', 'RRE', 'Raw'] as const;

/** The encodings of pixels to ask for, by number. */
export function encodingsFor({ encodings, address }: RfbOptions): readonly number[] {
  return encodings ?? (isLocal(address) ? LOCAL_ORDER : REMOTE_ORDER).map((name) => ENCODINGS[name]);
}

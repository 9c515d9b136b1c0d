/** Envelopes over HTTP or HTTPS: connections used again, replies bounded, what went wrong told apart. */
import http from 'node:http';
import https from 'node:https';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { Connections } from './connections.ts';
import { pinnedAgent } from './pinned-agent.ts';

/** How the server's certificate is checked: by an authority, or by being this very one. */
export interface TlsTrust {
  /** Certificates of authorities, PEM. Default: those that Node knows. */
  readonly ca?: string | Buffer | undefined;
  /** SHA-256 of the server's certificate in hexadecimal, colons allowed: nothing else is accepted, and no name is checked. */
  readonly fingerprint256?: string | undefined;
}

export interface TransportOptions {
  readonly url: URL;
  readonly tls?: TlsTrust | undefined;
  /** Whose service it is, for messages, such as 'vboxwebsrv'. */
  readonly peer: string;
}

/** A picture of 8192x8192 as base64, with room for its envelope. */
const LARGEST_REPLY = 384 * 2 ** 20;
/** Idle connections kept; more calls at a time open more. */
const IDLE_CONNECTIONS = 4;
/** In ms. The service ends idle connections after 5 s: we must be first, or a request would meet its hanging up. */
const IDLE_TIMEOUT = 2000;

export interface HttpReply {
  readonly status: number;
  readonly body: Buffer;
}

export class SoapTransport implements Disposable {
  readonly #options: TransportOptions;
  readonly #agent: http.Agent;
  readonly #connections = new Connections();
  readonly #largest: number;

  /** `largestReply` in bytes. */
  constructor(options: TransportOptions, largestReply = LARGEST_REPLY) {
    this.#options = options;
    this.#largest = largestReply;
    const keep = { keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS, timeout: IDLE_TIMEOUT };
    this.#agent = agentFor(options, keep);
  }

  /**
   * Sends one envelope. Errors: `connection-lost` (nobody listens, or it hung up), `authentication` (its certificate is
   * not the trusted one), `protocol` (torn or oversized).
   */
  async post(envelope: string, signal: AbortSignal): Promise<HttpReply> {
    const body = Buffer.from(envelope);
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      'content-length': body.byteLength,
      soapaction: '""',
    };
    signal.throwIfAborted();
    await this.#connections.enter(signal);
    try {
      return await this.#exchange(body, headers, signal);
    } finally {
      this.#connections.leave();
    }
  }

  async #exchange(body: Buffer, headers: http.OutgoingHttpHeaders, signal: AbortSignal): Promise<HttpReply> {
    const { url } = this.#options;
    return await new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'POST',
        agent: this.#agent,
        headers,
        signal,
      });
      request.on('error', (error) => reject(signal.aborted ? signal.reason : this.#lost(error)));
      request.on('response', (response) => {
        this.#connections.answered(response.socket);
        const chunks: Buffer[] = [];
        let received = 0;
        response.on('data', (chunk: Buffer) => {
          received += chunk.byteLength;
          if (received <= this.#largest) return void chunks.push(chunk);
          reject(this.#oversized());
          request.destroy();
        });
        response.on('end', () => {
          if (!response.complete) return reject(this.#torn(received));
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks, received) });
        });
        response.on('error', (error) =>
          reject(signal.aborted ? signal.reason : this.#tornBy(error, received)),
        );
      });
      request.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #lost(error: NodeJS.ErrnoException): Error {
    if (error instanceof GuestwrightError) return error;
    const { peer, url } = this.#options;
    const where = `${peer} at ${url.origin}`;
    if (error.code && CERTIFICATE_ERRORS.test(error.code)) {
      return new GuestwrightError(`${where}: its certificate is not trusted: ${error.message}`, {
        code: 'authentication',
        cause: error,
        remedy:
          "Give its authority (tls: { ca }) or the certificate's own SHA-256 (tls: { fingerprint256 }).",
      });
    }
    const absent =
      error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND' || error.code === 'EHOSTUNREACH';
    return new GuestwrightError(
      absent
        ? `${where}: nobody answers (${error.code})`
        : `${where}: the connection broke: ${messageOf(error)}`,
      {
        code: 'connection-lost',
        cause: error,
        remedy: absent
          ? 'Check that it runs and that address and port are right.'
          : 'Look at its log for why.',
      },
    );
  }

  #tornBy(error: Error, received: number): Error {
    return error instanceof GuestwrightError ? error : this.#torn(received, error);
  }

  #torn(received: number, cause?: unknown): GuestwrightError {
    const { peer, url } = this.#options;
    return new GuestwrightError(`${peer} at ${url.origin}: its reply ended after ${received} bytes`, {
      code: 'protocol',
      cause,
      remedy: 'Look at its log: it may have crashed.',
    });
  }

  #oversized(): GuestwrightError {
    const { peer, url } = this.#options;
    return new GuestwrightError(`${peer} at ${url.origin}: its reply is longer than ${this.#largest} bytes`, {
      code: 'protocol',
    });
  }
}

/** Node's and OpenSSL's names for certificates that are not what they should be. */
const CERTIFICATE_ERRORS = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

function agentFor({ url, tls = {}, peer }: TransportOptions, keep: http.AgentOptions): http.Agent {
  if (url.protocol !== 'https:') return new http.Agent(keep);
  const { ca, fingerprint256 } = tls;
  if (fingerprint256 !== undefined) return pinnedAgent(`${peer} at ${url.host}`, fingerprint256, keep);
  return new https.Agent({ ...keep, ...(ca !== undefined && { ca }) });
}

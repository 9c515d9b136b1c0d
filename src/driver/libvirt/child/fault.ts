/** What the library said about a call that failed. */

export class LibvirtFault extends Error {
  override readonly name = 'LibvirtFault';
  /** virErrorNumber; 0 when the library said nothing. */
  readonly code: number;
  /** virErrorDomain: which part of libvirt it comes from. */
  readonly domain: number;
  /** Of the library, such as 'virDomainReset'. */
  readonly symbol: string;

  constructor(symbol: string, { code, domain, message }: FaultFacts) {
    super(message);
    this.symbol = symbol;
    this.code = code;
    this.domain = domain;
  }
}

export interface FaultFacts {
  readonly code: number;
  readonly domain: number;
  readonly message: string;
}

export const NO_WORDS: FaultFacts = { code: 0, domain: 0, message: 'it failed without a word' };

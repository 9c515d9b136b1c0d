/** Secrets: typed into guests, never logged; known values are masked in whatever the guest prints back. */
import { GuestwrightError } from './errors.ts';

/** Survives two copies of the package in one process: scripts may be loaded through another one. */
const BRAND = Symbol.for('guestwright.secret');
/** Values seen by any copy of the package, and the names that mask them. */
const KNOWN = Symbol.for('guestwright.secret.values');
/** Shorter values would mask ordinary words; the guest's echo of them says little anyway. */
const SHORTEST_MASKED = 3;

/** The value of an environment variable, read when it is typed. Prints as `<secret NAME>`. */
export class Secret {
  readonly [BRAND] = true;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** The value; masked from now on in logs and reports. Throws `invalid-argument` if the variable is missing. */
  reveal(): string {
    const value = process.env[this.name];
    if (value === undefined || value === '') {
      throw new GuestwrightError(`secret '${this.name}': the environment variable ${this.name} is not set`, {
        code: 'invalid-argument',
        remedy: `Set ${this.name} before the run; its value is typed and never logged.`,
      });
    }
    knownValues().set(value, this.name);
    return value;
  }

  toString(): string {
    return maskOf(this.name);
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  static is(value: unknown): value is Secret {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** `secret('ROOT_PASSWORD')`: typed from the environment, masked as `<secret ROOT_PASSWORD>`. */
export function secret(name: string): Secret {
  if (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)) return new Secret(name);
  // Not printed: it may be the value itself.
  throw new GuestwrightError('secret: expected the name of an environment variable, got something else', {
    code: 'invalid-argument',
    remedy: "Name the variable, not its value: secret('ROOT_PASSWORD').",
  });
}

/** A password that may be a secret, for those who need its letters now. */
export function passwordText(password: string | Secret): string {
  return Secret.is(password) ? password.reveal() : password;
}

/** `text` with the values of all secrets typed so far replaced by their masks. */
export function maskSecrets(text: string): string {
  // Longest first: one secret's value may contain another's.
  const values = [...knownValues()].sort(([a], [b]) => b.length - a.length);
  return values.reduce(
    (masked, [value, name]) =>
      value.length < SHORTEST_MASKED ? masked : masked.replaceAll(value, maskOf(name)),
    text,
  );
}

function maskOf(name: string): string {
  return `<secret ${name}>`;
}

function knownValues(): Map<string, string> {
  const shared = globalThis as { [KNOWN]?: Map<string, string> };
  shared[KNOWN] ??= new Map();
  return shared[KNOWN];
}

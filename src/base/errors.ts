/** The one error family: a stable code, a one-line summary, what to do next, and the cause. */

/** Every failure's stable name. Tests and callers branch on these, never on message text. */
export type ErrorCode =
  | 'aborted' // the caller's signal fired
  | 'timeout' // the deadline of one call passed
  | 'invalid-argument' // a value handed to us is wrong
  | 'unknown-key' // a key name that the table lacks
  | 'untypable-character' // a character that the layout cannot produce
  | 'invalid-image' // a PNG that cannot serve as a reference
  | 'invalid-screen' // a sidecar with wrong fields or areas
  | 'invalid-font' // a font file that cannot be read, or a picture that no font can be learned from
  | 'unknown-screen' // no screen of that name
  | 'screen-without-structure' // a reference that would match anywhere
  | 'screen-matches-twice' // a reference that its own picture shows at several places
  | 'screen-equals-another' // two references that show on the same pictures
  | 'not-shown' // an awaited screen or text did not show
  | 'still-shown' // an unwanted screen stayed
  | 'not-still' // a region kept changing
  | 'not-changed' // a region kept showing what it showed
  | 'unexpected' // what was not to be came: a region stood still, a text was received
  | 'stuck' // frames repeat, or a step's screen never left
  | 'fail-on' // a screen or line named in failOn showed
  | 'step-failed' // an action of a script's step threw something that is not ours
  | 'serial-timeout' // the awaited serial output did not come
  | 'command-failed' // a shell command ended with a non-zero code
  | 'unsupported' // the driver lacks a capability
  | 'unknown-driver' // no driver of that name
  | 'unknown-machine' // no machine of that name
  | 'machine-in-use' // another process holds the machine
  | 'machine-state' // the machine is in a state that forbids the call
  | 'machine-died' // the guest's process ended under us
  | 'start-failed' // the hypervisor refused to start
  | 'not-installed' // a program or library is missing
  | 'connection-lost' // a control connection broke
  | 'protocol' // a peer said what it must not say
  | 'authentication' // a password is missing or wrong
  | 'certificate' // a TLS certificate is missing or not trusted
  | 'security-type' // no way to secure a connection that both sides have
  | 'hypervisor' // the hypervisor answered a call with an error
  | 'disk-full' // no space left for a disk, snapshot or report
  | 'snapshot' // a snapshot is missing, stale or unusable
  | 'io'; // a file could not be read or written

export interface ErrorOptions {
  readonly code: ErrorCode;
  /** What the caller can do about it: one sentence in the imperative. */
  readonly remedy?: string;
  readonly cause?: unknown;
  /** Facts for programs: sizes, names, exit codes. JSON-serialisable. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Longer text printed below the summary, such as a process's last stderr lines. */
  readonly output?: string;
}

/** A failure of Guestwright, its guest or its hypervisor. */
export class GuestwrightError extends Error {
  override readonly name = 'GuestwrightError';
  readonly code: ErrorCode;
  /** The summary alone, one line. */
  readonly shortMessage: string;
  readonly remedy: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(summary: string, options: ErrorOptions) {
    super(
      composeMessage(summary, options),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = options.code;
    this.shortMessage = summary;
    this.remedy = options.remedy;
    this.details = options.details ?? {};
  }
}

/** Whether `error` is ours, with that code if one is given. Survives two copies of the package in one process. */
export function isGuestwrightError(error: unknown, code?: ErrorCode): error is GuestwrightError {
  return (
    error instanceof Error &&
    error.name === 'GuestwrightError' &&
    (code === undefined || (error as GuestwrightError).code === code)
  );
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function composeMessage(summary: string, { output, remedy }: ErrorOptions): string {
  return [summary, output?.trimEnd(), remedy].filter((part) => part !== undefined && part !== '').join('\n');
}

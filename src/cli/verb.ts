/** What a verb of the command line is, and what it is given. */

/** One option of a verb, as `--help` prints it and parseArgs reads it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** One letter, for `-o`. */
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  /** Placeholder of a string's value in the help, such as FILE. */
  readonly value?: string;
  /** One line, in the imperative or as a noun. */
  readonly help: string;
}

export interface VerbArguments {
  readonly positionals: readonly string[];
  /** The value of a string option, or undefined. */
  text(name: string): string | undefined;
  /** All values of a string option that may be repeated. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

/** The process as a verb sees it; tests hand in their own. */
export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Somebody watches standard output: progress for people instead of JSON lines. */
  readonly terminal: boolean;
  /** Writes one line to standard output. */
  print(line: string): void;
  /** Writes one line to standard error. */
  warn(line: string): void;
}

export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What follows the verb's name, one entry a form. */
  readonly usage: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Fewest and most positional arguments. */
  readonly positionals: readonly [number, number];
  /** Longer help below the options. */
  readonly notes?: string;
  /** Does the work; resolves with the exit code. */
  run(args: VerbArguments, context: CliContext): Promise<number>;
}

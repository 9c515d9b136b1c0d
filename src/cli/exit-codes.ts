/** What the command's exit code says; `guestwright --help` prints this table. */

export const EXIT = {
  /** The verb did what it was asked. */
  success: 0,
  /** A script failed, a check found problems, a machine could not be driven. */
  failure: 1,
  /** The command line itself is wrong; nothing was started. */
  usage: 2,
  /** Ctrl-C: 128 + SIGINT, as shells expect. */
  interrupted: 130,
  /** Asked to end by SIGTERM: 128 + 15. */
  terminated: 143,
} as const;

export const EXIT_CODE_HELP: readonly (readonly [number, string])[] = [
  [EXIT.success, 'done'],
  [EXIT.failure, 'the script failed, a check found problems, or the machine could not be driven'],
  [EXIT.usage, 'the command line is wrong; nothing was started'],
  [EXIT.interrupted, 'interrupted by Ctrl-C; the machine is gone, the evidence so far is kept'],
  [EXIT.terminated, 'ended by SIGTERM, likewise'],
];

/** What is read of a Packer template: its boot commands, each with what belongs to it. */
import { GuestwrightError } from '../../base/errors.ts';

/** One machine of a template that has a boot command. */
export interface BootSource {
  /** `qemu.debian` in HCL2; a builder's name, or its type, in JSON. */
  readonly name: string;
  readonly command: readonly string[];
  /** As it is written, such as '10s'. */
  readonly bootWait: string;
  /** Of {{user `NAME`}}: what the template and the command line say. */
  readonly variables: Readonly<Record<string, string>>;
}

/** One that has a boot command, which is read when it is asked for: others may lack values. */
export interface BootEntry {
  readonly name: string;
  /** Undefined where the boot command is null. */
  read(): BootSource | undefined;
}

export interface TemplateFile {
  /** As errors name it. */
  readonly file: string;
  readonly text: string;
  /** Values from the command line. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Packer's default of boot_wait. */
export const BOOT_WAIT = '10s';

/** Says where in the template; `line` from 1. */
export function templateError(file: string, line: number | undefined, problem: string, remedy: string) {
  const where = line === undefined ? file : `${file}:${line}`;
  return new GuestwrightError(`${where}: ${problem}`, { code: 'invalid-argument', remedy });
}

/** Packer's older templates, in JSON: builders, each with its boot command, and user variables. */
import { messageOf } from '../../base/errors.ts';
import { BOOT_WAIT, type BootEntry, type TemplateFile, templateError } from './boot-source.ts';

export function jsonSources({ file, text, variables }: TemplateFile): readonly BootEntry[] {
  const template = objectOf(parse(file, text));
  if (template.source !== undefined)
    throw templateError(file, undefined, "HCL2 in JSON ('source') is not read", 'Convert its .pkr.hcl form.');
  const known = { ...textsOf(objectOf(template.variables)), ...variables };
  const builders = Array.isArray(template.builders) ? template.builders.map(objectOf) : [];
  return builders.flatMap(({ boot_command: command, boot_wait: wait, name, type }) => {
    if (command === undefined) return [];
    const named = String(name ?? type ?? 'builder');
    const bootWait = typeof wait === 'string' && !wait.includes('{{') ? wait : BOOT_WAIT;
    const read = () => ({ name: named, command: linesOf(command, named, file), bootWait, variables: known });
    return [{ name: named, read }];
  });
}

function linesOf(command: unknown, name: string, file: string): readonly string[] {
  const lines: unknown = typeof command === 'string' ? [command] : command;
  if (Array.isArray(lines) && lines.every((line) => typeof line === 'string')) return lines;
  const problem = `boot_command of '${name}': expected an array of strings`;
  throw templateError(file, undefined, problem, 'See that Packer itself takes it: packer validate.');
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const remedy = 'Packer takes JSON without comments here.';
    throw templateError(file, undefined, `no JSON: ${messageOf(error)}`, remedy);
  }
}

/** Defaults that are templates themselves (`{{env ...}}`, `{{isotime}}`) say nothing here. */
function textsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === null || typeof value === 'object' || String(value).includes('{{')
      ? []
      : [[name, String(value)]],
  );
  return Object.fromEntries(entries);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

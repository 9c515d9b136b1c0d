/** Templates in HCL2: `source` blocks, `variable` defaults, `locals`; and files of values (`*.pkrvars.hcl`). */

import { BOOT_WAIT, type BootEntry, type TemplateFile, templateError } from './boot-source.ts';
import { type HclBody, type HclValue, parseHcl } from './hcl-body.ts';

type Plain = string | number | boolean | null | readonly Plain[];

/** A file of values has the boot command at its top, under a name of the author's choice. */
const BOOT_COMMAND = /^(?:\w+_)?boot_command(?:_\w+)?$/;

export function hclSources({ file, text, variables }: TemplateFile): readonly BootEntry[] {
  const body = parseHcl(text, file);
  const scope = new Scope(body, file, variables);
  const entry = (name: string, command: HclValue, wait: HclValue | undefined): BootEntry => ({
    name,
    read: () => {
      const value = scope.evaluate(command);
      if (value === null) return undefined;
      const lines = [value].flat();
      if (!lines.every((line): line is string => typeof line === 'string'))
        throw templateError(file, command.line, 'boot_command: expected a list of strings', VALIDATE);
      return { name, command: lines, bootWait: scope.text(wait) ?? BOOT_WAIT, variables: {} };
    },
  });
  const blocks = body.blocks.filter(({ type }) => type === 'source');
  return [
    ...blocks.flatMap(({ labels, attributes }) => {
      const command = attributes.get('boot_command');
      return command ? [entry(labels.join('.'), command, attributes.get('boot_wait'))] : [];
    }),
    ...[...body.attributes].flatMap(([name, value]) =>
      BOOT_COMMAND.test(name) ? [entry(name, value, body.attributes.get('boot_wait'))] : [],
    ),
  ];
}

const VALIDATE = 'See that Packer itself takes it: packer validate.';

/** What names stand for. */
class Scope {
  readonly #file: string;
  readonly #values = new Map<string, HclValue>();
  /** Being evaluated: none may need itself. */
  readonly #open = new Set<string>();

  constructor({ blocks }: HclBody, file: string, variables: Readonly<Record<string, string>>) {
    this.#file = file;
    for (const { type, labels, attributes } of blocks) {
      const [name = ''] = labels;
      const one = attributes.get(type === 'variable' ? 'default' : 'expression');
      if ((type === 'variable' || type === 'local') && one)
        this.#values.set(`${type === 'variable' ? 'var' : 'local'}.${name}`, one);
      if (type === 'locals') for (const [each, value] of attributes) this.#values.set(`local.${each}`, value);
    }
    for (const [name, value] of Object.entries(variables))
      this.#values.set(`var.${name}`, { kind: 'literal', value, line: 0 });
  }

  evaluate(value: HclValue): Plain {
    switch (value.kind) {
      case 'literal':
        return value.value;
      case 'list':
        return value.items.map((item) => this.evaluate(item));
      case 'template':
        return value.parts.map((part) => this.#string(part)).join('');
      case 'reference':
        return this.#named(value.path, value.line);
      case 'other':
        throw this.#only(value.source, value.line);
    }
  }

  /** A text, where it can be told. */
  text(value: HclValue | undefined): string | undefined {
    try {
      const text = value && this.evaluate(value);
      return typeof text === 'string' ? text : undefined;
    } catch {
      return undefined; // how long Packer waits at first is only where the first screen's timeout comes from
    }
  }

  #string(part: HclValue): string {
    const value = this.evaluate(part);
    if (typeof value === 'object') throw this.#only('a list within a string', part.line);
    return String(value);
  }

  #named(path: string, line: number): Plain {
    const value = this.#values.get(path);
    if (value === undefined || this.#open.has(path)) {
      const [kind, name] = path.split('.');
      const remedy = kind === 'var' ? `Give --var ${name}=VALUE.` : 'Write its value into the boot command.';
      throw templateError(this.#file, line, `boot_command needs '${path}', which has no value here`, remedy);
    }
    this.#open.add(path);
    const result = this.evaluate(value);
    this.#open.delete(path);
    return result;
  }

  #only(source: string, line: number) {
    const problem = `boot_command: only Packer evaluates '${source}'`;
    return templateError(this.#file, line, problem, 'Write its value into the boot command.');
  }
}

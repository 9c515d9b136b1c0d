/** The boot commands of a Packer template, with their variables filled in; JSON and HCL2. */
import { GuestwrightError } from '../../base/errors.ts';
import type { BootEntry, TemplateFile } from './boot-source.ts';
import { hclSources } from './hcl-template.ts';
import { jsonSources } from './json-template.ts';

/** Throws `invalid-argument` for what is no template or has none; reading one, for what only Packer can evaluate. */
export function bootSources(template: TemplateFile): readonly BootEntry[] {
  const { file } = template;
  const sources = /\.json$/i.test(file) ? jsonSources(template) : hclSources(template);
  if (sources.length > 0) return sources;
  throw new GuestwrightError(`${file}: no boot_command found`, {
    code: 'invalid-argument',
    remedy: 'Name the file that has it: *.pkr.hcl, *.pkrvars.hcl or a JSON template.',
  });
}

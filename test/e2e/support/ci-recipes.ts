/** docs/ci.md as a test sees it: the project's files and, of each CI system's recipe, the commands in their order. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './live-command.ts';

export interface CiDocument {
  readonly config: string;
  readonly setup: string;
  /** By the heading that the recipe stands under. */
  recipe(system: string): readonly string[];
}

/** Where a line of each system's files has a shell's command. */
const COMMAND = /^\s*(?:- run: |- |sh ')((?:npm|npx) [^']*)'?$/;

export async function readCiDocument(): Promise<CiDocument> {
  const text = await readFile(join(ROOT, 'docs', 'ci.md'), 'utf8');
  const block = (start: string) => {
    const found = new RegExp(`\`\`\`ts\\n${start}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
    if (found === undefined) throw new Error(`docs/ci.md has no block that begins with ${start}`);
    return found;
  };
  return {
    config: block('// playwright.config.ts'),
    setup: block('// setup.ts'),
    recipe: (system) => {
      const [, recipe = ''] = text.split(`\n## ${system}\n`);
      const [, code = ''] = /```(?:yaml|groovy)\n([\s\S]*?)```/.exec(recipe) ?? [];
      return code.split('\n').flatMap((line) => COMMAND.exec(line)?.[1] ?? []);
    },
  };
}

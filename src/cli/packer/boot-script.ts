/** An install script of a boot command: where Packer waits, a screen is waited for that a person records. */
import { didYouMean } from '../../base/nearest.ts';
import { parseDuration } from '../../base/units.ts';
import { parseBootCommand } from '../../input/boot-command/parse.ts';
import { readWait } from '../../input/boot-command/waits.ts';
import { chain, scriptCall, Texts } from '../../recorder/recording/chain-source.ts';
import { formatTimeout, timeoutOf } from '../../recorder/recording/observed-timeout.ts';
import { quoted } from '../../recorder/recording/source-text.ts';
import { callsOf, FIELD_MARKS, needsServer } from './boot-calls.ts';
import { segmentsOf } from './boot-segments.ts';
import { BOOT_WAIT, type BootSource, templateError } from './boot-source.ts';

export interface BootScript {
  readonly source: string;
  /** The screens to record, in their order. */
  readonly screens: readonly string[];
}

/** Throws `invalid-argument` where the boot command does not parse, or needs variables that have no value. */
export function bootScript(boot: BootSource, file: string, name: string): BootScript {
  checkVariables(boot, file);
  const parts = parseBootCommand(boot.command, { values: FIELD_MARKS, variables: boot.variables });
  const texts = new Texts();
  const segments = segmentsOf(parts, bootWaitOf(boot.bootWait)).map((segment, index) => ({
    ...segment,
    screen: `screen-${index + 1}`,
  }));
  const steps = segments.map(({ waited, parts: typed, screen }) => {
    const timeout = formatTimeout(timeoutOf(waited));
    return chain(`when(${quoted(screen)}, { timeout: ${quoted(timeout)} })`, callsOf(typed, texts), texts);
  });
  const call = scriptCall(name, steps);
  const names = [...(call.includes('bootCommand(') ? ['bootCommand'] : []), 'script', 'when'];
  const blocks = [
    [
      `/** Converted by \`guestwright convert packer\` from ${file}, ${boot.name}. */`,
      "import { join } from 'node:path';",
      `import { ${names.join(', ')} } from 'guestwright/script';`,
    ],
    [
      '// Packer waited blindly where these steps wait for screens: record them, and drop those that need none.',
      "export const screens = join(import.meta.dirname, 'screens');",
    ],
    ...(needsServer(parts) ? [SERVER] : []),
    ...(texts.declarations.length > 0 ? [texts.declarations] : []),
    [call],
  ];
  const source = `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  return { source, screens: segments.map(({ screen }) => screen) };
}

/** 10.0.2.2: the host in QEMU's and VirtualBox's user networks. */
const SERVER = [
  "// Where the guest finds what Packer served from the template's http_directory.",
  "const { HTTP_IP = '10.0.2.2', HTTP_PORT = '8000' } = process.env;",
  'const values = { HTTPIP: HTTP_IP, HTTPPort: HTTP_PORT };',
];

/** Variables are given on the command line here, not where the boot command is written. */
function checkVariables({ command, variables }: BootSource, file: string): void {
  for (const [, name = ''] of command.join('').matchAll(/\{\{-?\s*user\s*[`"]([^`"]*)[`"]\s*-?\}\}/g)) {
    if (Object.hasOwn(variables, name)) continue;
    const problem = `boot_command needs the user variable '${name}', which has no value`;
    const hint = didYouMean(name, Object.keys(variables));
    throw templateError(file, undefined, `${problem}${hint}`, `Give --var ${name}=VALUE.`);
  }
}

/** A negative one stands for none in Packer. */
function bootWaitOf(written: string): number {
  if (written.startsWith('-')) return 0;
  const wait = readWait(`<wait${/^\d+$/.test(written) ? `${written}ns` : written}>`);
  return wait?.problem === undefined && wait ? wait.milliseconds : parseDuration(BOOT_WAIT);
}

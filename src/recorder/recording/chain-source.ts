/** Chains of calls and the script that holds them, as TypeScript that the formatter leaves as it is. */
import { Code, expandedObject, INDENT, inline, LINE_WIDTH, quoted, widthOf } from './source-text.ts';

/** Texts that would make a line too long are written above the script, under names of their own. */
export class Texts {
  readonly declarations: string[] = [];

  name(text: string): Code {
    const name = `TEXT_${this.declarations.length + 1}`;
    const line = `const ${name} = ${quoted(text)};`;
    this.declarations.push(widthOf(line) <= LINE_WIDTH ? line : `const ${name} =\n${INDENT}${quoted(text)};`);
    return new Code(name);
  }
}

/** A method call of the chain. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** A chain of calls as the formatter writes it: on one line if it fits, else with a line for each call. */
export function chain(head: string, calls: readonly Call[], texts: Texts): string {
  const fits = (source: string) => INDENT.length + widthOf(source) < LINE_WIDTH; // a comma follows
  const one = `${head}${calls.map(callSource).join('')}`;
  const [first, ...others] = calls;
  if (!first || fits(one)) return one;
  if (others.length > 0) {
    const lines = calls.map((call) => callSource(shortened(call, LINE_WIDTH - 2 * INDENT.length, texts)));
    const short = `${head}${lines.join('')}`;
    return fits(short) ? short : `${head}${lines.map((line) => `\n${INDENT.repeat(2)}${line}`).join('')}`;
  }
  const named = shortened(first, 0, texts);
  const short = `${head}${callSource(named)}`;
  return fits(short) ? short : `${head}${openCall(named)}`;
}

/** The call with its text under a name of its own, if it is longer than `width`. */
function shortened(call: Call, width: number, texts: Texts): Call {
  const [first, ...rest] = call.args;
  if (typeof first !== 'string' || call.method !== 'type' || widthOf(callSource(call)) <= width) return call;
  return { ...call, args: [texts.name(first), ...rest] };
}

/** A single call that does not fit on its line: its last argument is broken. */
function openCall({ method, args }: Call): string {
  const last = args.at(-1);
  if (last instanceof Code) {
    const broken = last.text.replace(' => ', ` =>\n${INDENT.repeat(2)}`);
    return `.${method}(${broken},\n${INDENT})`;
  }
  const before = args.slice(0, -1).map((each) => `${inline(each)}, `);
  return `.${method}(${before.join('')}${expandedObject(Object(last), 1)})`;
}

function callSource({ method, args }: Call): string {
  return `.${method}(${args.map(inline).join(', ')})`;
}

/** The exported script with a line for each of its steps. */
export function scriptCall(name: string, steps: readonly string[]): string {
  const head = `export const install = script(${quoted(name)}, [`;
  const only = `${head}${steps.join('')}]);`;
  const short = steps.length <= 1 && !only.includes('\n') && widthOf(only) <= LINE_WIDTH;
  return short ? only : `${head}\n${steps.map((step) => `${INDENT}${step},\n`).join('')}]);`;
}

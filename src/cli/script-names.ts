/** The screens that scripts and tests name, read from their source: what `lint` compares with the folder. */

export interface NamedScreen {
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** `when('a')`, `when(['a', 'b'])`, `screen('a')`, `toShow('a')`, `failOn: ['a']`. */
const CALL = /\b(?:when|screen|toShow)\s*\(\s*(\[[^\]]*\]|'[^'\n]*'|"[^"\n]*")|\bfailOn\s*:\s*(\[[^\]]*\])/g;
/** A whole element of a list, or the whole argument: text('x') and serial(/x/) are not screens. */
const LITERAL = /(?:^|[[,])\s*(['"])([^'"\n]+)\1\s*(?=$|[\],])/g;

/** Whether the source is a script or test of ours at all: other libraries have a `screen` too. */
export function importsGuestwright(source: string): boolean {
  return /\bfrom\s*['"]guestwright(?:\/script)?['"]/.test(source);
}

/** Whether it brings the bundled guest's screens. */
export function usesDemoScreens(source: string): boolean {
  return /\bdemoScreens\b/.test(source);
}

/** Every screen that the source names by a literal, in order. Comments are left out. */
export function namedScreens(source: string): readonly NamedScreen[] {
  const code = withoutComments(source);
  return [...code.matchAll(CALL)].flatMap((call) => {
    const argument = call[1] ?? call[2] ?? '';
    const start = call.index + call[0].length - argument.length;
    return [...argument.matchAll(LITERAL)].map((literal) => ({
      name: literal[2] ?? '',
      line: lineAt(code, start + literal.index + literal[0].indexOf(literal[1] ?? '')),
    }));
  });
}

/** Comments become blanks, so that places stay. Strings may contain what looks like one. */
function withoutComments(source: string): string {
  return source.replaceAll(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (token) => (token.startsWith('/') ? token.replaceAll(/[^\n]/g, ' ') : token),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Tables in Markdown. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Milliseconds with three digits that count: 0.0831, 21.3, 196. */
export function milliseconds(value: number): string {
  return Number.isFinite(value) ? decimal(value) : '-';
}

/** Three digits that count, without an exponent; whole numbers as they are. */
export function decimal(value: number): string {
  if (Number.isInteger(value)) return `${value}`;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 5));
}

/** How many times longer one took. */
export function times(other: number, own: number): string {
  return Number.isFinite(other / own) ? `${decimal(other / own)}x` : '-';
}

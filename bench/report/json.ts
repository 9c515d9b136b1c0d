/** Results as JSON: a line for each measurement, so that a change of the committed file can be read. */
import type { Results } from '../harness/results.ts';

export function formatResults(results: Results): string {
  const fields = Object.entries(results).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

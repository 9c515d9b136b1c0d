/** Every key that a boot command holds must be let go by it, once: Packer leaves it down until the machine restarts. */
import type { BootErrorAt } from './characters.ts';
import type { BootPart, BootPlace } from './parts.ts';

export function checkHeld(parts: readonly BootPart[], errorAt: BootErrorAt): void {
  const held = new Map<string, { readonly at: BootPlace; readonly name: string }>();
  for (const part of parts) {
    if (part.kind === 'text' || part.kind === 'wait') continue;
    const [key, name] =
      part.kind === 'key' ? [`key ${part.key}`, part.name] : [`character ${part.character}`, part.character];
    const since = held.get(key);
    const where = since && `line ${since.at.line}, column ${since.at.column}`;
    if (part.action === 'up' && !since)
      throw errorAt(part.at, `'<${name}Off>' lets go what is not held`, `Write <${name}On> before it.`);
    if (part.action === 'up') held.delete(key);
    else if (since)
      throw errorAt(part.at, `'${name}' is held already (${where})`, `Write <${name}Off> before it.`);
    else if (part.action === 'down') held.set(key, { at: part.at, name });
  }
  const [left] = held.values();
  if (left)
    throw errorAt(left.at, `'<${left.name}On>' is never let go`, `Write <${left.name}Off> where it ends.`);
}

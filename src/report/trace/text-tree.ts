/** What can be read on a screen as the tree that the viewer shows beside it: each line highlights its place. */
import { maskSecrets } from '../../base/secret.ts';
import { type Dimensions, type Region, wholeOf } from '../../frame/region.ts';
import type { ReadText } from '../../matchers/text.ts';

/** A node of the viewer's aria snapshots; the roles are those of web pages. */
export interface TextNode {
  readonly role: 'document' | 'region' | 'paragraph';
  readonly name?: string;
  readonly text?: string;
  readonly box: Region;
  readonly children?: readonly TextNode[];
}

/** What an action found on a screen. */
export interface FoundPlace {
  readonly what: string;
  readonly box: Region;
}

/** The display with what was found on it and its lines of text, secrets masked. */
export function textTree(
  size: Dimensions,
  read: ReadText,
  found: readonly FoundPlace[],
): readonly TextNode[] {
  const { width, height } = size;
  const children: TextNode[] = [
    ...found.map(({ what, box }) => ({ role: 'region' as const, name: what, box })),
    ...read.lines.map(({ text, region }) => ({
      role: 'paragraph' as const,
      text: maskSecrets(text.trim()),
      box: region,
    })),
  ];
  return [{ role: 'document', name: `display ${width}x${height}`, box: wholeOf(size), children }];
}

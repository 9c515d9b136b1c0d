/** XML as libvirt wants it: written with its values escaped, and read into small trees. */
import { SaxesParser } from 'saxes';
import { GuestwrightError } from '../../base/errors.ts';

/** Written XML, or nothing. */
export type Xml = string | undefined | false;
/** An attribute without a value is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '\t': '&#9;', // a parser would make blanks of these
  '\n': '&#10;',
  '\r': '&#13;',
};

/** XML 1.0 has no way to write these characters, escaped or not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** An element; `content` is XML already. */
export function element(name: string, attributes: Attributes = {}, ...content: readonly Xml[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}='${escapeXml(String(value))}'`)
    .join('');
  const inner = content.filter(Boolean).join('');
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

/** An element that holds a text. */
export function textElement(name: string, text: string | number, attributes: Attributes = {}): string {
  return element(name, attributes, escapeXml(String(text)));
}

/** Error `invalid-argument` for what XML cannot carry. */
export function escapeXml(text: string): string {
  const [unwritable] = UNWRITABLE.exec(text) ?? [];
  if (unwritable !== undefined) {
    const code = (unwritable.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new GuestwrightError(`libvirt: XML cannot carry the character U+${code}`, {
      code: 'invalid-argument',
      remedy: 'Leave control characters out of names and paths.',
    });
  }
  return text.replaceAll(/[&<>'\t\n\r]/g, (character) => ENTITIES[character] as string);
}

/** The root element. Error `protocol` if it is no XML. */
export function parseXml(text: string): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (cause) => {
    throw new GuestwrightError(`libvirt: expected XML: ${cause.message}`, { code: 'protocol', cause });
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: XmlNode = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (part) => {
    const node = open.at(-1);
    if (node) node.text += part;
  });
  parser.write(text).close();
  return root.children[0] as XmlNode; // saxes refuses a text without a root
}

/** A tree as text again. Blanks between elements are left out. */
export function writeXml({ name, attributes, children, text }: XmlNode): string {
  const content = children.length > 0 ? children.map(writeXml) : [escapeXml(text)];
  return element(name, attributes, ...content);
}

/** All nodes at a path of names below `node`. */
export function nodesAt(node: XmlNode | undefined, ...path: readonly string[]): readonly XmlNode[] {
  return path.reduce<readonly XmlNode[]>(
    (nodes, name) => nodes.flatMap(({ children }) => children.filter((child) => child.name === name)),
    node ? [node] : [],
  );
}

/** The first of them. */
export function nodeAt(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  return nodesAt(node, ...path)[0];
}

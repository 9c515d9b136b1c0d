/** Replies as small trees: an element's name without its prefix, its children, its text. */
import { SaxesParser } from 'saxes';
import { GuestwrightError } from '../../base/errors.ts';

export interface XmlElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** Deeper than any reply of a web service of records; hostile ones must not fill the stack of those who walk it. */
const DEEPEST = 32;

/** The root element. Error `protocol` if the text is no well-formed XML, with what it is instead. */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  const fail = (problem: string, cause?: unknown) => {
    throw new GuestwrightError(`web service: expected XML, got ${excerpt(text)}: ${problem}`, {
      code: 'protocol',
      cause,
    });
  };
  parser.on('error', (error) => fail(error.message, error));
  parser.on('doctype', () => fail('it has a document type'));
  parser.on('opentag', ({ name }) => {
    if (open.length > DEEPEST) fail(`it is nested deeper than ${DEEPEST} elements`);
    const element: XmlElement = { name: name.slice(name.indexOf(':') + 1), children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element) element.text += part;
  });
  parser.write(text).close();
  return root.children[0] as XmlElement; // saxes refuses a text without a root
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

const EXCERPT = 80;

/** The beginning, on one line. */
export function excerpt(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line === '') return 'nothing';
  return line.length > EXCERPT ? `'${line.slice(0, EXCERPT)}...'` : `'${line}'`;
}

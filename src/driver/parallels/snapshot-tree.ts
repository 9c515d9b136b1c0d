/** The tree of a machine's snapshots, as the service writes it: nested SavedStateItem elements of XML. */
import { GuestwrightError } from '../../base/errors.ts';

export interface TreeSnapshot {
  readonly id: string;
  readonly name: string;
  /** Taken of a machine that was on. */
  readonly live: boolean;
  readonly current: boolean;
}

interface Open {
  id: string;
  name: string;
  state: string;
  current: boolean;
  readonly order: number;
}

const ITEM = 'savedstateitem';
/** Words of the attribute `state` for machines that were on. */
const LIVE = ['poweron', 'running', 'pause', 'paused'];

/** Parents before their children. Error `protocol` for text that is no XML. */
export async function parseSnapshotTree(xml: string): Promise<readonly TreeSnapshot[]> {
  if (xml.trim() === '') return [];
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser();
  const open: Open[] = [];
  const found: (TreeSnapshot & { readonly order: number })[] = [];
  const path: string[] = [];
  let order = 0;
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name.toLowerCase());
    if (path.at(-1) !== ITEM) return;
    const text = (key: string) => String(attributes[key] ?? '');
    const current = ['yes', 'true', '1'].includes(text('current').toLowerCase());
    open.push({ id: text('guid'), name: '', state: text('state').toLowerCase(), current, order: order++ });
  });
  parser.on('text', (text) => {
    const item = open.at(-1);
    if (item && path.at(-1) === 'name' && path.at(-2) === ITEM) item.name += text;
  });
  parser.on('closetag', () => {
    if (path.pop() !== ITEM) return;
    const item = open.pop();
    // The root has no id: it stands for the machine without snapshots.
    if (item && item.id !== '') found.push({ ...item, live: LIVE.includes(item.state) });
  });
  let problem: Error | undefined;
  parser.on('error', (error) => {
    problem ??= error;
  });
  parser.write(xml).close();
  if (problem)
    throw new GuestwrightError('Parallels: the tree of snapshots is no XML', {
      code: 'protocol',
      cause: problem,
    });
  return found
    .sort((a, b) => a.order - b.order)
    .map(({ id, name, live, current }) => ({ id, name, live, current }));
}

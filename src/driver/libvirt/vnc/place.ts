/** Where the VNC server of a running domain is, by its XML, and how we come there from here. Pure. */
import { GuestwrightError } from '../../../base/errors.ts';
import type { ConnectionUri } from '../uri.ts';
import { nodesAt, parseXml } from '../xml.ts';

export type VncPlace = {
  /** What lets us in; undefined: nothing is asked for. */
  readonly password: string | undefined;
} & (
  | {
      /** By a descriptor that libvirt hands over, of the graphics with that index. */
      readonly way: 'descriptor';
      readonly index: number;
    }
  | {
      /** By ssh to a socket's path or `host:port` there. */
      readonly way: 'ssh';
      readonly target: string;
    }
  | { readonly way: 'direct'; readonly host: string; readonly port: number }
);

const EVERYWHERE = ['0.0.0.0', '::'];
const LOOPBACK = '127.0.0.1';

/** Error `unsupported` where there is no VNC server, or none that is reached from here. */
export function vncPlace(name: string, { transport, host }: ConnectionUri, domainXml: string): VncPlace {
  const graphics = nodesAt(parseXml(domainXml), 'devices', 'graphics');
  const index = graphics.findIndex(({ attributes }) => attributes.type === 'vnc');
  const device = graphics[index];
  if (!device) throw unreachable(name, 'has no VNC device', 'Give it one, such as <graphics type="vnc"/>.');
  const { socket, port, listen, passwd: password } = device.attributes;
  if (transport === 'local') return { way: 'descriptor', index, password };
  const [address = LOOPBACK, bracketed] = [listen, listen?.includes(':') ? `[${listen}]` : listen];
  const everywhere = EVERYWHERE.includes(address);
  if (transport === 'ssh') {
    if (socket !== undefined) return { way: 'ssh', target: socket, password };
    const there = everywhere ? LOOPBACK : (bracketed ?? LOOPBACK);
    if (isPort(port)) return { way: 'ssh', target: `${there}:${port}`, password };
  } else if (isPort(port) && !address.startsWith('127.') && address !== '::1')
    return { way: 'direct', host: everywhere ? host : address, port: Number(port), password };
  const where = socket ?? (isPort(port) ? `${address}:${port}` : 'nowhere');
  throw unreachable(
    name,
    `has a VNC server that listens on '${where}'`,
    'Use +ssh, which goes to sockets and loopback addresses of the host.',
  );
}

function isPort(text: string | undefined): text is string {
  return text !== undefined && Number(text) > 0;
}

function unreachable(name: string, what: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`frames: 'vnc': machine '${name}' ${what}`, {
    code: 'unsupported',
    remedy: `${remedy} Or leave frames out: screenshots need no VNC.`,
  });
}

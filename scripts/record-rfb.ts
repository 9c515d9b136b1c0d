/**
 * Writes test/data/rfb/*.rfb.gz from real VNC servers; the results are checked in.
 *
 * To rerun (on Debian): `apt-get install qemu-system-x86 tigervnc-standalone-server x11vnc xvfb openbox mousepad dbus`,
 * then `npx jiti scripts/record-rfb.ts [qemu] [xvnc] [x11vnc]`. Every encoding is asked for alone (CopyRect beside Raw);
 * all recordings of a scene must end with the picture that Raw ends with, or nothing is written.
 */
import { mkdirSync } from 'node:fs';
import { ENCODINGS } from '../src/driver/rfb/encodings/table.ts';
import { type PixelFormat, RGB_FORMAT } from '../src/driver/rfb/pixel-format.ts';
import { PSEUDO_ENCODING } from '../src/driver/rfb/protocol.ts';
import { RECORDINGS, writeRecording } from '../test/support/rfb/recording.ts';
import { FORMATS } from '../test/support/rfb/test-picture.ts';
import { type Peer, startQemu, startX11vnc, startXvnc } from './lib/rfb/peers.ts';
import { Recorder } from './lib/rfb/recorder.ts';

type EncodingName = keyof typeof ENCODINGS;

interface Plan {
  readonly start: () => Promise<Peer>;
  readonly encodings: readonly EncodingName[];
  readonly formats: readonly FormatPlan[];
}

/** A pixel format beside the one that we ask for. */
interface FormatPlan {
  readonly suffix: string;
  readonly format: PixelFormat | 'own';
  readonly encodings: readonly EncodingName[];
  /** Fewer colours make another picture. */
  readonly lossy?: boolean;
}

const PLANS: Readonly<Record<string, Plan>> = {
  qemu: {
    start: startQemu,
    encodings: ['Raw', 'Hextile', 'Tight', 'ZRLE'],
    formats: [{ suffix: 'own', format: 'own', encodings: ['Raw', 'ZRLE'] }],
  },
  xvnc: {
    start: startXvnc,
    encodings: ['Raw', 'CopyRect', 'RRE', 'Hextile', 'Tight', 'ZRLE'],
    formats: [
      {
        suffix: 'big-endian',
        format: FORMATS['BGR of 24 in 32, big endian'] as PixelFormat,
        encodings: ['ZRLE'],
      },
      {
        suffix: '565',
        format: FORMATS['565 in 16'] as PixelFormat,
        encodings: ['Raw', 'Tight'],
        lossy: true,
      },
      {
        suffix: '332',
        format: FORMATS['332 in 8'] as PixelFormat,
        encodings: ['Raw', 'Tight', 'ZRLE'],
        lossy: true,
      },
    ],
  },
  x11vnc: {
    start: startX11vnc,
    encodings: ['Raw', 'CopyRect', 'Hextile', 'Tight', 'ZRLE'],
    formats: [{ suffix: 'own', format: 'own', encodings: ['Hextile'] }],
  },
};

mkdirSync(RECORDINGS, { recursive: true });
const named = process.argv.slice(2);
for (const [name, plan] of Object.entries(PLANS)) {
  if (named.length > 0 && !named.includes(name)) continue;
  await using peer = await plan.start();
  const raw = await record(name, name, peer, { format: RGB_FORMAT, encodings: plan.encodings });
  for (const { suffix, lossy, ...what } of plan.formats) {
    const scene = lossy ? `${name}-${suffix}` : name;
    await record(`${name}-${suffix}`, scene, peer, what, lossy ? undefined : raw);
  }
}

/** Records each encoding and gives the picture that all end with, which must be `expected`. */
async function record(
  name: string,
  scene: string,
  peer: Peer,
  { format, encodings }: Pick<FormatPlan, 'format' | 'encodings'>,
  expected?: Uint8Array,
): Promise<Uint8Array | undefined> {
  let last = expected;
  for (const encoding of encodings) {
    const beside = encoding === 'CopyRect' ? [ENCODINGS.Raw] : [];
    const asked = [ENCODINGS[encoding], ...beside, PSEUDO_ENCODING.desktopSize];
    const recorder = await Recorder.connect(peer.socket, asked, format === 'own' ? undefined : format);
    await peer.act(recorder);
    await recorder.finish();
    const { bytes, framebuffer } = recorder;
    last ??= framebuffer.data;
    if (Buffer.compare(last, framebuffer.data) !== 0)
      throw new Error(`${name}: ${encoding} ends with another picture than those before`);
    const head = { peer: peer.version, encoding, scene, ...recorder.size, format: recorder.format };
    writeRecording(`${name}-${encoding.toLowerCase()}`, head, bytes);
    console.log(
      `${name} ${encoding}: ${bytes.length} bytes, ends with ${framebuffer.width}x${framebuffer.height}`,
    );
  }
  return last;
}

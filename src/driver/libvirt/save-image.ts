/**
 * A guest's memory as libvirt saves it (qemu_saveimage.h): a head, the domain's XML, a cookie, QEMU's stream. Restoring one
 * under another name takes another XML, which libvirt refuses to change itself where it names the machine.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { GuestwrightError } from '../../base/errors.ts';

const MAGIC = 'LibvirtQemudSave';
const VERSION = 2;
/** magic[16]; version, data_len, was_running, compressed, cookieOffset, unused[14]: 32 bits each. */
const HEAD = { size: 92, version: 16, dataLength: 20, cookieOffset: 32 } as const;

/** Writes the image at `from` to `to` with its XML changed by `change`. Error `snapshot` if it is none. */
export async function rewriteSaveImage(
  from: string,
  to: string,
  change: (xml: string) => string,
): Promise<void> {
  const { head, data } = await readHead(from);
  const length = head.readUInt32LE(HEAD.dataLength);
  const cookieAt = head.readUInt32LE(HEAD.cookieOffset);
  const xml = Buffer.from(change(textAt(data, 0)));
  const cookie = cookieAt === 0 ? undefined : Buffer.from(textAt(data, cookieAt));
  const end = Buffer.alloc(1);
  const body = Buffer.concat([xml, end, ...(cookie ? [cookie, end] : [])]);
  const newHead = Buffer.from(head);
  newHead.writeUInt32LE(body.length, HEAD.dataLength);
  newHead.writeUInt32LE(cookie ? xml.length + end.length : 0, HEAD.cookieOffset);
  const target = createWriteStream(to);
  target.write(newHead);
  target.write(body);
  await pipeline(createReadStream(from, { start: HEAD.size + length }), target);
}

async function readHead(path: string): Promise<{ readonly head: Buffer; readonly data: Buffer }> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD.size);
    const { bytesRead } = await file.read(head, 0, HEAD.size, 0);
    const magic = head.toString('latin1', 0, MAGIC.length);
    if (bytesRead < HEAD.size || magic !== MAGIC || head.readUInt32LE(HEAD.version) !== VERSION) {
      throw new GuestwrightError(
        `snapshot: expected memory as libvirt saves it in '${path}', got something else`,
        {
          code: 'snapshot',
          remedy: 'Save the snapshot again with this version of libvirt.',
        },
      );
    }
    const data = Buffer.alloc(head.readUInt32LE(HEAD.dataLength));
    await file.read(data, 0, data.length, HEAD.size);
    return { head, data };
  } finally {
    await file.close();
  }
}

function textAt(data: Buffer, offset: number): string {
  const end = data.indexOf(0, offset);
  return data.toString('utf8', offset, end < 0 ? data.length : end);
}

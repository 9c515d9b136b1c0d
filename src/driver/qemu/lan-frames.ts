/** QEMU's stream of Ethernet frames (`-netdev socket`): each has its length before it, 32 bits, big-endian. Pure. */

const LENGTH_BYTES = 4;
/** QEMU's own bound: NET_BUFSIZE, a segment of 64 KiB with its headers. */
const LONGEST_FRAME = 4096 + 65_536;

export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole now, each with its length before it. `broken`: a length that QEMU never sends. */
  push(chunk: Buffer): readonly Buffer[] | 'broken' {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    let position = 0;
    while (data.length - position >= LENGTH_BYTES) {
      const length = data.readUInt32BE(position);
      if (length > LONGEST_FRAME) return 'broken';
      const end = position + LENGTH_BYTES + length;
      if (end > data.length) break;
      frames.push(data.subarray(position, end));
      position = end;
    }
    this.#rest = data.subarray(position);
    return frames;
  }
}

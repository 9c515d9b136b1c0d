/** Files of ours into volumes of the host and back, piece by piece, so that other calls come in between. */
import { open } from 'node:fs/promises';
import { lend } from './handles.ts';
import type { Session } from './session.ts';
import type { OperationContext } from './volumes.ts';

/** The most that one message of libvirt's protocol carries is 256 KiB less its head (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX). */
const PIECE = 256 * 1024 - 24;

interface Source {
  readonly file: string;
  /** Bytes from the start, in the file and in the volume. */
  readonly offset: number;
}

/** Gives how many bytes went over. */
export async function sendFile(
  session: Session,
  volume: bigint,
  { file, offset }: Source,
  { progress, signal }: OperationContext,
): Promise<number> {
  const source = await open(file, 'r');
  try {
    const { size } = await source.stat();
    const length = Math.max(0, size - offset);
    return await streaming(session, async (stream) => {
      await session.int('virStorageVolUpload', volume, stream, BigInt(offset), BigInt(length), 0);
      const piece = Buffer.alloc(PIECE);
      let sent = 0;
      while (sent < length) {
        signal.throwIfAborted();
        const { bytesRead } = await source.read(piece, 0, PIECE, offset + sent);
        if (bytesRead === 0) throw new Error(`'${file}' became shorter while it was sent`);
        await sendAll(session, stream, piece.subarray(0, bytesRead));
        sent += bytesRead;
        progress(sent);
      }
      return sent;
    });
  } finally {
    await source.close();
  }
}

/** Gives how many bytes came. */
export async function receiveFile(
  session: Session,
  volume: bigint,
  { file, offset }: Source,
  { progress, signal }: OperationContext,
): Promise<number> {
  const target = await open(file, offset === 0 ? 'w' : 'r+');
  try {
    return await streaming(session, async (stream) => {
      await session.int('virStorageVolDownload', volume, stream, BigInt(offset), 0n, 0);
      let received = 0;
      for await (const piece of pieces(session, stream)) {
        signal.throwIfAborted();
        await target.write(piece, 0, piece.length, offset + received);
        received += piece.length;
        progress(received);
      }
      return received;
    });
  } finally {
    await target.close();
  }
}

/** All that comes through a stream, up to its end. The memory of each piece is used again for the next. */
export async function* pieces(session: Session, stream: bigint): AsyncGenerator<Buffer, void, void> {
  const piece = Buffer.alloc(PIECE);
  for (;;) {
    const length = await session.int('virStreamRecv', stream, piece, BigInt(PIECE));
    if (length === 0) return;
    yield piece.subarray(0, length);
  }
}

/** A stream that is finished after `work`, or aborted when it fails. */
export async function streaming<T>(session: Session, work: (stream: bigint) => Promise<T>): Promise<T> {
  const stream = await session.pointer('virStreamNew', session.connection, 0);
  return await lend(session, 'virStreamFree', stream, async () => {
    try {
      const result = await work(stream);
      await session.int('virStreamFinish', stream);
      return result;
    } catch (error) {
      await session.call('virStreamAbort', stream);
      throw error;
    }
  });
}

async function sendAll(session: Session, stream: bigint, bytes: Buffer): Promise<void> {
  for (let sent = 0; sent < bytes.length; ) {
    const rest = bytes.subarray(sent);
    sent += await session.int('virStreamSend', stream, rest, BigInt(rest.length));
  }
}

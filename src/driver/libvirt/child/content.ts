/** What the child does with a volume's bytes without a file of ours: hashes them, and marks a volume as used. */
import { createHash } from 'node:crypto';
import { withVolume } from './handles.ts';
import type { Session } from './session.ts';
import { pieces, streaming } from './transfer.ts';
import type { OperationContext, VolumeName } from './volumes.ts';

/** What a mark's only byte is. */
const MARK = Buffer.from('.');

export const contentOperations = {
  /** SHA-256 of the volume's bytes as the host gives them back, in hex. */
  volumeHash: async (
    session: Session,
    name: VolumeName,
    { progress, signal }: OperationContext,
  ): Promise<string> =>
    await withVolume(session, name, (volume) =>
      streaming(session, async (stream) => {
        const hash = createHash('sha256');
        let done = 0;
        await session.int('virStorageVolDownload', volume, stream, 0n, 0n, 0);
        for await (const piece of pieces(session, stream)) {
          signal.throwIfAborted();
          hash.update(piece);
          done += piece.length;
          progress(done);
        }
        return hash.digest('hex');
      }),
    ),

  /** Writes a mark's byte: the volume's time of change, by the host's clock, is now. */
  volumeTouch: async (session: Session, name: VolumeName): Promise<void> => {
    await withVolume(session, name, (volume) =>
      streaming(session, async (stream) => {
        await session.int('virStorageVolUpload', volume, stream, 0n, BigInt(MARK.length), 0);
        await session.int('virStreamSend', stream, MARK, BigInt(MARK.length));
      }),
    );
  },
};

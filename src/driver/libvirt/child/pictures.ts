/** Pictures of a domain's screen, by a stream each. */
import { withDomain } from './handles.ts';
import type { Session } from './session.ts';
import { pieces, streaming } from './transfer.ts';

export interface Screenshot {
  /** Such as 'image/png', or 'image/x-portable-pixmap'. */
  readonly type: string;
  readonly bytes: Buffer;
}

export const pictureOperations = {
  domainScreenshot: async (
    session: Session,
    { uuid, screen }: { readonly uuid: string; readonly screen: number },
  ): Promise<Screenshot> =>
    await withDomain(session, uuid, (domain) =>
      streaming(session, async (stream) => {
        const type = await session.text('virDomainScreenshot', domain, stream, screen, 0);
        const parts: Buffer[] = [];
        for await (const piece of pieces(session, stream)) parts.push(Buffer.from(piece));
        return { type, bytes: Buffer.concat(parts) };
      }),
    ),
};

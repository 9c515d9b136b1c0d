/** A run that stands still: why, and the ways on. */
import type { HeldInfo, HoldVerdict } from '../../protocol.ts';

export interface HeldBannerProps {
  readonly held: HeldInfo;
  readonly onResume: (verdict: HoldVerdict) => void;
  /** Accept what the screen shows as the reference of that name. */
  readonly onAccept: (screen: string) => void;
}

export function HeldBanner({ held, onResume, onAccept }: HeldBannerProps) {
  const failed = held.reason === 'failure';
  return (
    <section class={`held ${failed ? 'held-failure' : ''}`} aria-labelledby="held-title">
      <div class="held-text">
        <h2 id="held-title">{failed ? `Failed: ${held.title}` : 'Paused'}</h2>
        {failed && <p class="held-message">{held.message.split('\n', 1)[0]}</p>}
        {failed && held.message.includes('\n') && (
          <details>
            <summary>The whole message</summary>
            <pre>{held.message}</pre>
          </details>
        )}
      </div>
      <div class="held-buttons">
        {held.screens.map((screen) => (
          <button key={screen} type="button" class="button" onClick={() => onAccept(screen)}>
            Accept as '{screen}'
          </button>
        ))}
        {failed && (
          <button type="button" class="button" onClick={() => onResume('fail')}>
            Let it fail
          </button>
        )}
        <button
          type="button"
          class="button button-main"
          onClick={() => onResume(failed ? 'retry' : 'continue')}
        >
          {failed ? 'Try again' : 'Resume'}
        </button>
      </div>
    </section>
  );
}

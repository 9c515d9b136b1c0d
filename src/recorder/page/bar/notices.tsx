/** Short messages of what went wrong or was done. */
import type { GuestConnection } from '../guest-connection.ts';
import { useStore } from '../store.ts';

export function Notices({ connection }: { readonly connection: GuestConnection }) {
  const { notices } = useStore(connection.view);
  return (
    <div class="notices" role="log" aria-live="polite" aria-label="Messages">
      {notices.map(({ id, tone, text }) => (
        <p key={id} class={`notice notice-${tone}`}>
          <span>{text}</span>
          <button type="button" class="button button-quiet" onClick={() => connection.dismiss(id)}>
            Dismiss
          </button>
        </p>
      ))}
    </div>
  );
}

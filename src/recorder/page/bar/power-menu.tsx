/** The machine's switches, for whoever has control. */
import type { GuestConnection } from '../guest-connection.ts';

export interface PowerButtonsProps {
  readonly connection: GuestConnection;
  readonly machine: string;
  readonly disabled: boolean;
}

export function PowerButtons({ connection, machine, disabled }: PowerButtonsProps) {
  const act = (action: 'on' | 'off' | 'reset') => connection.send({ type: 'power', action });
  const off = machine === 'off' || machine === 'suspended';
  const resets = connection.view.value.guest?.capabilities.includes('reset') ?? false;
  return (
    <div class="group" role="group" aria-label="Power">
      {off ? (
        <button type="button" class="button" disabled={disabled} onClick={() => act('on')}>
          Power on
        </button>
      ) : (
        <>
          {resets && (
            <button type="button" class="button" disabled={disabled} onClick={() => act('reset')}>
              Reset
            </button>
          )}
          <button type="button" class="button" disabled={disabled} onClick={() => act('off')}>
            Power off
          </button>
        </>
      )}
    </div>
  );
}

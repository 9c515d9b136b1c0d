/** One guest: its screen large, the controls above, what it does below. */
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { ControlState, LocatorProposal } from '../protocol.ts';
import { KeyMenu } from './bar/key-menu.tsx';
import { Notices } from './bar/notices.tsx';
import { PowerButtons } from './bar/power-menu.tsx';
import { StatusLine } from './bar/status-line.tsx';
import { ThemeButton } from './bar/theme-button.tsx';
import { TypeDialog } from './bar/type-dialog.tsx';
import { GuestConnection } from './guest-connection.ts';
import { enterFullScreen, leaveFullScreen } from './input/keyboard.ts';
import { HeldBanner } from './panel/held-banner.tsx';
import { LocatePanel } from './panel/locate-panel.tsx';
import { locatorTool } from './panel/locator-tool.ts';
import { RecordPanel } from './record/record-panel.tsx';
import { RecordingClient, screenOf } from './record/recording-client.ts';
import { StepEditor } from './record/step-editor.tsx';
import { Mark } from './stage/marks.tsx';
import { Stage } from './stage/stage.tsx';
import { ZOOMS, type Zoom } from './stage/zoom.ts';
import { useStore } from './store.ts';

export interface GuestPageProps {
  readonly id: string;
  /** Back to the grid, if there is one. */
  readonly onBack?: (() => void) | undefined;
}

const CONTROL_WORDS: Readonly<Record<ControlState, string>> = {
  yours: 'You have control',
  another: 'Another page has control',
  free: 'Nobody has control',
  watch: 'Watching',
};

export function GuestPage({ id, onBack }: GuestPageProps) {
  const connection = useMemo(() => new GuestConnection(id), [id]);
  const client = useMemo(() => new RecordingClient(connection), [connection]);
  useEffect(
    () => () => {
      client.close();
      connection.close();
    },
    [client, connection],
  );
  const { view: recording, selected } = useStore(client.state);
  const { guest, state, activity } = useStore(connection.view);
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [typing, setTyping] = useState<string>();
  const [picking, setPicking] = useState(false);
  const [proposals, setProposals] = useState<readonly LocatorProposal[]>([]);
  const [pointed, setPointed] = useState<LocatorProposal>();
  const control = state?.control ?? 'watch';
  const acts = control === 'yours';
  const type = useCallback((text: string) => connection.send({ type: 'text', text }), [connection]);
  const tool = useMemo(
    () =>
      picking ? locatorTool(connection, { found: setProposals, kept: () => setPicking(false) }) : undefined,
    [connection, picking],
  );
  useEffect(() => {
    document.title = `${guest?.title ?? 'Guest'} · Guestwright`;
  }, [guest?.title]);
  const held = activity?.held;
  const step = recording?.steps.find((each) => each.id === selected);
  const screen = recording && step && screenOf(recording, step);
  const locating = picking || proposals.length > 0;
  const panel = locating || recording !== undefined;

  return (
    <div class={`guest-page ${panel ? 'with-panel' : ''}`}>
      <header>
        <div class="bar">
          {onBack && (
            <button type="button" class="button button-quiet" onClick={onBack}>
              All guests
            </button>
          )}
          <h1 class="bar-title">{guest?.title ?? 'Guest'}</h1>
          <p class="bar-fact">{guest?.driver}</p>
          <p class={`chip chip-${state?.machine ?? 'unknown'}`} role="status">
            {state?.machine ?? 'unknown'}
          </p>
          <span class="bar-space" />
          <p class="bar-fact" role="status">
            {CONTROL_WORDS[control]}
          </p>
          {(control === 'free' || control === 'another') && (
            <button
              type="button"
              class="button button-main"
              onClick={() => connection.send({ type: 'control', take: true })}
            >
              Take control
            </button>
          )}
          <ThemeButton />
        </div>
        <div class="tools" role="toolbar" aria-label="Screen">
          <KeyMenu disabled={!acts} onPress={(chord) => connection.send({ type: 'press', chord })} />
          <button
            type="button"
            class="button"
            disabled={!acts}
            onClick={() => setTyping('')}
            data-after-screen
          >
            Type a text
          </button>
          <PowerButtons connection={connection} machine={state?.machine ?? 'unknown'} disabled={!acts} />
          <button
            type="button"
            class="button"
            aria-pressed={picking}
            onClick={() => {
              setPicking(!picking);
              setProposals([]);
              setPointed(undefined);
            }}
          >
            Pick a locator
          </button>
          <span class="bar-space" />
          <label class="inline-field">
            <span>Zoom</span>
            <select
              value={String(zoom)}
              onChange={({ currentTarget: { value } }) => setZoom(value === 'fit' ? 'fit' : Number(value))}
            >
              {ZOOMS.map(({ zoom: each, name }) => (
                <option key={name} value={String(each)}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="button" onClick={toggleFullScreen}>
            Full screen
          </button>
        </div>
      </header>
      {held && (
        <HeldBanner
          held={held}
          onResume={(verdict) => connection.send({ type: 'resume', verdict })}
          onAccept={(screen) => connection.send({ type: 'accept', screen })}
        />
      )}
      <main class="work">
        {recording && step && screen ? (
          <StepEditor
            client={client}
            view={recording}
            step={step}
            screen={screen}
            zoom={zoom}
            acts={acts && recording.mode !== 'replaying' && recording.mode !== 'rewinding'}
          />
        ) : (
          <Stage
            connection={connection}
            zoom={zoom}
            toGuest={acts && !picking}
            onPaste={type}
            tool={tool}
            overlay={
              <>
                {(activity?.awaited ?? []).flatMap(({ what, areas }) =>
                  areas.map((region, index) => (
                    <Mark
                      key={`${what} ${index}`}
                      region={region}
                      kind="awaited"
                      label={index === 0 ? what : undefined}
                    />
                  )),
                )}
                {(pointed ? [pointed] : proposals.slice(0, 1)).map(({ region, code }) => (
                  <Mark key={code} region={region} kind="found" />
                ))}
              </>
            }
          />
        )}
        {panel && (
          <aside class="panel" aria-label={recording ? 'Recording' : 'Locators'}>
            {locating && <LocatePanel proposals={proposals} onHover={setPointed} />}
            {recording && <RecordPanel client={client} view={recording} selected={selected} acts={acts} />}
          </aside>
        )}
      </main>
      <StatusLine connection={connection} />
      <Notices connection={connection} />
      {typing !== undefined && (
        <TypeDialog
          layout={guest?.layout ?? 'us'}
          text={typing}
          onType={type}
          onClose={() => setTyping(undefined)}
        />
      )}
    </div>
  );
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) return await leaveFullScreen();
  const work = document.querySelector<HTMLElement>('.work');
  if (!work) return;
  await enterFullScreen(work);
  work.querySelector<HTMLElement>('.screen')?.focus();
}

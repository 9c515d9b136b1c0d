/** One recorded step: its frozen screen to draw on, its name, matching, points and actions. */
import { useRef, useState } from 'preact/hooks';
import { framePath } from '../../record-protocol.ts';
import type { RecordingView, ScreenView, StepView } from '../../recording/view.ts';
import { useRoom } from '../stage/room.ts';
import { scaleOf, type Zoom } from '../stage/zoom.ts';
import { FrameEditor } from './frame-editor.tsx';
import type { RecordingClient } from './recording-client.ts';
import { ScreenForm } from './screen-form.tsx';
import type { DrawMode, ShapeId } from './shapes.ts';
import { StepForm } from './step-form.tsx';

export interface StepEditorProps {
  readonly client: RecordingClient;
  readonly view: RecordingView;
  readonly step: StepView;
  readonly screen: ScreenView;
  readonly zoom: Zoom;
  readonly acts: boolean;
}

const MODES: readonly (readonly [DrawMode, string])[] = [
  ['area', 'Include'],
  ['exclude', 'Exclude'],
  ['point', 'Click point'],
];

export function StepEditor({ client, view, step, screen, zoom, acts }: StepEditorProps) {
  const [mode, setMode] = useState<DrawMode>('area');
  const [shape, setShape] = useState<ShapeId>();
  const stage = useRef<HTMLDivElement>(null);
  const room = useRoom(stage);
  const scale = scaleOf(zoom, screen.display, room, window.devicePixelRatio);
  const { width, height } = screen.display;
  const number = view.steps.indexOf(step) + 1;
  return (
    <>
      <div class="stage stage-frozen" ref={stage}>
        <div class="frozen-bar">
          <strong>
            Step {number}: {screen.name}
          </strong>
          <fieldset class="group" disabled={!acts}>
            <legend class="visually-hidden">Draw</legend>
            {MODES.map(([each, name]) => (
              <button
                key={each}
                type="button"
                class="button"
                aria-pressed={mode === each}
                onClick={() => setMode(each)}
              >
                {name}
              </button>
            ))}
          </fieldset>
          <button type="button" class="button" onClick={() => client.select(undefined)}>
            Back to the live screen
          </button>
        </div>
        <div
          class="screen screen-tool"
          style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
        >
          <img class="frozen-frame" src={framePath(screen.frame)} alt={`The frozen screen ${screen.name}`} />
          <FrameEditor
            screen={screen}
            mode={mode}
            disabled={!acts}
            selected={shape}
            onSelect={setShape}
            onDraw={(drawn) => client.send({ type: 'draw', screen: screen.id, ...drawn })}
            onPoint={(name, place) => client.send({ type: 'point', screen: screen.id, name, ...place })}
          />
        </div>
      </div>
      <aside class="panel" aria-label={`Step ${number}`}>
        <ScreenForm
          key={screen.id}
          client={client}
          view={view}
          screen={screen}
          shape={shape}
          disabled={!acts}
          onShape={setShape}
        />
        <StepForm key={step.id} client={client} view={view} step={step} disabled={!acts} />
      </aside>
    </>
  );
}

/** A frozen frame with the rectangles that its screen is recognised by, to be drawn, moved, resized and removed. */
import { useRef, useState } from 'preact/hooks';
import type { Point, Region } from '../../../frame/region.ts';
import type { DrawnScreen } from '../../record-protocol.ts';
import type { ScreenView } from '../../recording/view.ts';
import { PointMark } from '../stage/marks.tsx';
import {
  between,
  type DrawMode,
  moved,
  movedPoint,
  newArea,
  resized,
  type ShapeId,
  SMALLEST_DRAWN,
  sameShape,
} from './shapes.ts';

export interface FrameEditorProps {
  readonly screen: ScreenView;
  readonly mode: DrawMode;
  readonly disabled: boolean;
  readonly selected: ShapeId | undefined;
  readonly onSelect: (shape: ShapeId | undefined) => void;
  readonly onDraw: (drawn: DrawnScreen) => void;
  readonly onPoint: (name: string, place: Point) => void;
}

/** What the pointer does between down and up. */
interface Drag {
  readonly start: Point;
  readonly at: Point;
  /** Undefined for a new rectangle. */
  readonly shape: ShapeId | undefined;
  readonly resizes: boolean;
}

/** CSS pixels of a corner to pull at. */
const HANDLE = 10;
/** How far an arrow key moves, in the guest's pixels. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function FrameEditor(props: FrameEditorProps) {
  const { screen, mode, disabled, selected, onSelect, onDraw, onPoint } = props;
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag>();
  const size = screen.display;
  const shown = drag?.shape ? withChange(screen, drag.shape, drag, size) : screen;

  const pixel = (event: PointerEvent): Point => {
    const { left, top, width, height } = (svg.current as SVGSVGElement).getBoundingClientRect();
    const inside = (share: number, most: number) => Math.min(Math.max(Math.floor(share * most), 0), most - 1);
    return {
      x: inside((event.clientX - left) / width, size.width),
      y: inside((event.clientY - top) / height, size.height),
    };
  };
  const onDown = (event: PointerEvent) => {
    if (disabled || event.button !== 0) return;
    const at = pixel(event);
    const hit = event.target instanceof Element ? event.target.closest<SVGElement>('[data-shape]') : null;
    const shape = hit?.dataset.shape ? (JSON.parse(hit.dataset.shape) as ShapeId) : undefined;
    const resizes = event.target instanceof Element && event.target.classList.contains('handle');
    svg.current?.setPointerCapture(event.pointerId);
    onSelect(shape);
    setDrag({ start: at, at, shape, resizes });
  };
  const onMove = (event: PointerEvent) => {
    if (drag) setDrag({ ...drag, at: pixel(event) });
  };
  const onUp = (event: PointerEvent) => {
    if (!drag) return;
    const done = { ...drag, at: pixel(event) };
    setDrag(undefined);
    if (done.shape)
      return commit(done.shape, done.at.x - done.start.x, done.at.y - done.start.y, done.resizes);
    if (mode === 'point') return onPoint(freePointName(screen), done.at);
    const region = between(done.start, done.at);
    if (region.width < SMALLEST_DRAWN || region.height < SMALLEST_DRAWN) return;
    const { areas, exclude } = screen;
    if (mode === 'area') onDraw({ areas: [...areas, newArea(region)], exclude });
    else onDraw({ areas, exclude: [...exclude, region] });
    onSelect({ kind: mode, index: mode === 'area' ? areas.length : exclude.length });
  };
  const commit = (shape: ShapeId, dx: number, dy: number, resizes: boolean) => {
    if (dx === 0 && dy === 0) return;
    const changed = withChange(screen, shape, { start: { x: 0, y: 0 }, at: { x: dx, y: dy }, resizes }, size);
    if (shape.kind !== 'point') return onDraw({ areas: changed.areas, exclude: changed.exclude });
    const place = changed.points[shape.name];
    if (place) onPoint(shape.name, place);
  };
  const onKey = (event: KeyboardEvent, shape: ShapeId) => {
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    if (disabled) return;
    if (dx !== 0 || dy !== 0) commit(shape, dx, dy, event.shiftKey);
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(shape);
    else return;
    event.preventDefault();
  };
  const remove = (shape: ShapeId) => {
    if (shape.kind === 'point') return;
    onSelect(undefined);
    onDraw(withoutShape(screen, shape));
  };

  return (
    <svg
      class={`editor editor-${mode}`}
      ref={svg}
      viewBox={`0 0 ${size.width} ${size.height}`}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
    >
      <title>Areas of the screen {screen.name}</title>
      {screen.restless.map((region) => (
        <rect key={JSON.stringify(region)} class="restless" {...region} />
      ))}
      {(['area', 'exclude'] as const).flatMap((kind) =>
        (kind === 'area' ? shown.areas : shown.exclude).map((region, index) => (
          <Rectangle
            key={`${kind} ${index}`}
            shape={{ kind, index }}
            region={region}
            selected={sameShape(selected, { kind, index })}
            onKey={onKey}
            onSelect={onSelect}
          />
        )),
      )}
      {Object.entries(shown.points).map(([name, place]) => (
        <g key={name} class="grip" data-shape={JSON.stringify({ kind: 'point', name })}>
          <PointMark {...place} label={name} />
        </g>
      ))}
      {drag && !drag.shape && mode !== 'point' && (
        <rect class={`drawn drawn-${mode}`} {...between(drag.start, drag.at)} />
      )}
    </svg>
  );
}

interface RectangleProps {
  readonly shape: ShapeId & { readonly kind: 'area' | 'exclude' };
  readonly region: Region;
  readonly selected: boolean;
  readonly onKey: (event: KeyboardEvent, shape: ShapeId) => void;
  readonly onSelect: (shape: ShapeId) => void;
}

function Rectangle({ shape, region, selected, onKey, onSelect }: RectangleProps) {
  const { x, y, width, height } = region;
  const name = `${shape.kind === 'area' ? 'Area' : 'Exclusion'} ${shape.index + 1}: ${width} by ${height} at ${x}, ${y}`;
  return (
    <g
      class={`shape shape-${shape.kind} ${selected ? 'shape-selected' : ''}`}
      data-shape={JSON.stringify(shape)}
      role="button"
      tabIndex={0}
      aria-label={name}
      aria-pressed={selected}
      onKeyDown={(event) => onKey(event, shape)}
      onFocus={() => onSelect(shape)}
    >
      <rect x={x} y={y} width={width} height={height} />
      {selected && (
        <rect
          class="handle"
          x={x + width - HANDLE / 2}
          y={y + height - HANDLE / 2}
          width={HANDLE}
          height={HANDLE}
        />
      )}
    </g>
  );
}

type Drawing = Pick<ScreenView, 'areas' | 'exclude' | 'points'>;

function withChange(
  screen: Drawing,
  shape: ShapeId,
  { start, at, resizes }: Pick<Drag, 'start' | 'at' | 'resizes'>,
  size: { readonly width: number; readonly height: number },
): Drawing {
  const [dx, dy] = [at.x - start.x, at.y - start.y];
  const change = resizes ? resized : moved;
  if (shape.kind === 'point') {
    const point = screen.points[shape.name];
    if (!point) return screen;
    return { ...screen, points: { ...screen.points, [shape.name]: movedPoint(point, dx, dy, size) } };
  }
  const isIt = (index: number) => index === shape.index;
  if (shape.kind === 'area') {
    const areas = screen.areas.map((area, index) => (isIt(index) ? change(area, dx, dy, size) : area));
    return { ...screen, areas };
  }
  const exclude = screen.exclude.map((each, index) => (isIt(index) ? change(each, dx, dy, size) : each));
  return { ...screen, exclude };
}

/** What is left when the rectangle is removed. */
export function withoutShape(
  { areas, exclude }: Drawing,
  shape: ShapeId & { readonly kind: 'area' | 'exclude' },
): DrawnScreen {
  const rest = <T,>(list: readonly T[]) => list.filter((_, index) => index !== shape.index);
  return shape.kind === 'area' ? { areas: rest(areas), exclude } : { areas, exclude: rest(exclude) };
}

function freePointName({ points }: Pick<ScreenView, 'points'>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'point' : `point-${number}`;
    if (!Object.hasOwn(points, name)) return name;
  }
}

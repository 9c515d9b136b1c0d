/** What is drawn over a screen: outlines in the guest's pixels with lines of the page's width. */
import type { Region } from '../../../frame/region.ts';

export interface MarkProps {
  readonly region: Region;
  readonly kind: 'awaited' | 'found' | 'area' | 'exclude' | 'blinker' | 'elsewhere';
  readonly label?: string | undefined;
}

/** Guest pixels between an outline and its label. */
const LABEL_GAP = 4;
/** Above this line of the display a label would be cut off: it goes below. */
const LABEL_HEIGHT = 14;

export function Mark({ region: { x, y, width, height }, kind, label }: MarkProps) {
  const above = y >= LABEL_HEIGHT;
  return (
    <g class={`mark mark-${kind}`}>
      <rect x={x} y={y} width={width} height={height} />
      {label !== undefined && (
        <text x={x} y={above ? y - LABEL_GAP : y + height + LABEL_HEIGHT}>
          {label}
        </text>
      )}
    </g>
  );
}

export function PointMark({
  x,
  y,
  label,
}: {
  readonly x: number;
  readonly y: number;
  readonly label?: string;
}) {
  return (
    <g class="mark mark-point">
      <circle cx={x + 0.5} cy={y + 0.5} r={7} />
      <path d={`M${x - 4} ${y + 0.5}h9M${x + 0.5} ${y - 4}v9`} />
      {label !== undefined && (
        <text x={x + 10} y={y + 4}>
          {label}
        </text>
      )}
    </g>
  );
}

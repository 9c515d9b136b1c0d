/** How much room a stage has for a screen. */
import { useLayoutEffect, useState } from 'preact/hooks';

/** Between the screen and the stage's edge, in CSS pixels, on both sides together. */
const MARGIN = 32;

/** The element's size without the margin and what else stands in it, followed. */
export function useRoom(stage: { readonly current: HTMLElement | null }): {
  readonly width: number;
  readonly height: number;
} {
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => {
      const bar = element.querySelector<HTMLElement>('.frozen-bar')?.offsetHeight ?? 0;
      setRoom({ width: element.clientWidth - MARGIN, height: element.clientHeight - MARGIN - bar });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [stage]);
  return room;
}

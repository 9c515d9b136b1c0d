/** How large a guest's pixel is on the page. */

/** `fit`: as large as the stage allows. Else CSS pixels of one guest pixel. */
export type Zoom = 'fit' | number;

export const ZOOMS: readonly { readonly zoom: Zoom; readonly name: string }[] = [
  { zoom: 'fit', name: 'Fit' },
  { zoom: 0.5, name: '50 %' },
  { zoom: 1, name: '100 %' },
  { zoom: 2, name: '200 %' },
  { zoom: 3, name: '300 %' },
  { zoom: 4, name: '400 %' },
];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * CSS pixels of one guest pixel. Where it fits more than once, whole device pixels: else some of the guest's would be
 * drawn wider than others.
 */
export function scaleOf(zoom: Zoom, guest: Size, stage: Size, deviceRatio: number): number {
  if (zoom !== 'fit') return zoom;
  const fitting = Math.min(stage.width / guest.width, stage.height / guest.height);
  if (!(fitting > 0)) return 1;
  const device = fitting * deviceRatio;
  return device >= 1 ? Math.floor(device) / deviceRatio : fitting;
}

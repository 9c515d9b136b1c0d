/** A guest's last frames on one picture, oldest first, each with its time before the last one. */
import { createPicture, type Picture } from '../frame/picture.ts';
import type { FilmstripFrame } from '../guest/filmstrip.ts';
import { CAPTION_HEIGHT, drawCaption } from './caption.ts';

const COLUMNS = 4;
/** Pixels between cells and around them. */
const GAP = 8;
const BACKGROUND = 0xff202020;

/** The sheet, or undefined for no pictures. */
export function contactSheet(pictures: readonly FilmstripFrame[]): Picture | undefined {
  const last = pictures.at(-1);
  if (!last) return undefined;
  const cellWidth = Math.max(...pictures.map(({ width }) => width));
  const cellHeight = Math.max(...pictures.map(({ height }) => height)) + GAP + CAPTION_HEIGHT;
  const columns = Math.min(COLUMNS, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const sheet = blank(columns * (cellWidth + GAP) + GAP, rows * (cellHeight + GAP) + GAP);
  for (const [index, picture] of pictures.entries()) {
    const left = GAP + (index % columns) * (cellWidth + GAP);
    const top = GAP + Math.floor(index / columns) * (cellHeight + GAP);
    paste(sheet, picture, left, top);
    const { width, height } = picture.original;
    const caption = `${secondsBefore(picture.time, last.time)} s  ${width}x${height}`;
    drawCaption(sheet, caption, left, top + picture.height + GAP / 2);
  }
  return sheet;
}

function blank(width: number, height: number): Picture {
  const picture = createPicture({ width, height });
  picture.pixels.fill(BACKGROUND);
  return picture;
}

function paste(sheet: Picture, { width, height, data }: FilmstripFrame, left: number, top: number): void {
  for (let y = 0; y < height; y++) {
    sheet.data.set(data.subarray(y * width * 4, (y + 1) * width * 4), ((top + y) * sheet.width + left) * 4);
  }
}

/** '-12.3', or '0.0' for the last one. */
function secondsBefore(time: number, end: number): string {
  return (Math.min(0, time - end) / 1000).toFixed(1).replace('-0.0', '0.0');
}

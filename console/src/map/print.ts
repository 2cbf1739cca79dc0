/** A picture of the map that leaves the console: what it is, and of when, is written into it. */

import { MAP } from './palette';

const LINE_PX = 20;

/** The canvas with lines beneath it; an exercise has a frame that nobody overlooks. */
export function captioned(map: HTMLCanvasElement, lines: string[], exercise: boolean): HTMLCanvasElement {
  const ratio = window.devicePixelRatio;
  const foot = (lines.length * LINE_PX + 12) * ratio;
  const canvas = document.createElement('canvas');
  canvas.width = map.width;
  canvas.height = map.height + foot;
  const context = canvas.getContext('2d')!;
  context.fillStyle = MAP.water;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(map, 0, 0);
  context.font = `${13 * ratio}px "IBM Plex Sans", sans-serif`;
  context.textBaseline = 'middle';
  context.fillStyle = MAP.text;
  lines.forEach((line, k) => context.fillText(line, 12 * ratio, map.height + (LINE_PX * (k + 0.5) + 6) * ratio, canvas.width - 24 * ratio));
  if (exercise) {
    context.strokeStyle = MAP.exercise;
    context.lineWidth = 10 * ratio;
    context.setLineDash([18 * ratio, 10 * ratio]);
    context.strokeRect(0, 0, canvas.width, canvas.height);
  }
  return canvas;
}

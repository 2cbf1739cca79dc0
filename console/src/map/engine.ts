/** What a map must do for the console, whichever way it draws. North is up, there is no tilt. */

import type { FeatureCollection, Geometry } from 'geojson';
import type { View } from './mercator';
import type { Paint } from './overlays';

export interface Bounds {
  westDeg: number;
  southDeg: number;
  eastDeg: number;
  northDeg: number;
}

export interface EngineListener {
  /** The map was drawn with this view: what lies above it must follow in the same frame. */
  drawn(view: View): void;
  pointer(view: View, x: number, y: number): void;
  click(view: View, x: number, y: number): void;
  fault(why: string): void;
}

export interface Engine {
  readonly kind: 'webgl2' | 'canvas2d';
  view(): View;
  repaint(): void;
  setZones(zones: FeatureCollection): void;
  /** What lies over the zones and below the tracks: features with their Paint. */
  setOverlay(overlay: FeatureCollection<Geometry, Paint>): void;
  /** The palette is another. */
  recolour(): void;
  /** Points are being set: a double click must not zoom. */
  setDrawing(drawing: boolean): void;
  /** What was drawn, to be read within `drawn` alone. */
  readonly canvas: HTMLCanvasElement;
  /** Whatever was given before is drawn. */
  settled(): Promise<void>;
  fly(lonDeg: number, latDeg: number, zoom?: number): void;
  fit(bounds: Bounds): void;
  zoomBy(steps: number): void;
  resize(): void;
  destroy(): void;
}

/** The box around every coordinate of the collection; null when there is none. */
export function boundsOf(collection: FeatureCollection): Bounds | null {
  const box: Bounds = { westDeg: Infinity, southDeg: Infinity, eastDeg: -Infinity, northDeg: -Infinity };
  const take = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === 'number') {
      const [lonDeg, latDeg] = value as [number, number];
      box.westDeg = Math.min(box.westDeg, lonDeg);
      box.eastDeg = Math.max(box.eastDeg, lonDeg);
      box.southDeg = Math.min(box.southDeg, latDeg);
      box.northDeg = Math.max(box.northDeg, latDeg);
    } else {
      value.forEach(take);
    }
  };
  for (const feature of collection.features) if ('coordinates' in feature.geometry) take(feature.geometry.coordinates);
  return box.westDeg <= box.eastDeg ? box : null;
}

/** What pages and tools draw on the base map, below the tracks: named sheets of features, one collection for the map. */

import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import { MAP, type MapTone } from './palette';

/** How one feature is drawn, in whatever palette is in force; a point with a text is that text with a dot. */
export interface Ink {
  tone: MapTone;
  /** Opacity of the inside, 0..1. */
  fill?: number;
  widthPx?: number;
  dashed?: boolean;
  text?: string;
}

export type Drawn = Feature<Geometry, Ink>;

/** The same with its colour: what an engine draws. */
export interface Paint extends Omit<Ink, 'tone'> {
  colour: string;
}

export const drawn = (geometry: Geometry, ink: Ink): Drawn => ({ type: 'Feature', geometry, properties: ink });

export const pointOf = (lonDeg: number, latDeg: number): Geometry => ({ type: 'Point', coordinates: [lonDeg, latDeg] });

export const lineOf = (points: Position[]): Geometry => ({ type: 'LineString', coordinates: points });

/** Names of sheets that tell where sensors stand: never in a picture that leaves the console. */
const WITHIN: ReadonlySet<string> = new Set(['sensors']);

export class Overlays {
  private readonly sheets = new Map<string, Drawn[]>();
  private isLeaving = false;

  constructor(private readonly show: (shown: FeatureCollection<Geometry, Paint>) => void) {}

  /** Replaces a sheet; the later a name came first, the higher it lies. */
  set(name: string, features: Drawn[]): void {
    if (features.length === 0 && (this.sheets.get(name)?.length ?? 0) === 0) return;
    this.sheets.set(name, features);
    this.show(this.shown());
  }

  /** True while a picture is taken: what must stay within is not shown, whatever is set meanwhile. */
  set leaving(leaving: boolean) {
    this.isLeaving = leaving;
    this.show(this.shown());
  }

  /** All sheets that may be seen now. */
  shown(): FeatureCollection<Geometry, Paint> {
    const kept = [...this.sheets].filter(([name]) => !this.isLeaving || !WITHIN.has(name));
    const painted = ({ properties: { tone, ...ink }, ...feature }: Drawn) => ({ ...feature, properties: { ...ink, colour: MAP[tone] } });
    return { type: 'FeatureCollection', features: kept.flatMap(([, features]) => features.map(painted)) };
  }
}

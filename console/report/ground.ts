/** The map of the page: what is around, drawn on a canvas; and the place whose name says where somebody is. */

import { mercatorPerMetre, mercatorX, mercatorY, screenX, screenY, type View } from '../src/map/mercator';

export interface Place {
  lonDeg: number;
  latDeg: number;
  x: number;
  y: number;
  name: string;
  rank: number;
}

interface Told {
  box: [number, number, number, number];
  land: number[][];
  lakes: number[][];
  rivers: number[][];
  borders: number[][];
  places: [number, number, string, number][];
}

const UNIT_DEG = 0.001;
/** Path2D keeps single precision: paths are drawn about the box's corner in units of this many to the unit square. */
const UNITS = 1 << 20;
/** A place is named from the zoom at which its rank deserves it: 0 capitals ... 4 villages. */
const FIRST_ZOOM = [3, 4.8, 6.2, 7.8, 9.2];
const DEG = Math.PI / 180;

export interface Colours {
  water: string;
  land: string;
  border: string;
  text: string;
}

export class Ground {
  readonly places: Place[];
  private readonly paths: Record<'land' | 'lakes' | 'rivers' | 'borders', Path2D>;
  private readonly originX: number;
  private readonly originY: number;

  constructor(told: Told) {
    const [west, south] = told.box;
    this.originX = mercatorX(west);
    this.originY = mercatorY(south);
    const path = (lines: number[][]) => {
      const made = new Path2D();
      for (const line of lines) this.trace(made, line, west, south);
      return made;
    };
    this.paths = {
      land: path(told.land), lakes: path(told.lakes), rivers: path(told.rivers), borders: path(told.borders),
    };
    this.places = told.places.map(([lonDeg, latDeg, name, rank]) => ({
      lonDeg, latDeg, name, rank, x: mercatorX(lonDeg), y: mercatorY(latDeg),
    }));
  }

  /** The nearest place and how far it is; null where there is none within 30 km. */
  nearest(lonDeg: number, latDeg: number): { name: string; km: number } | null {
    let best: { name: string; km: number } | null = null;
    for (const place of this.places) {
      const km = 111.2 * Math.hypot(place.latDeg - latDeg, (place.lonDeg - lonDeg) * Math.cos(latDeg * DEG));
      if (km < (best?.km ?? 30)) best = { name: place.name, km };
    }
    return best;
  }

  draw(context: CanvasRenderingContext2D, view: View, zoom: number, ratio: number, colours: Colours): void {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colours.water;
    context.fillRect(0, 0, view.width, view.height);
    const scale = (view.scale / UNITS) * ratio;
    context.setTransform(scale, 0, 0, scale, screenX(view, this.originX) * ratio, screenY(view, this.originY) * ratio);
    context.fillStyle = colours.land;
    context.fill(this.paths.land, 'evenodd');
    context.fillStyle = context.strokeStyle = colours.water;
    context.fill(this.paths.lakes, 'evenodd');
    context.lineWidth = (1.5 * ratio) / scale;
    context.stroke(this.paths.rivers);
    context.strokeStyle = colours.border;
    context.stroke(this.paths.borders);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.name(context, view, zoom, colours);
  }

  private name(context: CanvasRenderingContext2D, view: View, zoom: number, colours: Colours): void {
    context.font = '13px system-ui, sans-serif';
    context.textAlign = 'center';
    context.fillStyle = colours.text;
    const taken: [number, number, number][] = [];
    for (const place of this.places) {
      if (zoom < FIRST_ZOOM[place.rank]) continue;
      const x = screenX(view, place.x);
      const y = screenY(view, place.y);
      if (x < -40 || y < -20 || x > view.width + 40 || y > view.height + 20) continue;
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
      const half = context.measureText(place.name).width / 2 + 4;
      if (taken.some(([otherX, otherY, other]) => Math.abs(otherX - x) < half + other && Math.abs(otherY - y) < 18)) continue;
      taken.push([x, y, half]);
      context.fillText(place.name, x, y + 15);
    }
  }

  private trace(path: Path2D, line: number[], west: number, south: number): void {
    let [lon, lat] = [west, south];
    for (let i = 0; i < line.length; i += 2) {
      lon += line[i] * UNIT_DEG;
      lat += line[i + 1] * UNIT_DEG;
      const x = (mercatorX(lon) - this.originX) * UNITS;
      const y = (mercatorY(lat) - this.originY) * UNITS;
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
  }
}

let asked: Promise<Ground> | undefined;

/** Fetched once; the page does without it where it does not come. */
export function ground(): Promise<Ground> {
  asked ??= fetch('map.json').then(async (answer) => new Ground((await answer.json()) as Told));
  asked.catch(() => (asked = undefined));
  return asked;
}

/** Metres that so many pixels stand for. */
export function metresOf(px: number, view: View, latDeg: number): number {
  return px / view.scale / mercatorPerMetre(latDeg);
}

/** What clicks on the map mean while something is drawn or measured there: points, until they are enough. */

import type { Position } from 'geojson';
import { bearingDeg, circle, distanceM } from '../map/geodesy';
import { drawn, lineOf, pointOf, type Drawn, type Ink } from '../map/overlays';
import { distanceText, type Units } from '../format';

/** outline: corners of an area; circle: its middle, then its edge; point: a place; way: a measured line. */
export type PenUse = 'outline' | 'circle' | 'point' | 'way';

class Pen {
  use = $state<PenUse | ''>('');
  points = $state.raw<Position[]>([]);
  /** Where the pointer is while it draws. */
  private over: Position | null = null;
  private done: (points: Position[]) => void = () => undefined;
  /** Told when what is to be seen of it changed. */
  show: (features: Drawn[]) => void = () => undefined;
  units: Units = 'si';

  /** From now on clicks are points of this; `done` has them when they are enough. */
  begin(use: PenUse, done: (points: Position[]) => void): void {
    this.use = use;
    this.done = done;
    this.take([]);
  }

  /** A click: true when the pen took it. */
  click(lonDeg: number, latDeg: number): boolean {
    if (!this.use) return false;
    const [last] = this.points.slice(-1);
    // The second click of a double click is the end, not another corner.
    if (last && last[0] === lonDeg && last[1] === latDeg) this.finish();
    else this.take([...this.points, [lonDeg, latDeg]]);
    if (this.use === 'point' || (this.use === 'circle' && this.points.length === 2)) this.finish();
    return true;
  }

  move(lonDeg: number, latDeg: number): void {
    if (!this.use) return;
    this.over = [lonDeg, latDeg];
    this.draw();
  }

  /** The last point was wrong. */
  back(): void {
    this.take(this.points.slice(0, -1));
  }

  /** Enough: false when it is not yet. */
  finish(): boolean {
    const least = { outline: 3, circle: 2, point: 1, way: 2, '': Infinity }[this.use];
    if (this.points.length < least) return false;
    const { points, done } = this;
    this.cancel();
    done(points);
    return true;
  }

  cancel(): void {
    this.use = '';
    this.over = null;
    this.take([]);
  }

  private take(points: Position[]): void {
    this.points = points;
    this.draw();
  }

  private draw(): void {
    const [last] = this.points.slice(-1);
    const isAway = this.over && !(last && distanceM(last, this.over) < 1);
    const points = this.over && isAway ? [...this.points, this.over] : this.points;
    this.show(this.use ? sketch(this.use, points, this.units) : []);
  }
}

/** Points as they are to be seen, with lengths where that is what is asked. */
export function sketch(use: PenUse, points: Position[], units: Units): Drawn[] {
  const ink: Ink = { tone: 'pen', widthPx: 2 };
  const dots = points.map((point) => drawn(pointOf(point[0], point[1]), ink));
  if (points.length < 2) return dots;
  if (use === 'circle') {
    const radiusM = distanceM(points[0], points[1]);
    const label = drawn(pointOf(points[1][0], points[1][1]), { ...ink, text: distanceText(radiusM, units) });
    return [drawn({ type: 'Polygon', coordinates: [circle(points[0], radiusM)] }, { ...ink, fill: 0.15 }), label];
  }
  if (use === 'outline' && points.length > 2) {
    return [drawn({ type: 'Polygon', coordinates: [[...points, points[0]]] }, { ...ink, fill: 0.15 }), ...dots];
  }
  if (use !== 'way') return [drawn(lineOf(points), ink), ...dots];
  let sumM = 0;
  const labels = points.slice(1).map((point, k) => {
    const legM = distanceM(points[k], point);
    sumM += legM;
    const course = `${String(Math.round(bearingDeg(points[k], point)) % 360).padStart(3, '0')}°`;
    const text = `${distanceText(legM, units)} ${course}${k > 0 ? `\nsum ${distanceText(sumM, units)}` : ''}`;
    return drawn(pointOf(point[0], point[1]), { ...ink, text });
  });
  return [drawn(lineOf(points), ink), dots[0], ...labels];
}

export const pen = new Pen();

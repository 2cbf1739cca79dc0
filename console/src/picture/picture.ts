/**
 * What is known now, outside every reactive framework: the track table, history dots, raw plots, trails of watched
 * tracks, and the clock. Drawing reads it each frame; panels read single values a few times a second.
 */

import { PictureClock } from '../clock';
import { mercatorX, mercatorY } from '../map/mercator';
import { HEADER_BYTES, PLOTS, SNAPSHOT, type Frame } from '../wire/frame';
import type { TrailPoint } from '../wire/words';
import { DotRing } from './dots';
import { TrackTable } from './table';

/** A track leaves a history dot this often, s. */
const DOT_EVERY_S = 5;
const TRAIL_POINTS = 1200;
/** Colour index of a plot in the dot layers, after the nine identities. */
export const PLOT_COLOUR = 9;

export class Picture {
  readonly clock = new PictureClock();
  readonly table = new TrackTable();
  readonly history = new DotRing(1 << 17, 300);
  readonly plots = new DotRing(1 << 15, 15);
  /** Trails drawn as lines: x, y pairs of the unit square, oldest first. */
  readonly trails = new Map<number, number[]>();
  /** float32 cannot hold Unix seconds or a metre on the unit square: both are kept relative to an origin. */
  originS = 0;
  originX = 0.57;
  originY = 0.31;
  plotsSeen = 0;
  private dotted = new Map<number, number>();

  apply(frame: Frame, wallMs: number): void {
    if (frame.timeS <= 0) return; // the server has no time yet, so it has no tracks either
    if (this.originS === 0) this.originS = frame.timeS;
    if (frame.timeS < this.clock.now(wallMs) - 60) this.rewind(frame.timeS);
    this.clock.frame(frame.timeS, frame.speed, wallMs);
    if (frame.kind === PLOTS) {
      this.takePlots(frame);
      return;
    }
    this.table.apply(frame);
    this.leaveDots(frame);
  }

  /** Trails of these tracks are kept as lines from now on; others are forgotten. */
  watch(numbers: ReadonlySet<number>): number[] {
    for (const number of this.trails.keys()) if (!numbers.has(number)) this.trails.delete(number);
    const fresh = [...numbers].filter((number) => !this.trails.has(number));
    for (const number of fresh) this.trails.set(number, []);
    return fresh;
  }

  /** History from the server goes before what was seen here meanwhile. */
  takeTrail(number: number, points: TrailPoint[]): void {
    if (!this.trails.has(number)) return;
    this.trails.set(number, points.flatMap(([, latDeg, lonDeg]) => [mercatorX(lonDeg), mercatorY(latDeg)]));
  }

  clear(): void {
    this.table.clear();
    this.trails.clear();
    this.rewind(0);
    this.clock.reset();
    this.plotsSeen = 0;
  }

  /** The picture's time went back (another partition, a replay begun anew): history is of another time. */
  private rewind(timeS: number): void {
    this.history.clear();
    this.plots.clear();
    this.dotted.clear();
    for (const trail of this.trails.values()) trail.length = 0;
    this.originS = timeS;
  }

  private takePlots(frame: Frame): void {
    this.plotsSeen += frame.count;
    for (let i = 0; i < frame.count; i++) {
      const at = HEADER_BYTES + i * frame.stride;
      const x = mercatorX(frame.view.getFloat64(at + 8, true)) - this.originX;
      const y = mercatorY(frame.view.getFloat64(at, true)) - this.originY;
      this.plots.add(x, y, frame.timeS - this.originS, PLOT_COLOUR);
    }
  }

  private leaveDots(frame: Frame): void {
    const { table, dotted } = this;
    for (const number of frame.tombstones) dotted.delete(number);
    if (frame.kind === SNAPSHOT) for (const number of dotted.keys()) if (table.slotOf(number) < 0) dotted.delete(number);
    for (let i = 0; i < frame.count; i++) {
      const number = frame.view.getUint32(HEADER_BYTES + i * frame.stride, true);
      const slot = table.slotOf(number);
      if (slot < 0 || table.coasting(slot)) continue;
      const last = dotted.get(number);
      if (last !== undefined && frame.timeS - last < DOT_EVERY_S) continue;
      dotted.set(number, frame.timeS);
      const x = table.x[slot];
      const y = table.y[slot];
      this.history.add(x - this.originX, y - this.originY, frame.timeS - this.originS, table.identity(slot));
      const trail = this.trails.get(number);
      if (!trail) continue;
      trail.push(x, y);
      if (trail.length > TRAIL_POINTS * 2) trail.splice(0, trail.length - TRAIL_POINTS * 2);
    }
  }
}

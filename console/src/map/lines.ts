/** Line segments tied to tracks, rebuilt a few times a second: trails, 95 % ellipses. Both renderers draw them. */

import type { Picture } from '../picture/picture';
import { MAP, rgb, toneOf } from './palette';
import { mercatorPerMetre } from './mercator';

/** ax, ay, bx, by, vx, vy, time, width px, red, green, blue, alpha */
export const LINE_FLOATS = 12;
/** Chi-square, two degrees of freedom, 95 %: sqrt(5.991). */
const SIGMA_95 = 2.4477;
const STEPS = 48;

export class Lines {
  count = 0;
  version = 0;
  data = new Float32Array(4096 * LINE_FLOATS);

  /** The data, grown to hold `size` numbers. */
  reserve(size: number): Float32Array {
    if (size > this.data.length) {
      const wider = new Float32Array(Math.max(size, this.data.length * 2));
      wider.set(this.data);
      this.data = wider;
    }
    return this.data;
  }

  /** Builds the lines of these tracks; `selected` is the number of the selected one or 0. */
  build(picture: Picture, selected: number): void {
    this.count = 0;
    this.version++;
    const { table } = picture;
    for (const [number, trail] of picture.trails) {
      const slot = table.slotOf(number);
      const identity = slot >= 0 ? table.identity(slot) : 1;
      const colour = rgb(number === selected ? MAP.selected : toneOf(identity).line);
      for (let i = 0; i + 3 < trail.length; i += 2) {
        const fade = 0.25 + (0.5 * i) / trail.length;
        this.add(
          trail[i] - picture.originX, trail[i + 1] - picture.originY,
          trail[i + 2] - picture.originX, trail[i + 3] - picture.originY, 0, 0, 0, 1.6, colour, fade,
        );
      }
      if (slot < 0) continue;
      if (trail.length >= 2) {
        const end = trail.length - 2;
        this.add(
          trail[end] - picture.originX, trail[end + 1] - picture.originY,
          table.x[slot] - picture.originX, table.y[slot] - picture.originY, 0, 0, 0, 1.6, colour, 0.75,
        );
      }
      this.ellipse(picture, slot, number === selected ? MAP.selected : MAP.incident);
    }
  }

  private ellipse(picture: Picture, slot: number, tone: string): void {
    const { table } = picture;
    const major = table.majorM(slot) * SIGMA_95;
    const minor = table.minorM(slot) * SIGMA_95;
    if (!(major > 0) || !(minor > 0)) return;
    const perMetre = mercatorPerMetre(table.latDeg(slot));
    const turn = (table.azimuthDeg(slot) * Math.PI) / 180;
    const x = table.x[slot] - picture.originX;
    const y = table.y[slot] - picture.originY;
    const colour = rgb(tone);
    const timeS = table.timeS[slot] - picture.originS;
    let px = 0;
    let py = 0;
    for (let k = 0; k <= STEPS; k++) {
      const angle = (2 * Math.PI * k) / STEPS;
      const along = major * Math.cos(angle);
      const across = minor * Math.sin(angle);
      const east = along * Math.sin(turn) + across * Math.cos(turn);
      const north = along * Math.cos(turn) - across * Math.sin(turn);
      const qx = x + east * perMetre;
      const qy = y - north * perMetre;
      if (k > 0) this.add(px, py, qx, qy, table.vx[slot], table.vy[slot], timeS, 1.2, colour, 0.8);
      px = qx;
      py = qy;
    }
  }

  private add(
    ax: number, ay: number, bx: number, by: number, vx: number, vy: number, timeS: number, widthPx: number,
    colour: readonly [number, number, number], alpha: number,
  ): void {
    this.reserve((this.count + 1) * LINE_FLOATS);
    this.data.set([ax, ay, bx, by, vx, vy, timeS, widthPx, ...colour, alpha], this.count++ * LINE_FLOATS);
  }
}

/** A ring of points with a time each: history dots of all tracks, or raw plots. The oldest are overwritten. */

export const DOT_FLOATS = 4;

export class DotRing {
  /** x, y (unit square, less the origin), time (s, less the origin's), colour index; per dot. */
  readonly data: Float32Array;
  /** Dots written since the beginning; the place of the next one is `written % capacity`. */
  written = 0;

  constructor(
    readonly capacity: number,
    readonly lifeS: number,
  ) {
    this.data = new Float32Array(capacity * DOT_FLOATS);
  }

  add(x: number, y: number, timeS: number, colour: number): void {
    const at = (this.written++ % this.capacity) * DOT_FLOATS;
    this.data[at] = x;
    this.data[at + 1] = y;
    this.data[at + 2] = timeS;
    this.data[at + 3] = colour;
  }

  get count(): number {
    return Math.min(this.written, this.capacity);
  }

  clear(): void {
    this.written = 0;
  }
}

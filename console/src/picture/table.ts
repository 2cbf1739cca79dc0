/**
 * The tracks held by the console, as columns: rows are kept in the layout of the wire (offsets: docs/reference/web.md)
 * beside what drawing needs (mercator position and rates). Plain typed arrays; no reactive framework comes near.
 */

import { mercatorPerMetre, mercatorX, mercatorY } from '../map/mercator';
import {
  COASTING, DELTA, HEADER_BYTES, HEIGHT_KNOWN, NO_FLIGHT_LEVEL, NO_MODE_3A, SNAPSHOT, TENTATIVE, TRACK_BYTES, type Frame,
} from '../wire/frame';

/** Dead reckoning goes no further than this beyond what the server last said. */
export const RECKON_S = 20;

export class TrackTable {
  count = 0;
  /** Grows with every change; drawing compares it. */
  version = 0;
  bytes = new Uint8Array(0);
  u8 = this.bytes;
  u16 = new Uint16Array(0);
  i16 = new Int16Array(0);
  u32 = new Uint32Array(0);
  f32 = new Float32Array(0);
  f64 = new Float64Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  /** Unit squares per second. */
  vx = new Float32Array(0);
  vy = new Float32Array(0);
  /** Time at which the position holds: the tick of the frame that brought it. */
  timeS = new Float64Array(0);
  private stamp = new Uint32Array(0);
  private readonly slots = new Map<number, number>();
  private generation = 0;

  constructor() {
    this.grow(1024);
  }

  slotOf(number: number): number {
    return this.slots.get(number) ?? -1;
  }

  /** Takes a snapshot or a delta in. Rows of ended tracks are in the tombstones. */
  apply(frame: Frame): void {
    if (frame.kind !== SNAPSHOT && frame.kind !== DELTA) return;
    this.generation++;
    const source = new Uint8Array(frame.view.buffer);
    for (let i = 0; i < frame.count; i++) {
      const at = HEADER_BYTES + i * frame.stride;
      const number = frame.view.getUint32(at, true);
      let slot = this.slots.get(number);
      if (slot === undefined) {
        if (this.count === this.x.length) this.grow(this.count * 2);
        slot = this.count++;
        this.slots.set(number, slot);
      }
      this.bytes.set(source.subarray(at, at + TRACK_BYTES), slot * TRACK_BYTES);
      this.stamp[slot] = this.generation;
      this.timeS[slot] = frame.timeS;
      const latDeg = this.latDeg(slot);
      const perMetre = mercatorPerMetre(latDeg);
      this.x[slot] = mercatorX(this.lonDeg(slot));
      this.y[slot] = mercatorY(latDeg);
      this.vx[slot] = this.eastMps(slot) * perMetre;
      this.vy[slot] = -this.northMps(slot) * perMetre;
    }
    for (const number of frame.tombstones) this.remove(number);
    if (frame.kind === SNAPSHOT) {
      for (let slot = this.count - 1; slot >= 0; slot--) {
        if (this.stamp[slot] !== this.generation) this.remove(this.number(slot));
      }
    }
    this.version++;
  }

  clear(): void {
    this.count = 0;
    this.slots.clear();
    this.version++;
  }

  number(slot: number): number { return this.u32[slot * 24]; }
  status(slot: number): number { return this.u8[slot * 96 + 4]; }
  identity(slot: number): number { return this.u8[slot * 96 + 5]; }
  classCode(slot: number): number { return this.u8[slot * 96 + 6]; }
  flags(slot: number): number { return this.u8[slot * 96 + 7]; }
  latDeg(slot: number): number { return this.f64[slot * 12 + 1]; }
  lonDeg(slot: number): number { return this.f64[slot * 12 + 2]; }
  heightM(slot: number): number | null { return this.flags(slot) & HEIGHT_KNOWN ? this.f32[slot * 24 + 6] : null; }
  eastMps(slot: number): number { return this.f32[slot * 24 + 7]; }
  northMps(slot: number): number { return this.f32[slot * 24 + 8]; }
  upMps(slot: number): number { return this.f32[slot * 24 + 9]; }
  speedMps(slot: number): number { return Math.hypot(this.eastMps(slot), this.northMps(slot)); }
  radius95M(slot: number): number { return this.f32[slot * 24 + 11]; }
  majorM(slot: number): number { return this.f32[slot * 24 + 12]; }
  minorM(slot: number): number { return this.f32[slot * 24 + 13]; }
  azimuthDeg(slot: number): number { return this.f32[slot * 24 + 14]; }
  incident(slot: number): number { return this.u32[slot * 24 + 19]; }
  existence(slot: number): number { return this.f32[slot * 24 + 20]; }
  sensors(slot: number): number { return this.u16[slot * 48 + 42]; }
  updatedS(slot: number): number { return this.f64[slot * 12 + 11]; }
  coasting(slot: number): boolean { return this.status(slot) === COASTING; }
  tentative(slot: number): boolean { return this.status(slot) === TENTATIVE; }

  mode3a(slot: number): number | null {
    const value = this.u16[slot * 48 + 30];
    return value === NO_MODE_3A ? null : value;
  }

  /** Hundreds of feet re 1013.25 hPa. */
  flightLevel(slot: number): number | null {
    const value = this.i16[slot * 48 + 31];
    return value === NO_FLIGHT_LEVEL ? null : value / 4;
  }

  callsign(slot: number): string {
    let text = '';
    for (let k = slot * 96 + 64; k < slot * 96 + 72; k++) {
      const code = this.u8[k];
      if (code > 32 && code < 127) text += String.fromCharCode(code);
    }
    return text;
  }

  /** Seconds from the moment the position holds to `nowS`, as far as dead reckoning is allowed. */
  reckonS(slot: number, nowS: number): number {
    return Math.min(Math.max(nowS - this.timeS[slot], 0), RECKON_S);
  }

  /** The first track near a point of the unit square, incidents before others; -1 when none is within `reach`. */
  nearest(x: number, y: number, reach: number, nowS: number, hides: (slot: number) => boolean = () => false): number {
    let best = -1;
    let least = reach * reach;
    for (let slot = 0; slot < this.count; slot++) {
      const dt = this.reckonS(slot, nowS);
      const dx = this.x[slot] + this.vx[slot] * dt - x;
      const dy = this.y[slot] + this.vy[slot] * dt - y;
      const away = (dx * dx + dy * dy) * (this.incident(slot) ? 0.25 : 1);
      if (away < least && !hides(slot)) {
        least = away;
        best = slot;
      }
    }
    return best;
  }

  private remove(number: number): void {
    const slot = this.slots.get(number);
    if (slot === undefined) return;
    this.slots.delete(number);
    const last = --this.count;
    if (slot === last) return;
    this.bytes.copyWithin(slot * TRACK_BYTES, last * TRACK_BYTES, (last + 1) * TRACK_BYTES);
    for (const column of [this.x, this.y, this.vx, this.vy, this.timeS, this.stamp]) column[slot] = column[last];
    this.slots.set(this.number(slot), slot);
  }

  private grow(capacity: number): void {
    const bytes = new Uint8Array(capacity * TRACK_BYTES);
    bytes.set(this.bytes);
    this.bytes = this.u8 = bytes;
    this.u16 = new Uint16Array(bytes.buffer);
    this.i16 = new Int16Array(bytes.buffer);
    this.u32 = new Uint32Array(bytes.buffer);
    this.f32 = new Float32Array(bytes.buffer);
    this.f64 = new Float64Array(bytes.buffer);
    const wider = <T extends Float32Array | Float64Array | Uint32Array>(old: T, next: T): T => {
      next.set(old);
      return next;
    };
    this.x = wider(this.x, new Float64Array(capacity));
    this.y = wider(this.y, new Float64Array(capacity));
    this.vx = wider(this.vx, new Float32Array(capacity));
    this.vy = wider(this.vy, new Float32Array(capacity));
    this.timeS = wider(this.timeS, new Float64Array(capacity));
    this.stamp = wider(this.stamp, new Uint32Array(capacity));
  }
}

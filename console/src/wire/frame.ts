/**
 * The binary track stream, decoded: docs/reference/web.md, "Track stream". Nothing here keeps state.
 * Rows are left in place and read by offset, so that a frame of 10,000 tracks costs no allocation per track.
 */

export const HEADER_BYTES = 40;
export const TRACK_BYTES = 96;
export const PLOT_BYTES = 32;
export const NO_MODE_3A = 0xffff;
export const NO_FLIGHT_LEVEL = 0x7fff;
export const NO_MODE_S = 0xffffffff;

export const SNAPSHOT = 0;
export const DELTA = 1;
export const PLOTS = 2;

export const TENTATIVE = 0;
export const CONFIRMED = 1;
export const COASTING = 2;
export const ENDED = 3;

export const SIMULATED = 1;
export const FOREIGN = 2;
export const HEIGHT_KNOWN = 4;
export const EMERGENCY = 8;
export const FUSED = 16;
export const ASSUMED_ACCURACY = 32;

const MAGIC = 0x31544753; // "SGT1", little-endian

export interface Frame {
  kind: number;
  exercise: boolean;
  replayed: boolean;
  stride: number;
  sequence: number;
  count: number;
  timeS: number;
  speed: number;
  /** The whole message; row i begins at HEADER_BYTES + i * stride. */
  view: DataView;
  tombstones: number[];
}

/** Reads one message. Throws an Error that says what is wrong with a malformed one. */
export function decodeFrame(message: ArrayBuffer): Frame {
  if (message.byteLength < HEADER_BYTES) throw new Error(`frame of ${message.byteLength} bytes has no header`);
  const view = new DataView(message);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('frame does not begin with SGT1');
  const kind = view.getUint8(4);
  if (kind > PLOTS) throw new Error(`frame of unknown kind ${kind}`);
  const flags = view.getUint8(5);
  const stride = view.getUint16(6, true);
  const count = view.getUint32(12, true);
  const ended = view.getUint32(16, true);
  const least = kind === PLOTS ? PLOT_BYTES : TRACK_BYTES;
  if (count > 0 && stride < least) throw new Error(`rows of ${stride} bytes, at least ${least} expected`);
  const rowsEnd = HEADER_BYTES + count * stride;
  if (message.byteLength !== rowsEnd + ended * 4) {
    throw new Error(`frame of ${message.byteLength} bytes, ${rowsEnd + ended * 4} expected`);
  }
  const tombstones: number[] = [];
  for (let i = 0; i < ended; i++) tombstones.push(view.getUint32(rowsEnd + i * 4, true));
  return {
    kind,
    exercise: (flags & 1) !== 0,
    replayed: (flags & 2) !== 0,
    stride,
    sequence: view.getUint32(8, true),
    count,
    timeS: view.getFloat64(24, true),
    speed: view.getFloat64(32, true),
    view,
    tombstones,
  };
}

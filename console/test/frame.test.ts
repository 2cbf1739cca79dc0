import { describe, expect, it } from 'vitest';
import { DELTA, PLOTS, SNAPSHOT, decodeFrame } from '../src/wire/frame';
import { frameOf } from './frames';

describe('decodeFrame', () => {
  it('reads the header and the tombstones', () => {
    const frame = decodeFrame(frameOf({ kind: DELTA, flags: 3, sequence: 41, rows: [{ number: 7 }], ended: [9, 4e9] }));
    expect(frame).toMatchObject({ kind: DELTA, exercise: true, replayed: true, sequence: 41, count: 1, tombstones: [9, 4e9] });
    expect(frame.timeS).toBe(1_753_660_800.25);
    expect(frame.speed).toBe(8);
  });

  it('accepts rows that have grown', () => {
    const frame = decodeFrame(frameOf({ kind: SNAPSHOT, stride: 104, rows: [{ number: 1 }, { number: 2 }] }));
    expect(frame.view.getUint32(40 + frame.stride, true)).toBe(2);
  });

  it.each([
    ['too short', new ArrayBuffer(39), /no header/],
    ['another format', new ArrayBuffer(40), /SGT1/],
    ['truncated', frameOf({ kind: SNAPSHOT, rows: [{ number: 1 }] }).slice(0, -1), /expected/],
    ['too long', frameOf({ kind: SNAPSHOT, rows: [], extra: 4 }), /expected/],
    ['rows too narrow', frameOf({ kind: SNAPSHOT, stride: 88, rows: [{ number: 1 }] }), /88 bytes/],
    ['unknown kind', frameOf({ kind: PLOTS + 1, rows: [] }), /kind 3/],
  ])('refuses what is %s', (_what, bytes, why) => {
    expect(() => decodeFrame(bytes)).toThrow(why);
  });
});

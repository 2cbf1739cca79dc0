import { describe, expect, it } from 'vitest';
import { latFromMercator, lonFromMercator, mercatorX, mercatorY } from '../src/map/mercator';
import { RECKON_S, TrackTable } from '../src/picture/table';
import { labelLines } from '../src/map/label_text';
import { COASTING, DELTA, SNAPSHOT, decodeFrame } from '../src/wire/frame';
import { frameOf, type FrameOf } from './frames';

const apply = (table: TrackTable, of: FrameOf) => table.apply(decodeFrame(frameOf(of)));

describe('TrackTable', () => {
  it('keeps rows found by number while others end and more come', () => {
    const table = new TrackTable();
    const rows = Array.from({ length: 3000 }, (_, i) => ({ number: i + 1, latDeg: 50 + i / 1000, callsign: `C${i + 1}` }));
    apply(table, { kind: SNAPSHOT, rows });
    apply(table, { kind: DELTA, rows: [{ number: 5000, latDeg: 60 }], ended: rows.filter((r) => r.number % 3 === 0).map((r) => r.number) });
    expect(table.count).toBe(2001);
    for (const row of [...rows.filter((r) => r.number % 3 !== 0), { number: 5000, latDeg: 60, callsign: '' }]) {
      const slot = table.slotOf(row.number);
      expect(table.number(slot)).toBe(row.number);
      expect(table.latDeg(slot)).toBe(row.latDeg);
      expect(table.callsign(slot)).toBe(row.callsign);
      expect(table.y[slot]).toBe(mercatorY(row.latDeg));
    }
    expect(table.slotOf(3)).toBe(-1);
  });

  it('a snapshot replaces all', () => {
    const table = new TrackTable();
    apply(table, { kind: SNAPSHOT, rows: [{ number: 1 }, { number: 2 }, { number: 3 }] });
    apply(table, { kind: SNAPSHOT, rows: [{ number: 2, latDeg: 55 }, { number: 9 }] });
    expect([table.slotOf(1) >= 0, table.slotOf(2) >= 0, table.slotOf(3) >= 0, table.slotOf(9) >= 0]).toEqual([false, true, false, true]);
    expect(table.latDeg(table.slotOf(2))).toBe(55);
    expect(table.count).toBe(2);
  });

  it('tells a missing height, code and level from zero', () => {
    const table = new TrackTable();
    apply(table, { kind: SNAPSHOT, rows: [{ number: 1 }, { number: 2, flags: 4, heightM: 0, mode3a: 0o7700, level: -6 }] });
    expect([table.heightM(0), table.mode3a(0), table.flightLevel(0)]).toEqual([null, null, null]);
    expect([table.heightM(1), table.mode3a(1), table.flightLevel(1)]).toEqual([0, 0o7700, -1.5]);
  });

  it('dead-reckons where geodesy says, and not for ever', () => {
    const table = new TrackTable();
    apply(table, { kind: SNAPSHOT, timeS: 1000, rows: [{ number: 1, latDeg: 54.6, lonDeg: 25.8, eastMps: -200, northMps: 100 }] });
    const at = (nowS: number) => {
      const dt = table.reckonS(0, nowS);
      return [latFromMercator(table.y[0] + table.vy[0] * dt), lonFromMercator(table.x[0] + table.vx[0] * dt)];
    };
    // PROJ geod, WGS-84: 2236.07 m on azimuth 296.565 deg from 54.6 N 25.8 E
    const [latDeg, lonDeg] = at(1010);
    expect(Math.abs(latDeg - 54.6089795) * 111_300).toBeLessThan(8);
    expect(Math.abs(lonDeg - 25.7690474) * 64_600).toBeLessThan(8);
    expect(at(1000 + RECKON_S + 500)).toEqual(at(1000 + RECKON_S));
    expect(at(900)[0]).toBeCloseTo(54.6, 9);
  });

  it('finds the track under the pointer, one with an incident before another', () => {
    const table = new TrackTable();
    apply(table, { kind: SNAPSHOT, timeS: 0, rows: [{ number: 1, lonDeg: 25 }, { number: 2, lonDeg: 25.0012, incident: 4 }] });
    const x = mercatorX(25.0005);
    expect(table.number(table.nearest(x, mercatorY(54.5), 1e-4, 0))).toBe(2);
    expect(table.nearest(x, mercatorY(56), 1e-4, 0)).toBe(-1);
  });

  it('labels: call sign, else code, else number; a coasting track says for how long', () => {
    const table = new TrackTable();
    apply(table, {
      kind: SNAPSHOT, timeS: 100,
      rows: [
        { number: 1, callsign: 'LOT3AB', mode3a: 0o1234, level: 34000 / 25, eastMps: 100 },
        { number: 2, mode3a: 0o0021, flags: 4, heightM: 150 }, { number: 3, status: COASTING },
      ],
    });
    expect(labelLines(table, 0, 100, 'kt-ft', '')).toEqual(['LOT3AB', 'FL340  194 kt']);
    expect(labelLines(table, 1, 100, 'si', '')).toEqual(['A0021', '150 m  0 m/s']);
    expect(labelLines(table, 2, 25, 'si', '#1 LOST')).toEqual(['T3', '– –  0 m/s', 'no echo 25 s', '#1 LOST']);
  });
});

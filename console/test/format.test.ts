import { describe, expect, it } from 'vitest';
import * as format from '../src/format';

describe('format', () => {
  it.each([
    [54.6372, 25.2841, '54°38′13.9″N 025°17′02.8″E'],
    [-0.5, -179.99999, '00°30′00.0″S 180°00′00.0″W'],
    [59.9999999, 9, '60°00′00.0″N 009°00′00.0″E'],
  ])('position %d %d', (latDeg, lonDeg, text) => expect(format.positionText(latDeg, lonDeg)).toBe(text));

  it('durations', () => {
    expect([0.2, 9.96, 75, 125, 3599.7, 11220].map(format.durationText)).toEqual([
      '0.2 s', '10 s', '75 s', '2 min 05 s', '1 h 00 min', '3 h 07 min',
    ]);
    expect([-3, 65, 3723].map(format.stopwatchText)).toEqual(['00:00', '01:05', '1:02:03']);
  });

  it('distances stay in one system', () => {
    expect([0, 432, 996, 9940, 12_345].map((d) => format.distanceText(-d, 'si'))).toEqual(['0 m', '430 m', '1.0 km', '9.9 km', '12 km']);
    expect([700, 3704, 40_000].map((d) => format.distanceText(d, 'kt-ft'))).toEqual(['0.38 NM', '2.0 NM', '22 NM']);
  });

  it('heights, levels, speeds, courses', () => {
    expect(format.heightText(105, 'kt-ft')).toBe('340 ft');
    expect(format.heightText(-12, 'si')).toBe('−12 m');
    expect(format.heightText(11_152, 'si')).toBe('11\u202f152 m');
    expect([format.flightLevelText(85), format.flightLevelText(-1.6)]).toEqual(['FL085', 'FL−002']);
    expect(format.speedText(51.444, 'kt-ft')).toBe('100 kt');
    expect([[0, 1], [-1, 0], [-1e-6, 1], [1, -1]].map(([e, n]) => format.courseText(e, n))).toEqual(['000°', '270°', '000°', '135°']);
  });

  it('never claims certainty', () => {
    expect([0, 0.004, 0.5, 0.9951, 1].map(format.percentText)).toEqual(['< 1 %', '< 1 %', '50 %', '> 99 %', '> 99 %']);
  });

  it('codes', () => {
    expect(format.octalText(0o21)).toBe('0021');
    expect(format.addressText(0x3c65a)).toBe('03C65A');
    expect(format.clockText(1_753_660_806)).toBe('00:00:06');
    expect(format.clockText(0)).toBe('--:--:--');
  });
});

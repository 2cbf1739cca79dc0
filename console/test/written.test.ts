import { describe, expect, it } from 'vitest';
import { limitText, toHeight, toInstant } from '../src/written';

const AT = Date.UTC(2026, 10, 28, 14, 5) / 1000;

describe('times and heights as people write them', () => {
  it('reads times, always UTC and never in the past where no day is said', () => {
    expect(toInstant('+90', AT)).toBe(AT + 5400);
    expect(toInstant('14:30', AT)).toBe(AT + 1500);
    expect(toInstant('1430Z', AT)).toBe(AT + 1500);
    expect(toInstant('14:05', AT)).toBe(AT + 86400);
    expect(toInstant('13:00', AT)).toBe(AT + 86400 - 3900);
    expect(toInstant('2026-11-28 13:00', AT)).toBe(AT - 3900);
    for (const text of ['', '25:00', '14:60', '2026-02-30 10:00', '90', 'now']) expect(toInstant(text, AT), text).toBeNull();
  });

  it('reads heights with what they are measured from', () => {
    expect(toHeight('300 m agl')).toEqual({ value_m: 300, ref: 'agl' });
    expect(toHeight('2500ft')!.value_m).toBeCloseTo(762);
    expect(toHeight('FL65')).toEqual({ value_m: 1981.2, ref: 'flight_level' });
    expect(toHeight('GND')).toBeNull();
    for (const text of ['300', '-5 m', 'high', '300 m ellipsoid']) expect(toHeight(text), text).toBeUndefined();
    expect([limitText(toHeight('FL65'), 'GND'), limitText(toHeight('300 m agl'), 'GND'), limitText(null, 'GND')]).toEqual(['FL065', '300 m AGL', 'GND']);
  });
});

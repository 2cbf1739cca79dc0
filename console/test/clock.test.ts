import { describe, expect, it } from 'vitest';
import { PictureClock } from '../src/clock';
import { backoffMs } from '../src/wire/backoff';

describe('PictureClock', () => {
  it('runs at the speed of the header', () => {
    const clock = new PictureClock();
    clock.frame(1000, 20, 0);
    expect(clock.now(500)).toBe(1010);
  });

  it('stands still without frames and tells their age', () => {
    const clock = new PictureClock();
    clock.frame(1000, 1, 0);
    expect(clock.now(60_000)).toBe(1003);
    expect(clock.ageS(60_000)).toBe(60);
  });

  it('takes jitter gently and a jump at once', () => {
    const clock = new PictureClock();
    clock.frame(1000, 1, 0);
    clock.frame(1001, 1, 1400);
    expect(clock.now(1400)).toBeCloseTo(1001.34, 6);
    clock.frame(5000, 1, 2400);
    expect(clock.now(2400)).toBe(5000);
  });

  it('does not run when the picture stands', () => {
    const clock = new PictureClock();
    clock.frame(1000, 0, 0);
    expect(clock.now(2000)).toBe(1000);
  });
});

describe('backoffMs', () => {
  it('doubles up to a cap, with jitter', () => {
    expect(backoffMs(0, 0)).toBe(300);
    expect(backoffMs(3, 0.999)).toBeGreaterThan(2000);
    expect(backoffMs(50, 0.999)).toBeLessThanOrEqual(15_000);
    expect(backoffMs(6, 0.1)).not.toBe(backoffMs(6, 0.9));
  });
});

import { describe, expect, it } from 'vitest';
import { Occupancy, SYMBOL, placeLabels, type Wish } from '../src/map/placing';

const wish = (key: number, x: number, y: number, must = false): Wish => ({ key, x, y, width: 70, height: 32, reach: 14, must });

function crowd(): { wishes: Wish[]; taken: Occupancy } {
  const taken = new Occupancy(800, 600);
  const wishes: Wish[] = [];
  for (let k = 0; k < 200; k++) {
    const x = 40 + ((k * 97) % 720);
    const y = 40 + ((k * 61) % 520);
    taken.mark(x - 10, y - 10, 20, 20, SYMBOL);
    wishes.push(wish(k, x, y, k < 3));
  }
  return { wishes, taken };
}

describe('placeLabels', () => {
  it('never lets labels overlap each other or a symbol', () => {
    const { wishes, taken } = crowd();
    const placed = placeLabels(wishes, taken, new Map(), 500);
    expect(placed.length).toBeGreaterThan(10);
    const boxes = placed.map((p) => [p.x + p.left, p.y + p.top, p.x + p.left + p.width, p.y + p.top + p.height]);
    boxes.forEach((a, i) => {
      boxes.forEach((b, j) => {
        if (i < j) expect(a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]).toBe(false);
      });
      if (placed[i].must) return;
      for (const { x, y } of wishes) expect(a[0] < x && x < a[2] && a[1] < y && y < a[3]).toBe(false);
    });
  });

  it('shows what must be shown even where there is no room', () => {
    const taken = new Occupancy(800, 600);
    taken.mark(0, 0, 800, 600, SYMBOL);
    expect(placeLabels([wish(1, 400, 300, true), wish(2, 200, 200)], taken, new Map(), 10).map((p) => p.key)).toEqual([1]);
  });

  it('keeps a label where it was while that is free', () => {
    const place = placeLabels([wish(1, 400, 300)], new Occupancy(800, 600), new Map([[1, 5]]), 10)[0].place;
    expect(place).toBe(5);
  });
});

/**
 * Where labels go: greedy, most important first, on a coarse grid of what is taken. A label keeps the place it had
 * while that is free, so that the picture is calm. Pure: no drawing here.
 */

const GRID_PX = 6;
export const SYMBOL = 1;
export const LABEL = 2;

export class Occupancy {
  private readonly columns: number;
  private readonly rows: number;
  private readonly cells: Uint8Array;

  constructor(readonly width: number, readonly height: number) {
    this.columns = Math.ceil(width / GRID_PX) + 1;
    this.rows = Math.ceil(height / GRID_PX) + 1;
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  mark(left: number, top: number, width: number, height: number, what: number): void {
    this.each(left, top, width, height, (at) => {
      this.cells[at] |= what;
      return true;
    });
  }

  /** Share of the box that is taken by any of `what`, 0..1; 1 at once when it leaves the screen. */
  taken(left: number, top: number, width: number, height: number, what: number): number {
    if (left < 2 || top < 2 || left + width > this.width - 2 || top + height > this.height - 2) return 1;
    let taken = 0;
    let all = 0;
    this.each(left, top, width, height, (at) => {
      all++;
      if (this.cells[at] & what) taken++;
      return true;
    });
    return all === 0 ? 0 : taken / all;
  }

  free(left: number, top: number, width: number, height: number, what: number): boolean {
    if (left < 2 || top < 2 || left + width > this.width - 2 || top + height > this.height - 2) return false;
    return this.each(left, top, width, height, (at) => (this.cells[at] & what) === 0);
  }

  private each(left: number, top: number, width: number, height: number, visit: (at: number) => boolean): boolean {
    const c0 = Math.max(0, Math.floor(left / GRID_PX));
    const r0 = Math.max(0, Math.floor(top / GRID_PX));
    const c1 = Math.min(this.columns - 1, Math.floor((left + width) / GRID_PX));
    const r1 = Math.min(this.rows - 1, Math.floor((top + height) / GRID_PX));
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) if (!visit(row * this.columns + column)) return false;
    }
    return true;
  }
}

export interface Wish {
  key: number;
  /** Of the symbol, CSS pixels. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** How far the symbol with its marks reaches: the label begins there. */
  reach: number;
  /** Must be shown: further places are tried, and at last one over symbols is taken. */
  must: boolean;
}

export interface Placed extends Wish {
  /** Of the label's box, from the symbol. */
  left: number;
  top: number;
  place: number;
}

/** Directions from the symbol in the order of preference: the side of reading first. */
const DIRECTIONS = [[1, -1], [1, 1], [-1, -1], [-1, 1], [1, 0], [-1, 0], [0, -1], [0, 1]] as const;
/** Extra distances that are tried, the later ones only for labels that must be shown. */
const FARTHER = [0, 20, 44];

function offset(wish: Wish, place: number): [number, number] {
  const [across, down] = DIRECTIONS[place % DIRECTIONS.length];
  const away = wish.reach + FARTHER[Math.floor(place / DIRECTIONS.length)];
  const left = across > 0 ? away : across < 0 ? -away - wish.width : -wish.width / 2;
  const step = down === 0 ? 0 : away * (across === 0 ? 1 : 0.55);
  const top = down > 0 ? step : down < 0 ? -step - wish.height : -wish.height / 2;
  return [left, top];
}

/** Places wishes in their order; those that find no place are left out. `before` holds the last place of each key. */
export function placeLabels(wishes: Wish[], taken: Occupancy, before: ReadonlyMap<number, number>, most: number): Placed[] {
  const placed: Placed[] = [];
  for (const wish of wishes) {
    if (placed.length >= most && !wish.must) break;
    const places = DIRECTIONS.length * (wish.must ? FARTHER.length : 1);
    let best = -1;
    let least = Infinity;
    const last = before.get(wish.key);
    for (let i = last === undefined ? 0 : -1; i < places; i++) {
      const place = i < 0 ? last! : i;
      const [left, top] = offset(wish, place);
      const x = wish.x + left;
      const y = wish.y + top;
      if (taken.free(x, y, wish.width, wish.height, SYMBOL | LABEL)) {
        best = place;
        break;
      }
      if (!wish.must) continue;
      const cost = taken.taken(x, y, wish.width, wish.height, SYMBOL) + 4 * taken.taken(x, y, wish.width, wish.height, LABEL);
      if (cost < least) {
        least = cost;
        best = place;
      }
    }
    if (best < 0) continue;
    const [left, top] = offset(wish, best);
    taken.mark(wish.x + left, wish.y + top, wish.width, wish.height, LABEL);
    placed.push({ ...wish, left, top, place: best });
  }
  return placed;
}

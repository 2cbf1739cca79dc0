import { describe, expect, it } from 'vitest';
import { Filter, NOTHING } from '../src/picture/filter';
import { TrackTable } from '../src/picture/table';
import { SNAPSHOT, decodeFrame } from '../src/wire/frame';
import { frameOf } from './frames';

const table = new TrackTable();
table.apply(decodeFrame(frameOf({
  kind: SNAPSHOT,
  rows: [
    { number: 1, identity: 4, flags: 4, heightM: 9000 }, { number: 2, identity: 1, flags: 4, heightM: 100 },
    { number: 3, identity: 4, incident: 7 }, { number: 4, identity: 4, flags: 8 }, { number: 5, identity: 1 },
  ],
})));
const seen = (filter: Filter) => [0, 1, 2, 3, 4].filter((slot) => !filter.hides(table, slot)).map((slot) => table.number(slot));

describe('Filter', () => {
  it('hides by identity, but never an incident, an emergency or the selected one', () => {
    const filter = new Filter();
    filter.set({ ...NOTHING, identities: [4] }, 0);
    expect(seen(filter)).toEqual([2, 3, 4, 5]);
    expect(filter.count(table)).toBe(1);
    filter.set({ ...NOTHING, identities: [4] }, 1);
    expect(seen(filter)).toEqual([1, 2, 3, 4, 5]);
  });

  it('hides by height what has one', () => {
    const filter = new Filter();
    filter.set({ ...NOTHING, mostM: 3000 }, 0);
    expect(seen(filter)).toEqual([2, 3, 4, 5]);
    filter.set({ ...NOTHING, leastM: 200 }, 0);
    expect(seen(filter)).toEqual([1, 3, 4, 5]);
  });

  it('hides nothing when nothing is filtered', () => {
    const filter = new Filter();
    filter.set({ ...NOTHING, classes: [0] }, 0);
    expect(seen(filter)).toEqual([3, 4]);
    filter.set(NOTHING, 0);
    expect([filter.active, filter.count(table)]).toEqual([false, 0]);
  });
});

import { expect, it } from 'vitest';
import { zoneState } from '../src/state/zones';
import type { ZoneFeature, ZoneProperties } from '../src/wire/boards';

const zone = (more: Partial<ZoneProperties>): ZoneFeature => ({
  type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [] },
  properties: { id: 'a', name: 'A', kind: 'restricted', floor: null, ceiling: null, hours: [], nation: null, authorised_by: [], ...more },
});

it('a zone is in force, to come or over by its hours', () => {
  expect(zoneState(zone({}), 100)).toBe('in force');
  const hours: [number, number][] = [[10, 20], [50, 60]];
  expect([5, 10, 20, 55, 60, 0].map((nowS) => zoneState(zone({ hours }), nowS))).toEqual([
    'to come', 'in force', 'to come', 'in force', 'over', 'in force',
  ]);
  const drawn = { drawn_by: 'Ona', drawn_s: 1, why: '', version: 2, ended_by: 'Ona', ended_s: 15, end_why: '', over: true };
  expect(zoneState(zone({ hours, drawn }), 15)).toBe('over');
});

/** A search on the map: where it may be, the sectors, what was found and where it was seen last. */

import { drawn, pointOf, type Drawn } from '../map/overlays';
import type { Search, Sector } from '../wire/boards';

/** Sectors beyond these would be a carpet. */
export const MOST_SECTORS = 60;

/** Share of what lay in a sector that its searchers would have found. */
export function searchedShare(sector: Sector): number {
  return 1 - sector.searched.reduce((missed, one) => missed * (1 - one.detection_probability), 1);
}

/** `chosen`: number of the sector that is drawn stronger, or 0. */
export function shapesOfSearch(search: Search, chosen: number): Drawn[] {
  const areas = [...search.areas].sort((a, b) => b.probability - a.probability).map(({ probability, polygons }) =>
    drawn(
      { type: 'MultiPolygon', coordinates: polygons },
      { tone: 'search', fill: probability > 0.95 ? 0.1 : probability > 0.7 ? 0.14 : 0.22, widthPx: 1.2 },
    ));
  const sectors = search.sectors.slice(0, MOST_SECTORS).map((sector) => {
    const { west_deg: west, south_deg: south, east_deg: east, north_deg: north } = sector;
    const share = searchedShare(sector);
    const tone = sector.number === chosen ? 'pen' : share > 0 ? 'clear' : sector.assigned_to ? 'advisory' : 'search';
    return drawn(
      { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
      { tone, fill: 0.3 * share, widthPx: sector.number === chosen ? 3 : 1, dashed: share === 0 && !sector.assigned_to },
    );
  });
  const seen = drawn(pointOf(search.lon_deg, search.lat_deg), { tone: 'search', text: 'seen last' });
  const finds = search.finds.map((find) => drawn(pointOf(find.lon_deg, find.lat_deg), { tone: 'pen', text: `found: ${find.what.slice(0, 40)}` }));
  return [...areas, ...sectors, seen, ...finds];
}

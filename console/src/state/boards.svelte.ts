/** What the pages beside the desk show: warnings, searches, aerodromes, zones. What is large is asked for when opened. */

import type { FeatureCollection } from 'geojson';
import { EMPTY } from '../map/basemap';
import { get } from '../wire/api';
import type { Aerodrome, AreaNow, PublicWarning, Search, ZoneFeature } from '../wire/boards';
import type { BoardKind } from '../wire/events';

/** An item in place of the one with the same key, or before all others. */
function put<T>(list: T[], item: T, key: (one: T) => unknown): T[] {
  const at = list.findIndex((one) => key(one) === key(item));
  return at < 0 ? [item, ...list] : list.map((one, k) => (k === at ? item : one));
}

class Boards {
  warnings = $state.raw<PublicWarning[]>([]);
  /** How each area stands, and where it is. */
  areas = $state.raw<AreaNow[]>([]);
  shapes = $state.raw<FeatureCollection>(EMPTY);
  /** Without their maps. */
  searches = $state.raw<Search[]>([]);
  aerodromes = $state.raw<Aerodrome[]>([]);
  zones = $state.raw<ZoneFeature[]>([]);

  /** Drafts that wait for a person. */
  drafts = $derived(this.warnings.filter((one) => one.draft));

  /** For the rail: what a person has to look at. */
  waiting = $derived({
    warnings: { count: this.drafts.length, urgent: this.drafts.some((one) => !one.draft?.wrong?.length) },
    search: { count: this.searches.filter((one) => one.status !== 'closed').length, urgent: false },
    aerodrome: {
      count: this.aerodromes.filter((one) => one.advice !== 'none').length,
      urgent: this.aerodromes.some((one) => one.advice === 'closure'),
    },
  });

  clear(): void {
    this.warnings = [];
    this.areas = [];
    this.searches = [];
    this.aerodromes = [];
    this.zones = [];
    this.shapes = EMPTY;
  }

  /** Everything anew. */
  async fetch(): Promise<void> {
    const [warnings, searches, aerodromes] = await Promise.all([
      get<{ warnings: PublicWarning[] }>('api/warnings'),
      get<{ searches: Search[] }>('api/searches'),
      get<{ aerodromes: Aerodrome[] }>('api/aerodromes'),
      this.fetchAreas(),
    ]);
    this.warnings = warnings.warnings;
    this.searches = searches.searches;
    this.aerodromes = aerodromes.aerodromes;
  }

  async fetchAreas(): Promise<void> {
    const { areas } = await get<{ areas: AreaNow[] }>('api/areas');
    // Where they are is large, and stays the same while they do.
    const isNew = areas.some(({ area }) => !this.areas.some((one) => one.area === area));
    if (isNew) this.shapes = await get<FeatureCollection>('api/areas.geojson');
    this.areas = areas;
  }

  /** One that changed. */
  take(kind: BoardKind, item: unknown): void {
    if (kind === 'warning') {
      this.warnings = put(this.warnings, item as PublicWarning, (one) => one.number);
      void this.fetchAreas().catch(() => undefined);
    } else if (kind === 'search') {
      this.searches = put(this.searches, item as Search, (one) => one.number);
    } else {
      this.aerodromes = put(this.aerodromes, item as Aerodrome, (one) => one.icao);
    }
  }
}

export const boards = new Boards();

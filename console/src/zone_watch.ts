/** The zones as they are judged: fetched when one changed, and again after a while as long as one that was drawn is in
 * force, for its end comes without an event. */

import type { FeatureCollection } from 'geojson';
import { boards } from './state/boards.svelte';
import { desk } from './state/desk.svelte';
import { zoneState } from './state/zones';
import { get } from './wire/api';
import type { ZoneFeature } from './wire/boards';

const DRAWN_AGAIN_MS = 20_000;

export class ZoneWatch {
  private timer = 0;

  /** `show` what is in force or to come; `again` when it is time to fetch. */
  async fetch(show: (all: FeatureCollection) => void, again: () => void): Promise<void> {
    this.stop();
    const all = await get<FeatureCollection>('api/zones');
    boards.zones = all.features as ZoneFeature[];
    const nowS = desk.nowS || (desk.partition?.time_s ?? 0);
    const features = boards.zones
      .filter((zone) => zoneState(zone, nowS) !== 'over')
      .map((zone) => ({ ...zone, properties: { ...zone.properties, to_come: zoneState(zone, nowS) === 'to come' } }));
    show({ ...all, features });
    if (features.some((zone) => zone.properties.drawn || (zone.properties.hours ?? []).length > 0)) {
      this.timer = window.setTimeout(again, DRAWN_AGAIN_MS);
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** How a zone stands by its hours: drawn on the map and listed by it. */

import type { ZoneFeature } from '../wire/boards';

export const ZONE_STATES = ['in force', 'to come', 'over'] as const;
export type ZoneState = (typeof ZONE_STATES)[number];

/** At a time of the picture; where that is not known yet (0), what has hours may be in force. */
export function zoneState(zone: ZoneFeature, nowS: number): ZoneState {
  const { hours = [], drawn } = zone.properties;
  if (drawn?.over) return 'over';
  if (hours.length === 0 || nowS <= 0 || hours.some(([begins, ends]) => begins <= nowS && nowS < ends)) return 'in force';
  return hours.some(([begins]) => begins > nowS) ? 'to come' : 'over';
}

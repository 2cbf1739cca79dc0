/** What stands beside the symbol of an incident on the map. */

import { distanceText } from './format';
import { desk } from './state/desk.svelte';
import type { Incident } from './wire/words';

export function noteOf(incident: Incident): string {
  const distance = distanceText(incident.distance_m ?? 0, desk.units);
  if (incident.situation === 'inside') return `INSIDE ${distance}`;
  if (incident.situation === 'approaching') return `APPROACHING ${distance}`;
  return incident.situation.toUpperCase();
}

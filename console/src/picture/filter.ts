/**
 * Which tracks the operator does not want to see: by class, identity and height. What has an incident, an emergency or is
 * selected is never hidden, whatever was filtered.
 */

import { EMERGENCY } from '../wire/frame';
import type { TrackTable } from './table';

export interface Hidden {
  /** Codes of classes and identities, as in the frames of the stream. */
  classes: readonly number[];
  identities: readonly number[];
  /** Below and above are hidden; null: no limit. Who has no known height is never hidden by these. */
  leastM: number | null;
  mostM: number | null;
}

export const NOTHING: Hidden = { classes: [], identities: [], leastM: null, mostM: null };

export class Filter {
  /** Whether anything is filtered at all. */
  active = false;
  /** Grows with each change; drawing compares it. */
  version = 0;
  selected = 0;
  private readonly classes = new Set<number>();
  private readonly identities = new Set<number>();
  private leastM = -Infinity;
  private mostM = Infinity;

  set(hidden: Hidden, selected: number): void {
    this.classes.clear();
    this.identities.clear();
    for (const code of hidden.classes) this.classes.add(code);
    for (const code of hidden.identities) this.identities.add(code);
    this.leastM = hidden.leastM ?? -Infinity;
    this.mostM = hidden.mostM ?? Infinity;
    this.selected = selected;
    this.active = this.classes.size + this.identities.size > 0 || hidden.leastM !== null || hidden.mostM !== null;
    this.version++;
  }

  hides(table: TrackTable, slot: number): boolean {
    if (!this.active || table.incident(slot) || table.flags(slot) & EMERGENCY || table.number(slot) === this.selected) return false;
    if (this.classes.has(table.classCode(slot)) || this.identities.has(table.identity(slot))) return true;
    const heightM = table.heightM(slot);
    return heightM !== null && (heightM < this.leastM || heightM > this.mostM);
  }

  /** How many are hidden now. */
  count(table: TrackTable): number {
    if (!this.active) return 0;
    let count = 0;
    for (let slot = 0; slot < table.count; slot++) if (this.hides(table, slot)) count++;
    return count;
  }
}

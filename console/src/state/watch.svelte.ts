/** The watch as the console knows it: who is on duty, what is silenced, the log, acts on tracks; and its list of alerts. */

import { get } from '../wire/api';
import type { Decision, Duty, Silence, WatchEntry } from '../wire/words';
import { rowsOf } from './alert_list';
import { desk } from './desk.svelte';

/** So many lines of the log are kept, as the server does. */
const MOST_LINES = 1000;

class Watch {
  silences = $state.raw<Silence[]>([]);
  duty = $state.raw<Duty | null>(null);
  /** Newest first. */
  log = $state.raw<WatchEntry[]>([]);
  /** Acts on tracks that are remembered, newest first. */
  acts = $state.raw<Decision[]>([]);

  /** Record numbers of acts that were reversed. */
  private reversed = $derived(new Set(this.acts.filter((one) => one.act.type === 'undo').map((one) => one.act.record)));
  /** Acts that are in force, newest first. */
  inForce = $derived(this.acts.filter((one) => one.act.type !== 'undo' && !this.reversed.has(one.record_number)));
  rows = $derived(rowsOf(desk.alerts, desk.incidents, this.silences));

  clear(): void {
    this.silences = [];
    this.duty = null;
    this.log = [];
    this.acts = [];
  }

  async fetch(): Promise<void> {
    this.silences = (await get<{ silences: Silence[] }>('api/silences')).silences;
    this.duty = (await get<{ duty: Duty | null }>('api/duty')).duty;
    const { time_s: timeS, entries } = await get<{ time_s: number; entries: WatchEntry[] }>('api/watch_log');
    // What came by itself while the answer was on its way is newer than it.
    const since = this.log.filter((one) => one.number > (entries[0]?.number ?? 0) && one.time_s >= timeS);
    this.log = [...since, ...entries];
    await this.fetchActs();
  }

  async fetchActs(): Promise<void> {
    this.acts = (await get<{ acts: Decision[] }>('api/acts')).acts;
  }

  takeSilence(silence: Silence): void {
    this.silences = [silence, ...this.silences.filter((one) => one.number !== silence.number)];
  }

  takeEntry(entry: WatchEntry): void {
    if (this.log.some((one) => one.number === entry.number)) return;
    this.log = [entry, ...this.log].slice(0, MOST_LINES);
  }
}

export const watch = new Watch();

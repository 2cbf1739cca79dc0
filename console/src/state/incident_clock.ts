/** The clock of an incident, step by step: what was done and when, what waits, and by when it should have been. */

import type { IncidentClock } from '../wire/words';

/** Fields of the clock in their order, and what they are called (as `sargas.archive.clock.STEPS`). */
const STEPS: readonly (readonly [field: string, name: string])[] = [
  ['first_plot_s', 'first plot'], ['confirmed_s', 'track confirmed'], ['opened_s', 'incident'], ['alerted_s', 'first alert'],
  ['acknowledged_s', 'acknowledged'], ['drafted_s', 'warning drafted'], ['signed_s', 'first release'], ['released_s', 'message'],
  ['entered_s', 'over the edge'], ['arrival_s', 'arrival'], ['left_s', 'left'], ['lost_s', 'lost'],
  ['search_opened_s', 'search opened'], ['found_s', 'found'], ['closed_s', 'closed'],
];

/** After a step was taken the next of these is people's to take. */
const THEN: readonly (readonly [after: string, next: string])[] = [
  ['alerted_s', 'acknowledged_s'], ['drafted_s', 'signed_s'], ['signed_s', 'released_s'], ['lost_s', 'search_opened_s'],
];

export interface Step {
  name: string;
  note: string;
  /** When it was, or is foreseen; null: it waits. */
  atS: number | null;
  /** Since when it waits. */
  waitsSinceS: number | null;
  /** Of what waits: the object is where it should have been known before. */
  overdue: boolean;
  foreseen: boolean;
}

/** Steps in order of time; what waits comes last. */
export function stepsOf(clock: IncidentClock, closed: boolean, nowS: number): Step[] {
  const at = (field: string) => (typeof clock[field] === 'number' ? (clock[field] as number) : null);
  const arrivalS = at('arrival_s');
  const taken = STEPS.filter(([field]) => at(field) !== null)
    .map(([field, name]) => ({
      name, atS: at(field), waitsSinceS: null, overdue: false,
      note: field === 'alerted_s' ? (clock.alerted ?? '') : field === 'arrival_s' ? [clock.arrival_at, clock.arrival].filter(Boolean).join(', ') : '',
      foreseen: field === 'arrival_s' && clock.arrival === 'foreseen',
    }))
    .sort((a, b) => (a.atS ?? 0) - (b.atS ?? 0));
  const waiting = closed ? [] : THEN.filter(([after, next]) => at(after) !== null && at(next) === null).map(([after, next]) => ({
    name: STEPS.find(([field]) => field === next)?.[1] ?? next, note: '', atS: null, waitsSinceS: at(after),
    overdue: at('entered_s') !== null || (arrivalS !== null && arrivalS <= nowS), foreseen: false,
  }));
  return [...taken, ...waiting];
}

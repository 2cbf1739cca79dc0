/** The list of what is to be done: alerts gathered by what they are of, the new ones on top, the gravest first. */

import { LEVELS, type Alert, type Incident, type Level, type Silence } from '../wire/words';

/** All alerts of one incident, one aircraft in distress, one digest, one hand-over: one line for the operator. */
export interface AlertRow {
  key: string;
  kind: NonNullable<Alert['kind']>;
  level: Level;
  /** The word that counts: of the gravest that is open, the latest. */
  alert: Alert;
  incident: Incident | null;
  /** Of a digest: the incidents that it names and nobody has taken up. */
  waiting: number[];
  audiences: string[];
  /** Nobody has taken it up. */
  fresh: boolean;
  ended: boolean;
  /** Told again, or to the next audience, because nobody answered. */
  overdue: boolean;
  /** When it was told first. */
  sinceS: number;
  /** Until when somebody is not told of it; 0: all are. */
  silencedUntilS: number;
}

const grave = (level: Level) => LEVELS.indexOf(level);

/** What an alert is of; all alerts of one have the same key. */
export function keyOf(alert: Alert): string {
  const kind = alert.kind ?? 'incident';
  if (kind === 'incident') return `incident-${alert.incident}`;
  return kind === 'distress' ? `track-${alert.track ?? 0}` : `alert-${alert.number}`;
}

export function rowsOf(alerts: Alert[], incidents: Incident[], silences: Silence[]): AlertRow[] {
  const byNumber = new Map(incidents.map((one) => [one.number, one]));
  const gathered = new Map<string, Alert[]>();
  for (const alert of alerts) gathered.set(keyOf(alert), [...(gathered.get(keyOf(alert)) ?? []), alert]);
  const rows = [...gathered].map(([key, all]) => rowOf(key, all, byNumber, silences));
  return rows.sort(
    (a, b) =>
      Number(a.ended) - Number(b.ended) || Number(b.fresh) - Number(a.fresh) || grave(b.level) - grave(a.level) ||
      b.sinceS - a.sinceS || b.alert.number - a.alert.number,
  );
}

function rowOf(key: string, all: Alert[], incidents: Map<number, Incident>, silences: Silence[]): AlertRow {
  const open = all.filter((one) => !one.ended);
  const counted = (open.length > 0 ? open : all).sort((a, b) => grave(b.level) - grave(a.level) || b.time_s - a.time_s);
  const alert = counted[0];
  const kind = alert.kind ?? 'incident';
  const incident = kind === 'incident' ? (incidents.get(alert.incident) ?? null) : null;
  const waiting = (alert.incidents ?? []).filter((number) => isNew(incidents.get(number)));
  const ended = open.length === 0;
  const answered = kind === 'hand_over' || (kind === 'digest' ? waiting.length + (alert.tracks ?? []).length === 0
    : incident ? !isNew(incident) : counted.every((one) => one.acknowledged));
  const until = silences.filter((one) => !one.ended && incident && covers(one, incident, alert)).map((one) => one.until_s);
  return {
    key, kind, alert, incident, waiting, ended,
    level: alert.level,
    audiences: [...new Set(counted.map((one) => one.audience))],
    fresh: !ended && !answered,
    overdue: !ended && !answered && counted.some((one) => (one.repeats ?? 0) > 0 || one.why.startsWith('escalated')),
    sinceS: Math.min(...counted.map((one) => one.first_s || one.time_s)),
    silencedUntilS: Math.max(0, ...until),
  };
}

const isNew = (incident: Incident | undefined) => incident?.handling === 'new' && incident.situation !== 'merged';

/** As `sargas.alerting.silences.covers`, of any audience that was told. */
function covers(silence: Silence, incident: Incident, alert: Alert): boolean {
  return (
    (silence.incident ?? incident.number) === incident.number &&
    (silence.zone ?? incident.zone) === incident.zone &&
    (silence.audience ?? alert.audience) === alert.audience
  );
}

/** The gravest that nobody has taken up; null: the room may be quiet. */
export function insistent(rows: AlertRow[]): Level | null {
  return rows.filter((row) => row.fresh).reduce<Level | null>((worst, { level }) => (worst && grave(worst) >= grave(level) ? worst : level), null);
}

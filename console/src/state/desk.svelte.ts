/** What the panels show: small, slow things only. Tracks never pass through here; see picture/picture.ts. */

import type { Outcome, Question } from '../acts/question';
import type { Units } from '../format';
import type { Shown } from '../map/tracks_layer';
import type { PageName } from '../panels/pages';
import type { Alert, Incident, Partition, SensorRow, SystemState, Track } from '../wire/words';
import type { Link } from '../wire/stream';

/** What the panel of the selected track reads from the table, four times a second. */
export interface Glimpse {
  number: number;
  name: string;
  status: number;
  identity: number;
  classCode: number;
  flags: number;
  latDeg: number;
  lonDeg: number;
  heightM: number | null;
  flightLevel: number | null;
  eastMps: number;
  northMps: number;
  upMps: number;
  ageS: number;
  radius95M: number;
  sensors: number;
  incident: number;
  existence: number;
}

export const remembered = <T>(key: string, otherwise: T): T => {
  try {
    const text = localStorage.getItem(`sargas.${key}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
};

export const remember = (key: string, value: unknown): void => localStorage.setItem(`sargas.${key}`, JSON.stringify(value));

class Desk {
  system = $state.raw<SystemState | null>(null);
  partitionName = $state('');
  incidents = $state.raw<Incident[]>([]);
  alerts = $state.raw<Alert[]>([]);
  sensors = $state.raw<SensorRow[]>([]);

  /** Picture time, wall age of the last frame, as of the last quarter second. */
  nowS = $state(0);
  frameAgeS = $state(Infinity);
  speed = $state(0);
  link = $state<Link>('connecting');
  exercise = $state(false);
  replayed = $state(false);
  trackCount = $state(0);
  plotsSeen = $state(0);

  /** The open page of the right-hand side. */
  page = $state<PageName>('desk');
  selected = $state(0);
  glimpse = $state.raw<Glimpse | null>(null);
  track = $state.raw<Track | null>(null);
  chosenIncident = $state(0);
  /** Key of the chosen line of the alert list; '' while an incident was chosen elsewhere. */
  chosenAlert = $state('');
  /** Whose file is open; 0: none. */
  openFile = $state(0);

  units = $state<Units>(remembered<Units>('units', 'kt-ft'));
  muted = $state(remembered('muted', false));
  soundReady = $state(false);
  shown = $state<Shown>(
    remembered<Shown>('shown', { labels: true, trails: true, vectors: true, plots: true, tentative: true }),
  );
  operator = $state(remembered('operator', ''));
  help = $state(false);
  /** What is being asked before an act is sent. */
  question = $state.raw<Question | null>(null);
  /** What was done last, or why it was not. */
  outcome = $state.raw<Outcome | null>(null);
  watchPage = $state(false);
  refused = $state('');
  fault = $state('');
  cursor = $state.raw<{ latDeg: number; lonDeg: number } | null>(null);
  metresPerPx = $state(0);
  engine = $state('');

  partition = $derived<Partition | null>(
    this.system?.partitions.find((one) => one.name === this.partitionName) ?? this.system?.partitions[0] ?? null,
  );

  /** Nothing of the picture stays; what was chosen does. */
  forget(): void {
    this.incidents = [];
    this.alerts = [];
    this.sensors = [];
    this.track = this.glimpse = this.question = this.outcome = null;
    this.help = this.watchPage = false;
  }

  /** Unacknowledged first, then newest first; closed ones last. */
  orderedIncidents = $derived(
    [...this.incidents].sort((a, b) => rank(a) - rank(b) || b.opened_s - a.opened_s || b.number - a.number),
  );
  /** No frame for this long means that the picture on the screen is no longer true. */
  stale = $derived(this.frameAgeS > STALE_S && this.frameAgeS !== Infinity && this.partition?.phase !== 'ended');
}

export const STALE_S = 4;

function rank(incident: Incident): number {
  return incident.situation === 'merged' ? 2 : { new: 0, acknowledged: 1, assigned: 1, closed: 2 }[incident.handling];
}

export const desk = new Desk();

/**
 * The JSON words of the server (sargas.model), field for field. Fields at their default are left out on the wire,
 * so whatever has a default there is optional here.
 */

export const IDENTITIES = [
  'pending', 'unknown', 'assumed_friend', 'friend', 'neutral', 'suspect', 'hostile', 'joker', 'faker',
] as const;
export type IdentityName = (typeof IDENTITIES)[number];

export const CLASSES = [
  'unknown', 'bird', 'balloon', 'multirotor', 'fixed_wing_drone', 'light_aircraft', 'airliner', 'helicopter', 'other',
] as const;
export type ClassName = (typeof CLASSES)[number];

export type Phase = 'warming' | 'running' | 'ended';
export type Situation = 'approaching' | 'inside' | 'left' | 'lost' | 'merged';
export type Handling = 'new' | 'acknowledged' | 'assigned' | 'closed';
export const LEVELS = ['advisory', 'caution', 'warning'] as const;
export type Level = (typeof LEVELS)[number];

export interface Partition {
  name: string;
  exercise: boolean;
  time_s: number | null;
  speed: number;
  phase: Phase;
  progress: number;
  message: string;
  /** Whether what comes in is being written down; evidence is lost when not. */
  recorded?: boolean;
  /** Where its picture is centred. */
  lat_deg?: number | null;
  lon_deg?: number | null;
}

export interface SystemState {
  partitions: Partition[];
  site: { name: string; lat_deg: number; lon_deg: number };
  version: string;
}

/** A protected place in an incident's reach. */
export interface PlaceAhead {
  name: string;
  direct_s: number;
  course_probability: number;
  course_s?: number | null;
}

/** Something was done with an incident, or said of it; by "": it came by itself. */
export interface LogEntry {
  what: string;
  by: string;
  time_s: number;
  text: string;
}

export interface Earlier {
  incident: number;
  distance_m: number;
  before_s: number;
  by?: string;
}

export interface Incident {
  number: number;
  zone: string;
  zone_name: string;
  tracks: number[];
  situation: Situation;
  handling: Handling;
  version: number;
  opened_s: number;
  updated_s: number;
  entered_s?: number | null;
  left_s?: number | null;
  lost_s?: number | null;
  highest_probability?: number;
  probability?: number;
  distance_m?: number;
  distance_sigma_m?: number;
  time_to_border_s?: number | null;
  entry_p10_s?: number | null;
  entry_p90_s?: number | null;
  entry_probability?: number | null;
  places?: PlaceAhead[];
  deepest_m?: number | null;
  deepest_sigma_m?: number;
  lat_deg?: number;
  lon_deg?: number;
  east_mps?: number;
  north_mps?: number;
  height_m?: number | null;
  basis?: string;
  acknowledged_by?: string | null;
  acknowledged_s?: number | null;
  assigned_to?: string | null;
  closed_by?: string | null;
  closed_s?: number | null;
  closed_why?: string;
  closed_ground?: string | null;
  log?: LogEntry[];
  log_left_out?: number;
  merged?: number[];
  earlier?: Earlier[];
  /** The incident that goes on for it. */
  merged_into?: number | null;
  simulated?: boolean;
}

export interface Alert {
  number: number;
  incident: number;
  level: Level;
  audience: string;
  message: string;
  why: string;
  time_s: number;
  repeats?: number;
  acknowledged?: boolean;
  ended?: boolean;
  simulated?: boolean;
  /** When its audience was told first; 0: not known. */
  first_s?: number;
  kind?: 'incident' | 'digest' | 'distress' | 'hand_over';
  track?: number;
  /** Of a digest: the incidents, and the tracks in distress, that it names. */
  incidents?: number[];
  tracks?: number[];
}

export interface SensorRow {
  id: string;
  feed: string;
  kind: string;
  nation?: string | null;
  site?: { lat_deg: number; lon_deg: number; height_m?: number } | null;
  status: string;
  detail?: string;
  last_plot_s?: number | null;
  latency_s?: number | null;
  plots_per_s?: number | null;
  plots?: number;
  faults?: number;
  last_fault?: { reason: string; time_s: number } | null;
  bias?: SensorBias | null;
  rotation_s?: number | null;
  maintenance_by?: string | null;
  maintenance_until_s?: number | null;
  simulated?: boolean;
}

/** Each a value and one sigma; null where it has none or none is seen. */
export interface SensorBias {
  time_s: number;
  pairs: number;
  range_m: [number, number] | null;
  azimuth_deg: [number, number] | null;
  late_s: [number, number] | null;
}

export interface Weather {
  qnh: { time_s: number; lat_deg: number; lon_deg: number; radius_m: number; pressure_hpa: number }[];
  winds: { time_s: number; lat_deg: number; lon_deg: number; height_m: number; east_mps: number; north_mps: number }[];
}

export interface Track {
  number: number;
  uid: string;
  time_s: number;
  status: string;
  lat_deg: number;
  lon_deg: number;
  east_mps: number;
  north_mps: number;
  existence: number;
  radius_95_m: number;
  height_m?: number | null;
  up_mps?: number | null;
  height_source?: string;
  assumed_accuracy?: boolean;
  updated_s?: number;
  first_s?: number;
  contributors?: Record<string, number>;
  reported_by?: string;
  reported_number?: number | null;
  claims?: {
    mode_s?: number | null;
    mode_3a?: number | null;
    callsign?: string | null;
    pressure_altitude_m?: number | null;
    emergency?: string | null;
    remote_id?: string | null;
  };
  flight_plan?: {
    callsign?: string | null;
    aircraft_type?: string | null;
    departure?: string | null;
    destination?: string | null;
  } | null;
  identity?: { name?: IdentityName; basis?: string; decided_by?: string | null; pending_until_s?: number | null };
  foreign_identity?: IdentityName | null;
  classification?: Partial<Record<ClassName, number>>;
  echoes?: { strength_db?: number | null; said_bird?: number | null; said_helicopter?: number | null };
  fused_with?: number[];
  incident?: number | null;
  simulated?: boolean;
  proposed?: { name: IdentityName; basis: string } | null;
  acts?: string[];
  /** Grows when what a person acts upon changes. */
  version?: number;
}

/** time_s, lat_deg, lon_deg, height_m */
export type TrailPoint = [number, number, number, number | null];

export interface Decision {
  by: string;
  time_s: number;
  act: { type: string; track?: number; other?: number | null; record?: number; identity?: IdentityName | null };
  why?: string;
  expected_version?: number | null;
  record_number?: number;
}

export interface Silence {
  number: number;
  by: string;
  why: string;
  begun_s: number;
  until_s: number;
  level: Level;
  incident?: number | null;
  zone?: string | null;
  audience?: string | null;
  muted?: number;
  ended_by?: string | null;
  ended?: boolean;
}

export interface Duty {
  name: string;
  since_s: number;
  handed_by: string;
  note?: string;
}

export interface WatchEntry {
  number: number;
  time_s: number;
  what: 'incident' | 'alert' | 'sensor' | 'warning' | 'act' | 'duty' | 'note';
  text: string;
  by?: string;
  incident?: number;
}

/** Of an incident: when each step was taken, by the name of its field; see docs/how-to/incidents.md. */
export interface IncidentClock {
  [step: string]: unknown;
  alerted?: string;
  arrival_s?: number | null;
  arrival?: 'foreseen' | 'actual' | null;
  arrival_at?: string;
}

export interface IncidentFile {
  time_s: number;
  incident: Incident;
  clock: IncidentClock;
}

export interface Evidence {
  words: string;
  side: 'for' | 'against' | 'told';
  since_s: number;
  age_s: number;
  track: number;
  by: string;
}

export interface IdentityFile {
  time_s: number;
  number: number;
  identity: IdentityName;
  basis: string;
  decided_by: string | null;
  proposed: { name: IdentityName; basis: string } | null;
  foreign: { by: string; track: number; identity: IdentityName }[];
  evidence: Evidence[];
}

/** JSON words of warnings, searches, aerodromes and zones, field for field as in sargas.model; see words.ts. */

import type { Feature, MultiPolygon, Position } from 'geojson';

export type WarningLevel = 'advisory' | 'alarm';
export type Hazard = 'approaching' | 'overhead' | 'found' | 'all_clear';
export type Basis = 'found' | 'left' | 'identified' | 'endurance_expired';
export type Polygons = Position[][][];

export interface WarningText {
  event: string;
  headline: string;
  description: string;
  instruction: string;
}

export interface ReachedArea {
  area: string;
  name: string;
  earliest_s?: number | null;
  median_s?: number | null;
  probability?: number | null;
}

export interface ExtraArea {
  id: string;
  name: string;
  polygons: Polygons;
}

export interface Signature {
  by: string;
  time_s: number;
  why?: string;
}

export interface WarningDraft {
  hazard: Hazard;
  level: WarningLevel;
  areas: ReachedArea[];
  texts: Record<string, WarningText>;
  drafted_s: number;
  by?: string;
  amended?: boolean;
  weak?: boolean;
  why_weak?: string;
  first?: Signature | null;
  asked?: string;
  asked_s?: number | null;
  since?: string;
  wrong?: string[];
  basis?: Basis | null;
  extra?: ExtraArea[];
}

/** A block of a message, in one language. */
interface NoticeBlock {
  language?: string;
  event?: string;
  headline?: string;
  description?: string;
  instruction?: string;
}

export interface PublicWarning {
  number: number;
  version: number;
  state: 'draft' | 'released' | 'retracted' | 'cleared' | 'expired';
  simulated: boolean;
  incident?: number;
  opened_s?: number;
  draft?: WarningDraft | null;
  hazard?: Hazard | null;
  level?: WarningLevel | null;
  areas?: ReachedArea[];
  extra?: ExtraArea[];
  notice?: { identifier: string; blocks?: NoticeBlock[] } | null;
  released_by?: Signature[];
  released_s?: number | null;
  expires_s?: number | null;
  ended_s?: number | null;
  ended_by?: string;
  ended_why?: string;
}

export interface AreaNow {
  area: string;
  name: string;
  state?: 'none' | 'advisory' | 'alarm' | 'all_clear';
  warning?: number;
  since_s?: number | null;
  expires_s?: number | null;
  simulated?: boolean;
}

export interface Sector {
  number: number;
  west_deg: number;
  south_deg: number;
  east_deg: number;
  north_deg: number;
  area_m2: number;
  probability: number;
  rank: number;
  assigned_to: string | null;
  assigned_s: number | null;
  searched: { by: string; time_s: number; detection_probability: number }[];
}

export interface Find {
  number: number;
  lat_deg: number;
  lon_deg: number;
  what: string;
  by: string;
  time_s: number;
  note: string;
  custody: { who: string; time_s: number; by: string; note: string }[];
}

export interface Search {
  number: number;
  status: 'open' | 'seen_again' | 'closed';
  version: number;
  opened_s: number;
  time_s: number;
  lost_s: number;
  lat_deg: number;
  lon_deg: number;
  radius_95_m: number;
  height_m: number | null;
  incident: number | null;
  zone_name: string;
  tracks: number[];
  fates: Partial<Record<'glides' | 'falls' | 'flies_on' | 'loiters', number>>;
  lying_probability: number;
  areas: { probability: number; area_m2: number; polygons: Polygons }[];
  sectors: Sector[];
  finds: Find[];
  basis: string;
  simulated: boolean;
}

export interface Height {
  value_m: number;
  ref: 'ellipsoid' | 'amsl' | 'agl' | 'flight_level';
}

interface ClearBy {
  p50_s: number | null;
  p90_s: number | null;
  why: string;
}

export interface AirObject {
  track: number;
  going: string;
  classification: string;
  classification_probability: number;
  identity: string;
  height_m: number | null;
  speed_mps: number;
  measured_s: number;
  inside: { volume: string; probability: number; bands_probability: number[]; height_basis: string }[];
  expected_probability: number;
  clear: ClearBy;
  basis: string;
}

export interface AirNotice {
  kind: 'closure' | 'reopening';
  made_s: number;
  text: string;
  items: Record<string, string>;
  basis: string;
}

export interface LogEntry {
  number: number;
  kind: 'closure' | 'reopening' | 'withdrawal';
  by: string;
  recorded_s: number;
  from_s: number;
  until_s: number | null;
  volumes: string[];
  why: string;
  corrects: number | null;
  corrected_by: number | null;
}

export interface Aerodrome {
  icao: string;
  name: string;
  version: number;
  time_s: number;
  lat_deg: number;
  lon_deg: number;
  elevation_m: number;
  volumes: { name: string; polygons: Polygons; floor: Height | null; ceiling: Height | null; seen_probability: number }[];
  bands_m: number[];
  runways: string[];
  advice: 'none' | 'closure' | 'wait' | 'reopening';
  advice_basis: string;
  objects: AirObject[];
  resolved: { track: number; how: string; time_s: number; basis: string; by: string }[];
  apart: Record<string, number>;
  expected: {
    volume: string; after_s: number; expected: number; probability: number; bands_expected: number[];
    unknown_height_expected: number;
  }[];
  clear: ClearBy;
  closure: AirNotice | null;
  reopening: AirNotice | null;
  reopening_waits: string;
  recorded: { closed: boolean; volumes: string[]; since_s: number | null; until_s: number | null; by: string; words: string };
  log: LogEntry[];
  closed_s: number;
  live: boolean;
  live_since_s: number | null;
  simulated: boolean;
}

export interface ZoneProperties {
  id: string;
  name: string;
  kind: string;
  floor: Height | null;
  ceiling: Height | null;
  hours: [number, number][];
  nation: string | null;
  authorised_by: string[];
  drawn?: {
    drawn_by: string; drawn_s: number; why: string; version: number; ended_by: string | null; ended_s: number | null;
    end_why: string; over: boolean;
  };
}

export type ZoneFeature = Feature<MultiPolygon, ZoneProperties>;

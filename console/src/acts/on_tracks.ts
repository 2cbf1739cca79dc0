/** Questions about tracks: docs/reference/web.md, acts on tracks. Each is undone by its record number. */

import { positionText, wordText } from '../format';
import { IDENTITIES, type Decision, type IdentityName, type Track } from '../wire/words';
import type { Field, Question } from './question';

const OTHER: Field = { name: 'other', label: 'The other track, its number', kind: 'number', needed: true };
const M_PER_FT = 0.3048;
const MPS_PER_KT = 1852 / 3600;

function on(track: Track, word: string, title: string, does: string, about: string, fields: Field[] = []): Question {
  return {
    title, does, about, fields, why: 'needed', path: `api/tracks/${track.number}/${word}`,
    given: { expected_version: track.version ?? 0 }, done: title, undo: (decision) => undo(decision, 'in error'),
  };
}

const name = (track: Track) => `T${track.number}`;

export const drop = (track: Track) =>
  on(track, 'drop', `Drop ${name(track)}`, 'Drop', 'It is nothing to look at. It stands again when another sensor sees it.');
export const merge = (track: Track) =>
  on(track, 'merge', `Merge ${name(track)} with another`, 'Merge', `Both are one object, known as ${name(track)} from now on.`, [OTHER]);
export const split = (track: Track) =>
  on(track, 'split', `Split ${name(track)}`, 'Split', 'It is two objects. Without a number the second begins by hand.', [
    { ...OTHER, label: 'The track that was merged into it, its number (optional)', needed: false },
  ]);
export const reassociate = (track: Track) =>
  on(track, 'reassociate', `Exchange ${name(track)} with another`, 'Exchange', 'The two have exchanged their objects: each number goes back to its own.', [OTHER]);
export const coast = (track: Track) =>
  on(track, 'coast', `Force ${name(track)} to coast`, 'Coast', 'The plots near it are not of it: it takes none until this is undone.');
export const correlate = (track: Track) =>
  on(track, 'correlate', `Another is the same as ${name(track)}`, 'Hold together', 'A foreign track, or one begun by hand, is the same object.', [OTHER]);
export const decorrelate = (track: Track) =>
  on(track, 'decorrelate', `Another is not ${name(track)}`, 'Hold apart', 'They are not the same object, however close they are.', [OTHER]);

/** `identity`: what is proposed; '' asks. */
export function lockIdentity(track: Track, identity: IdentityName | '' = ''): Question {
  const own = IDENTITIES.filter((one) => one !== 'pending' && (track.simulated || (one !== 'joker' && one !== 'faker')));
  const choices = own.map((one) => [one, wordText(one)] as const);
  const field: Field = { name: 'identity', label: 'Who it is', kind: 'choice', needed: true, value: identity, choices };
  return on(track, 'lock_identity', `Identity of ${name(track)}`, 'Decide', 'You decide it by name; no rule changes it until this is undone.', [field]);
}

export function undo(decision: Decision, reason = ''): Question {
  return {
    title: `Undo: ${inWords(decision)}`, about: `By ${decision.by}${decision.why ? `: ${decision.why}` : ''}`, does: 'Undo',
    path: `api/acts/${decision.record_number ?? 0}/undo`, why: 'needed', reason, fields: [], done: `Undone: ${inWords(decision)}`,
  };
}

/** An act in a few words: "merge T7 with T9". */
export function inWords({ act }: Decision): string {
  const words = [wordText(act.type)];
  if (act.track) words.push(`T${act.track}`);
  if (act.other) words.push(`and T${act.other}`);
  if (act.identity) words.push(wordText(act.identity));
  return words.join(' ');
}

/** A track begins by hand, at a place of the map; times are UTC of the day of `nowS`. */
export function initiate(latDeg: number, lonDeg: number, nowS: number): Question {
  const clock = new Date(nowS * 1000).toISOString().slice(11, 19);
  return {
    title: 'Begin a track by hand', does: 'Begin', path: 'api/tracks', why: 'needed', done: 'A track begins by hand',
    about: `An object that no sensor sees, near ${positionText(latDeg, lonDeg)}: it is carried on by reckoning alone.`,
    fields: [
      { name: 'lat', label: 'Latitude, degrees', kind: 'number', needed: true, value: latDeg.toFixed(5) },
      { name: 'lon', label: 'Longitude, degrees', kind: 'number', needed: true, value: lonDeg.toFixed(5) },
      { name: 'seen', label: 'Seen at, UTC (hh:mm:ss)', kind: 'line', needed: true, value: clock },
      { name: 'sigma', label: 'Error of the place, m', kind: 'number', needed: true, value: '1000' },
      { name: 'height', label: 'Height, ft (where known)', kind: 'number' },
      { name: 'speed', label: 'Speed, kt (where known)', kind: 'number' },
      { name: 'course', label: 'Course, degrees (where known)', kind: 'number' },
    ],
    body: (filled) => {
      const seenS = timeOfDay(filled.seen ?? '', nowS);
      const [speed, course, height] = [filled.speed, filled.course, filled.height].map((text) => (text ?? '').trim());
      if (seenS === null || Boolean(speed) !== Boolean(course)) return null;
      const mps = Number(speed) * MPS_PER_KT;
      const radians = (Number(course) * Math.PI) / 180;
      return {
        lat_deg: Number(filled.lat), lon_deg: Number(filled.lon), seen_s: seenS, sigma_m: Number(filled.sigma),
        ...(height ? { height_m: Number(height) * M_PER_FT } : {}),
        ...(speed ? { east_mps: mps * Math.sin(radians), north_mps: mps * Math.cos(radians) } : {}),
      };
    },
    undo: (decision) => undo(decision, 'in error'),
  };
}

/** The latest time of this name that is not after `nowS`; null for what is none. */
export function timeOfDay(text: string, nowS: number): number | null {
  const match = /^\s*([01]?\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d))?\s*Z?\s*$/i.exec(text);
  if (!match) return null;
  const midnightS = Math.floor(nowS / 86400) * 86400;
  const timeS = midnightS + Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
  return timeS > nowS + 60 ? timeS - 86400 : timeS;
}

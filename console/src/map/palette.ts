/**
 * Colours of the map. Hue is identity (APP-6: yellow unknown, cyan friend, green neutral, red hostile), brightness is
 * how much it should draw the eye: known civil traffic is quiet, what nobody has explained is bright. Shape says the same
 * as hue, everywhere. Four palettes: night and day, each as usual and in hues that are told apart with any colour vision
 * (Okabe and Ito, Color Universal Design, 2008). The chosen one is read when something is drawn.
 */

import { IDENTITIES, type IdentityName } from '../wire/words';

export interface Tone {
  line: string;
  fill: string;
  text: string;
}
type Tones = Record<IdentityName, Tone>;

const NIGHT: Tones = {
  pending: { line: '#cdbb55', fill: '#35300f', text: '#dccd7c' },
  unknown: { line: '#f0d848', fill: '#3d360c', text: '#f3e27c' },
  assumed_friend: { line: '#4f9fc4', fill: '#10303f', text: '#8fc6e0' },
  friend: { line: '#58c4ee', fill: '#0f3546', text: '#9bdcf5' },
  neutral: { line: '#5c9c6d', fill: '#14291b', text: '#9cc2a6' },
  suspect: { line: '#ff9a3c', fill: '#47280a', text: '#ffbe82' },
  hostile: { line: '#ff5a5a', fill: '#4a1214', text: '#ff9c9c' },
  joker: { line: '#ff9a3c', fill: '#47280a', text: '#ffbe82' },
  faker: { line: '#ff5a5a', fill: '#4a1214', text: '#ff9c9c' },
};
const NIGHT_SAFE: Tones = {
  ...NIGHT,
  assumed_friend: { line: '#4a90c2', fill: '#0f2c40', text: '#8fc0e6' },
  friend: { line: '#56b4e9', fill: '#103348', text: '#9fd6f7' },
  neutral: { line: '#8d99a3', fill: '#1d242a', text: '#b4bec7' },
  suspect: { line: '#cc79a7', fill: '#3d1f31', text: '#e5aacb' },
  hostile: { line: '#f0713a', fill: '#46200c', text: '#ffb08c' },
  joker: { line: '#cc79a7', fill: '#3d1f31', text: '#e5aacb' },
  faker: { line: '#f0713a', fill: '#46200c', text: '#ffb08c' },
};
const DAY: Tones = {
  pending: { line: '#7a6800', fill: '#f6eeb4', text: '#5d4f00' },
  unknown: { line: '#7d6300', fill: '#ffe45c', text: '#5a4700' },
  assumed_friend: { line: '#22698c', fill: '#cfe8f4', text: '#1b5673' },
  friend: { line: '#005f8f', fill: '#a9e0fa', text: '#004e76' },
  neutral: { line: '#3f7a4e', fill: '#d5ead9', text: '#2f5d3b' },
  suspect: { line: '#a85400', fill: '#ffd09a', text: '#843f00' },
  hostile: { line: '#b3141b', fill: '#ffb3b3', text: '#97090f' },
  joker: { line: '#a85400', fill: '#ffd09a', text: '#843f00' },
  faker: { line: '#b3141b', fill: '#ffb3b3', text: '#97090f' },
};
const DAY_SAFE: Tones = {
  ...DAY,
  neutral: { line: '#5d6871', fill: '#e1e5e8', text: '#48525a' },
  suspect: { line: '#8f3f6c', fill: '#f0c9de', text: '#77305a' },
  hostile: { line: '#b34400', fill: '#ffc7a3', text: '#8f3600' },
  joker: { line: '#8f3f6c', fill: '#f0c9de', text: '#77305a' },
  faker: { line: '#b34400', fill: '#ffc7a3', text: '#8f3600' },
};

const MAP_NIGHT = {
  water: '#0a1017',
  land: '#141b23',
  lake: '#0c141c',
  border: '#3a4754',
  place: '#7f8d9a',
  placeHalo: '#0d141b',
  zone: '#c9b37a',
  zoneFill: '#c9b37a',
  ownBorder: '#d8c48a',
  /** Behind symbols, and what lies within them. */
  outline: '#0a1017',
  icon: '#f2f6fa',
  plot: '#b9c4cf',
  incident: '#ff4d4f',
  selected: '#f2f6fa',
  hovered: '#8795a3',
  label: 'rgba(10, 15, 21, 0.6)',
  incidentLabel: 'rgba(44, 10, 12, 0.9)',
  incidentText: '#ffd9d9',
  text: '#dbe3ea',
  exercise: '#b79cff',
  /** What a person draws or measures. */
  pen: '#7ce0ff',
  ring: '#6f8597',
  /** Areas of warnings, and what else is grave, to be heeded, or over. */
  alarm: '#ff5a4f',
  advisory: '#ffb020',
  clear: '#57b26f',
  /** Where something that was lost may be. */
  search: '#c58cff',
};
const MAP_DAY: typeof MAP_NIGHT = {
  water: '#c3d6e2',
  land: '#f0f1ec',
  lake: '#c3d6e2',
  border: '#8c949b',
  place: '#434c54',
  placeHalo: '#ffffff',
  zone: '#8a6a1c',
  zoneFill: '#8a6a1c',
  ownBorder: '#8a5a00',
  outline: '#ffffff',
  icon: '#10161c',
  plot: '#5d6a76',
  incident: '#c4161c',
  selected: '#10161c',
  hovered: '#5d6a76',
  label: 'rgba(255, 255, 255, 0.75)',
  incidentLabel: 'rgba(255, 228, 228, 0.95)',
  incidentText: '#7a0a0e',
  text: '#12181e',
  exercise: '#5a36b8',
  pen: '#005b9a',
  ring: '#5d6a76',
  alarm: '#c4161c',
  advisory: '#a35c00',
  clear: '#1f7a3d',
  search: '#6d2fc2',
};

export let TONES: Tones = NIGHT;
/** Grows with each choice: what keeps drawings compares it. */
export let paletteVersion = 0;
/** Names of colours of the map. */
export type MapTone = keyof typeof MAP_NIGHT;
export let MAP = MAP_NIGHT;
/** Colour table of the dot layers: the nine identities, then raw plots. */
export let DOT_COLOURS: number[] = dots();

/** From now on everything is drawn in these; what was drawn already has to be drawn anew. */
export function choosePalette(light: boolean, safe: boolean): void {
  TONES = light ? (safe ? DAY_SAFE : DAY) : safe ? NIGHT_SAFE : NIGHT;
  MAP = light ? MAP_DAY : MAP_NIGHT;
  if (safe) MAP = { ...MAP, clear: light ? '#006a9e' : '#56b4e9', alarm: TONES.hostile.line };
  DOT_COLOURS = dots();
  paletteVersion++;
}

export const toneOf = (identity: number): Tone => TONES[IDENTITIES[identity] ?? 'unknown'];

/** Red, green, blue in 0..1. */
export function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

function dots(): number[] {
  return [...IDENTITIES.map((name) => TONES[name].line), MAP.plot].flatMap(rgb);
}

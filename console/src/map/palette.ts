/**
 * Colours of the map. Hue is identity (APP-6: yellow unknown, cyan friend, green neutral, red hostile), brightness is
 * how much it should draw the eye: known civil traffic is quiet, what nobody has explained is bright.
 */

import { IDENTITIES, type IdentityName } from '../wire/words';

export interface Tone {
  line: string;
  fill: string;
  text: string;
}

export const TONES: Record<IdentityName, Tone> = {
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

export const toneOf = (identity: number): Tone => TONES[IDENTITIES[identity] ?? 'unknown'];

/** Red, green, blue in 0..1. */
export function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export const PLOT_TONE = '#b9c4cf';

/** Colour table of the dot layers: the nine identities, then raw plots. */
export const DOT_COLOURS: number[] = [...IDENTITIES.map((name) => TONES[name].line), PLOT_TONE].flatMap(rgb);

export const INCIDENT_TONE = '#ff4d4f';
export const SELECTED_TONE = '#f2f6fa';

export const MAP = {
  water: '#0a1017',
  land: '#141b23',
  lake: '#0c141c',
  border: '#3a4754',
  place: '#7f8d9a',
  placeHalo: '#0d141b',
  zone: '#c9b37a',
  zoneFill: '#c9b37a',
  ownBorder: '#d8c48a',
};

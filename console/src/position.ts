/** A position as people write it: 54.6872 25.2797, 54°41′14″N 25°16′47″E, 5441N02517E, 35ULA 89106 61342. */

import { fromMgrs, type Place } from './mgrs';

/** The place that a text tells; null for a text that tells none. */
export function toPosition(text: string): Place | null {
  const said = text.trim().toUpperCase().replaceAll('−', '-');
  return fromMgrs(said) ?? packed(said) ?? spaced(said);
}

/** As on the radio and in NOTAMs: 5441N02517E, 544114N0251647E, 5441.2N 02516.8E. */
function packed(said: string): Place | null {
  const found = /^(\d{4}(?:\d\d)?(?:\.\d+)?)\s*([NS])\s*(\d{5}(?:\d\d)?(?:\.\d+)?)\s*([EW])$/.exec(said);
  if (!found) return null;
  const parts = (digits: string, width: number) => {
    const hasSeconds = digits.split('.')[0].length > width + 2;
    const minutes = hasSeconds ? [digits.slice(width, width + 2), digits.slice(width + 2)] : [digits.slice(width)];
    return [digits.slice(0, width), ...minutes].map(Number);
  };
  return ordered([found[2], parts(found[1], 2)], [found[4], parts(found[3], 3)]);
}

/** Numbers apart from each other: two alone, latitude first; or degrees, minutes and seconds with a letter each. */
function spaced(said: string): Place | null {
  const token = /[NSEW]|[+-]?\d+(?:\.\d+)?/g;
  if (/[^\s,;:°º'′’"″”]/.test(said.replace(token, ''))) return null;
  const tokens: string[] = said.match(token) ?? [];
  const letters = tokens.filter((one) => /[NSEW]/.test(one));
  if (letters.length === 0) return tokens.length === 2 ? ordered(['', [Number(tokens[0])]], ['', [Number(tokens[1])]]) : null;
  if (letters.length !== 2) return null;
  const second = tokens.indexOf(letters[1], tokens.indexOf(letters[0]) + 1);
  // Letters stand before both, or after both.
  const cut = tokens[0] === letters[0] ? second : tokens.indexOf(letters[0]) + 1;
  const half = (part: string[]) => part.filter((one) => !/[NSEW]/.test(one)).map(Number);
  return ordered([letters[0], half(tokens.slice(0, cut))], [letters[1], half(tokens.slice(cut))]);
}

type Half = [letter: string, parts: number[]];

function ordered(first: Half, second: Half): Place | null {
  const eastFirst = 'EW'.includes(first[0] || 'N');
  if (eastFirst === 'EW'.includes(second[0] || 'E')) return null;
  const [latDeg, lonDeg] = eastFirst ? [degreesOf(second), degreesOf(first)] : [degreesOf(first), degreesOf(second)];
  return Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 ? { latDeg, lonDeg } : null;
}

/** Degrees of up to three parts; not a number where they are none. */
function degreesOf([letter, parts]: Half): number {
  const [degrees, minutes = 0, seconds = 0] = parts;
  if (parts.length < 1 || parts.length > 3 || minutes >= 60 || seconds >= 60 || minutes < 0 || seconds < 0) return NaN;
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  return letter === 'S' || letter === 'W' || degrees < 0 ? -size : size;
}

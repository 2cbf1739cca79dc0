/**
 * The Military Grid Reference System, read: 34UDG 12345 67890 -> latitude and longitude of the middle of the square.
 * NGA.SIG.0012_2.0.0_UTMUPS (2014), lettering scheme of WGS-84; transverse Mercator by Krüger's series in the third
 * flattening to its fourth power (micrometres within a zone). The poles (UPS) are not read.
 */

const A_M = 6_378_137;
const F = 1 / 298.257223563;
const N = F / (2 - F);
const SCALE = 0.9996;
/** Krüger, coordinates of the plane -> conformal latitude. */
const BETA = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161280) * N ** 4,
];
/** Conformal latitude -> latitude. */
const DELTA = [
  2 * N - (2 / 3) * N ** 2 - 2 * N ** 3 + (116 / 45) * N ** 4,
  (7 / 3) * N ** 2 - (8 / 5) * N ** 3 - (227 / 45) * N ** 4,
  (56 / 15) * N ** 3 - (136 / 35) * N ** 4,
  (4279 / 630) * N ** 4,
];
const RECTIFYING_M = (A_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);

/** Letters of bands of 8 degrees from 80 S, and the least northing of each in units of 100 km. */
const BANDS = 'CDEFGHJKLMNPQRSTUVWX';
const LEAST = [11, 20, 28, 37, 46, 55, 64, 73, 82, 91, 0, 8, 17, 26, 35, 44, 53, 62, 70, 79];
const COLUMNS = ['STUVWXYZ', 'ABCDEFGH', 'JKLMNPQR'];
const ROWS = 'ABCDEFGHJKLMNPQRSTUV';

export interface Place {
  latDeg: number;
  lonDeg: number;
}

/** The place of a grid reference; null for what is none. */
export function fromMgrs(text: string): Place | null {
  const found = /^(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])((?:\d\d){0,5})$/.exec(text.toUpperCase().replace(/[\s.-]/g, ''));
  if (!found) return null;
  const [, zoneText, band, column, row, digits] = found;
  const zone = Number(zoneText);
  const across = COLUMNS[zone % 3].indexOf(column);
  if (zone < 1 || zone > 60 || across < 0) return null;
  const half = digits.length / 2;
  const unitM = 10 ** (5 - half);
  const within = (part: string) => Number(part || 0) * unitM + unitM / 2;
  const eastingM = (across + 1) * 100_000 + within(digits.slice(0, half));
  // Rows begin anew each 2,000 km, and five letters on in zones of even number.
  let northing = (ROWS.indexOf(row) - (zone % 2 === 0 ? 5 : 0) + 20) % 20;
  const least = LEAST[BANDS.indexOf(band)];
  while (northing < least) northing += 20;
  const northingM = northing * 100_000 + within(digits.slice(half));
  const place = fromUtm(zone, band >= 'N', eastingM, northingM);
  // A square that the band does not reach is a slip of the pen.
  const south = -80 + 8 * BANDS.indexOf(band);
  return place.latDeg > south - 1 && place.latDeg < south + (band === 'X' ? 13 : 9) ? place : null;
}

function fromUtm(zone: number, north: boolean, eastingM: number, northingM: number): Place {
  const xi = (northingM - (north ? 0 : 10_000_000)) / (SCALE * RECTIFYING_M);
  const eta = (eastingM - 500_000) / (SCALE * RECTIFYING_M);
  let [x, e] = [xi, eta];
  BETA.forEach((beta, k) => {
    const turn = 2 * (k + 1);
    x -= beta * Math.sin(turn * xi) * Math.cosh(turn * eta);
    e -= beta * Math.cos(turn * xi) * Math.sinh(turn * eta);
  });
  const conformal = Math.asin(Math.sin(x) / Math.cosh(e));
  const lat = DELTA.reduce((sum, delta, k) => sum + delta * Math.sin(2 * (k + 1) * conformal), conformal);
  const lon = Math.atan2(Math.sinh(e), Math.cos(x));
  return { latDeg: (lat * 180) / Math.PI, lonDeg: zone * 6 - 183 + (lon * 180) / Math.PI };
}

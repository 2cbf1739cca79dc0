/** Words and figures as the operator reads them. Display only: everything that is kept or sent stays in SI. */

export type Units = 'si' | 'kt-ft';

const MPS_PER_KT = 1852 / 3600;
const M_PER_FT = 0.3048;
const THIN = '\u202f';

const two = (value: number) => String(Math.floor(value)).padStart(2, '0');

/** 23:59:59 */
export function clockText(timeS: number, utc = true): string {
  if (timeS <= 0) return '--:--:--';
  const date = new Date(timeS * 1000);
  return utc
    ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
    : `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 23:59:59Z · 02:59:59: UTC, and the time of this place */
export function bothClocks(timeS: number): string {
  return `${clockText(timeS)}Z · ${clockText(timeS, false)}`;
}

/** 2025-07-28 */
export function dateText(timeS: number): string {
  return timeS > 0 ? new Date(timeS * 1000).toISOString().slice(0, 10) : '';
}

/** 0.4 s, 12 s, 4 min 05 s, 3 h 07 min */
export function durationText(seconds: number): string {
  const s = Math.max(0, seconds);
  if (s < 9.95) return `${s.toFixed(1)} s`;
  if (s < 99.5) return `${Math.round(s)} s`;
  const whole = Math.round(s);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two((whole % 3600) / 60)} min`;
}

/** 4:05, 1:03:20: a running stopwatch of fixed width */
export function stopwatchText(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const minutes = `${two((s % 3600) / 60)}:${two(s % 60)}`;
  return s < 3600 ? minutes : `${Math.floor(s / 3600)}:${minutes}`;
}

function dms(valueDeg: number, digits: number, positive: string, negative: string): string {
  // Tenths of a second are three metres: what the track is known to at best.
  const tenths = Math.round(Math.abs(valueDeg) * 36000);
  const degrees = String(Math.floor(tenths / 36000)).padStart(digits, '0');
  const minutes = two((tenths % 36000) / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return `${degrees}°${minutes}′${seconds}″${valueDeg < 0 ? negative : positive}`;
}

/** 54°38′12.4″N 025°17′03.0″E */
export function positionText(latDeg: number, lonDeg: number): string {
  return `${dms(latDeg, 2, 'N', 'S')} ${dms(lonDeg, 3, 'E', 'W')}`;
}

function grouped(value: number): string {
  const text = String(Math.round(Math.abs(value)));
  const sign = value < -0.5 ? '−' : '';
  return sign + (text.length > 4 ? text.replace(/\B(?=(\d{3})+$)/g, THIN) : text);
}

export function heightText(heightM: number, units: Units): string {
  return units === 'si' ? `${grouped(heightM)} m` : `${grouped(Math.round(heightM / M_PER_FT / 10) * 10)} ft`;
}

/** FL 085; the value is in flight levels (hundreds of feet re 1013.25 hPa) */
export function flightLevelText(flightLevel: number): string {
  const rounded = Math.round(flightLevel);
  return `FL${rounded < 0 ? '−' : ''}${String(Math.abs(rounded)).padStart(3, '0')}`;
}

export function speedText(speedMps: number, units: Units): string {
  return units === 'si' ? `${Math.round(speedMps)} m/s` : `${Math.round(speedMps / MPS_PER_KT)} kt`;
}

/** 850 m, 4.2 km, 63 km; or 0.46 NM, 2.3 NM, 34 NM: never two units side by side */
export function distanceText(distanceM: number, units: Units): string {
  const d = Math.abs(distanceM);
  if (units === 'kt-ft') return `${d < 1852 * 9.95 ? (d / 1852).toFixed(d < 1852 ? 2 : 1) : Math.round(d / 1852)} NM`;
  if (d < 995) return `${Math.round(d / 10) * 10} m`;
  return `${d < 9950 ? (d / 1000).toFixed(1) : Math.round(d / 1000)} km`;
}

/** 271° */
export function courseText(eastMps: number, northMps: number): string {
  const degrees = Math.round((Math.atan2(eastMps, northMps) * 180) / Math.PI + 360) % 360;
  return `${String(degrees).padStart(3, '0')}°`;
}

/** 97 %, < 1 %, > 99 %: certainty is never claimed */
export function percentText(probability: number): string {
  if (probability > 0.99) return '> 99 %';
  if (probability < 0.01) return '< 1 %';
  return `${Math.round(probability * 100)} %`;
}

export function octalText(mode3a: number): string {
  return mode3a.toString(8).padStart(4, '0');
}

export function addressText(modeS: number): string {
  return modeS.toString(16).toUpperCase().padStart(6, '0');
}

/** fixed_wing_drone -> fixed wing drone */
export function wordText(word: string): string {
  return word.replaceAll('_', ' ');
}

/** Times and heights as people write them into a form. */

import type { Height } from './wire/boards';

const M_PER_FT = 0.3048;
const M_PER_FL = 30.48;
const DAY_S = 86_400;

/** +90 (minutes from now), 14:30 or 1430 (UTC, the next one), 2026-11-28 14:30: UTC Unix seconds; null for none of them. */
export function toInstant(text: string, nowS: number): number | null {
  const said = text.trim().toUpperCase().replace(/Z$/, '').trim();
  const ahead = /^\+\s*(\d{1,6})$/.exec(said);
  if (ahead) return nowS + 60 * Number(ahead[1]);
  const clock = /^(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d\d):?(\d\d)$/.exec(said);
  if (!clock) return null;
  const [, year, month, day, hours, minutes] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const inDayS = 3600 * Number(hours) + 60 * Number(minutes);
  if (!year) return Math.floor(nowS / DAY_S) * DAY_S + inDayS + (inDayS <= nowS % DAY_S ? DAY_S : 0);
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return date.getUTCDate() === Number(day) ? date.getTime() / 1000 + inDayS : null;
}

/** 300 m agl, 2500 ft, FL65; GND and nothing are no limit (null); undefined for what is no height. */
export function toHeight(text: string): Height | null | undefined {
  const said = text.trim().toUpperCase();
  if (said === '' || said === 'GND' || said === 'SFC' || said === 'UNL') return null;
  const level = /^FL\s*(\d{1,3})$/.exec(said);
  if (level) return { value_m: Number(level[1]) * M_PER_FL, ref: 'flight_level' };
  const found = /^(\d{1,6}(?:\.\d+)?)\s*(M|FT)\s*(AGL|AMSL|MSL)?$/.exec(said);
  if (!found) return undefined;
  return { value_m: Number(found[1]) * (found[2] === 'FT' ? M_PER_FT : 1), ref: found[3] === 'AGL' ? 'agl' : 'amsl' };
}

/** A height limit as it was meant: 300 m AGL, FL065; `none` where there is no limit. */
export function limitText(height: Height | null | undefined, none: string): string {
  if (!height) return none;
  if (height.ref === 'flight_level') return `FL${String(Math.round(height.value_m / M_PER_FL)).padStart(3, '0')}`;
  return `${Math.round(height.value_m)} m ${height.ref.toUpperCase()}`;
}

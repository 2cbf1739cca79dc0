/** Height and speed of a track over time, from its trail. */

import type { TrailPoint } from '../wire/words';

const M_PER_DEG = 111_195;
/** Speed is over at least so long: over less, the error of two places is all that is seen. */
const SPAN_S = 12;

export interface Sample {
  timeS: number;
  value: number;
}

export interface History {
  heightM: Sample[];
  speedMps: Sample[];
}

export function historyOf(points: TrailPoint[]): History {
  const heightM = points.flatMap(([timeS, , , value]) => (value === null ? [] : [{ timeS, value }]));
  const speedMps: Sample[] = [];
  let first = 0;
  for (const [timeS, latDeg, lonDeg] of points) {
    while (first + 1 < points.length && timeS - points[first + 1][0] >= SPAN_S) first++;
    const [beforeS, beforeLat, beforeLon] = points[first];
    if (timeS - beforeS < SPAN_S) continue;
    const north = (latDeg - beforeLat) * M_PER_DEG;
    const east = (lonDeg - beforeLon) * M_PER_DEG * Math.cos((latDeg * Math.PI) / 180);
    speedMps.push({ timeS: (timeS + beforeS) / 2, value: Math.hypot(north, east) / (timeS - beforeS) });
  }
  return { heightM, speedMps };
}

export interface Curve {
  /** Of an SVG path, in a box `width` x `height`. */
  path: string;
  least: number;
  most: number;
}

/** A line through the samples; null when there are too few. The range is at least `span`, so that noise stays small. */
export function curveOf(samples: Sample[], fromS: number, untilS: number, width: number, height: number, span: number): Curve | null {
  const seen = samples.filter((one) => one.timeS >= fromS && one.timeS <= untilS);
  if (seen.length < 2 || untilS <= fromS) return null;
  const least = Math.min(...seen.map((one) => one.value));
  const most = Math.max(...seen.map((one) => one.value));
  const middle = (least + most) / 2;
  const half = Math.max((most - least) / 2, span / 2);
  const path = seen.map(({ timeS, value }, place) => {
    const x = ((timeS - fromS) / (untilS - fromS)) * width;
    const y = height / 2 - ((value - middle) / half) * (height / 2 - 2);
    return `${place === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return { path: path.join(''), least, most };
}

/** Range rings: circles of round distances around a place, named at their north. */

import type { Position } from 'geojson';
import type { Units } from '../format';
import { distanceText } from '../format';
import { circle, pointAt } from '../map/geodesy';
import { drawn, pointOf, type Drawn, type Ink } from '../map/overlays';

const RADII = [5, 10, 20, 40, 80, 160];

export function ringsOf(middle: Position, units: Units): Drawn[] {
  const unitM = units === 'si' ? 1000 : 1852;
  return RADII.flatMap((radius) => {
    const ink: Ink = { tone: 'ring', widthPx: 1 };
    const north = pointAt(middle, 0, radius * unitM);
    return [
      drawn({ type: 'LineString', coordinates: circle(middle, radius * unitM) }, { ...ink, dashed: true }),
      drawn(pointOf(north[0], north[1]), { ...ink, text: distanceText(radius * unitM, units) }),
    ];
  });
}

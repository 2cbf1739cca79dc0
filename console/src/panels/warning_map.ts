/** Areas of warnings on the map: what was told is filled, what is proposed is dashed. */

import type { FeatureCollection, Geometry } from 'geojson';
import { drawn, type Drawn } from '../map/overlays';
import type { AreaNow, ExtraArea, PublicWarning } from '../wire/boards';

const toneOf = { alarm: 'alarm', advisory: 'advisory', all_clear: 'clear' } as const;

/** `chosen`: number of the warning whose draft is drawn stronger. */
export function shapesOf(warnings: PublicWarning[], areas: AreaNow[], shapes: FeatureCollection, chosen: number): Drawn[] {
  const layer = new Map(shapes.features.map((shape) => [String(shape.id), shape.geometry]));
  const find = (area: string, extra: ExtraArea[] | undefined): Geometry | undefined => {
    const own = extra?.find((one) => one.id === area);
    return own ? { type: 'MultiPolygon', coordinates: own.polygons } : layer.get(area);
  };
  const result: Drawn[] = [];
  for (const area of areas) {
    const state = area.state ?? 'none';
    if (state === 'none') continue;
    const warning = warnings.find((one) => one.number === area.warning);
    const geometry = find(area.area.replace(new RegExp(`-${area.warning}$`), ''), warning?.extra) ?? layer.get(area.area);
    if (geometry) result.push(drawn(geometry, { tone: toneOf[state], fill: 0.22, widthPx: 1.5 }));
  }
  for (const { number, draft } of warnings) {
    if (!draft) continue;
    const tone = draft.hazard === 'all_clear' ? toneOf.all_clear : toneOf[draft.level];
    for (const { area } of draft.areas) {
      const geometry = find(area, draft.extra);
      if (geometry) result.push(drawn(geometry, { tone, fill: number === chosen ? 0.12 : 0.04, widthPx: number === chosen ? 3 : 1.5, dashed: true }));
    }
  }
  const told = warnings.find((one) => one.number === chosen && !one.draft);
  for (const { area } of told?.areas ?? []) {
    const geometry = find(area, told?.extra);
    if (geometry) result.push(drawn(geometry, { tone: toneOf[told?.level ?? 'advisory'], widthPx: 3 }));
  }
  return result;
}

/** How rate and delay of each sensor went while this page was open: a ring of samples, so that a trend is seen. */

import type { SensorRow } from '../wire/words';

const EVERY_S = 10;
/** An hour of them. */
const MOST = 360;

export interface Trend {
  plotsPerS: number[];
  /** null: no plot yet. */
  latencyS: (number | null)[];
}

class Samples {
  /** Grows with each sample: what shows trends follows it. */
  count = $state(0);
  private readonly trends = new Map<string, Trend>();
  private takenS = 0;

  /** The rows as they are at this time of the picture; most calls come too soon to be a sample. */
  take(timeS: number, sensors: readonly SensorRow[]): void {
    if (timeS < this.takenS) this.clear();
    if (timeS < this.takenS + EVERY_S) return;
    this.takenS = timeS;
    for (const sensor of sensors) {
      let trend = this.trends.get(sensor.id);
      if (!trend) this.trends.set(sensor.id, (trend = { plotsPerS: [], latencyS: [] }));
      trend.plotsPerS.push(sensor.plots_per_s ?? 0);
      trend.latencyS.push(sensor.latency_s ?? null);
      if (trend.plotsPerS.length > MOST) {
        trend.plotsPerS.shift();
        trend.latencyS.shift();
      }
    }
    this.count++;
  }

  of(sensor: string): Trend {
    const { plotsPerS, latencyS } = this.trends.get(sensor) ?? { plotsPerS: [], latencyS: [] };
    return { plotsPerS: [...plotsPerS], latencyS: [...latencyS] };
  }

  clear(): void {
    this.trends.clear();
    this.takenS = 0;
  }
}

export const samples = new Samples();

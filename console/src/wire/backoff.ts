/** Waiting times between attempts: doubling, capped, with full jitter above a floor (no reconnect storms). */

const FLOOR_MS = 300;
const CAP_MS = 15_000;

/** Milliseconds to wait before attempt `attempt` (0 is the first after a loss); `chance` is in [0, 1). */
export function backoffMs(attempt: number, chance: number): number {
  const span = Math.min(CAP_MS, FLOOR_MS * 2 ** Math.min(attempt, 10)) - FLOOR_MS;
  return FLOOR_MS + chance * Math.max(span, FLOOR_MS);
}

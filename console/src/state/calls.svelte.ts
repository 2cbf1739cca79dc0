/** What the director of an exercise puts in: calls and messages that reach the players, until somebody puts them away. */

import type { Decision } from '../wire/words';

export interface Call {
  record: number;
  timeS: number;
  to: string;
  channel: string;
  text: string;
}

/** So many stand on the screen at once; older ones are in the watch log. */
const MOST = 4;

class Calls {
  waiting = $state.raw<Call[]>([]);

  take(decision: Decision): void {
    const act = decision.act as { to?: string; channel?: string; text?: string };
    const call = { record: decision.record_number ?? 0, timeS: decision.time_s, to: act.to ?? '', channel: act.channel ?? '', text: act.text ?? '' };
    this.waiting = [...this.waiting.filter((one) => one.record !== call.record), call].slice(-MOST);
  }

  putAway(record: number): void {
    this.waiting = this.waiting.filter((one) => one.record !== record);
  }
}

export const calls = new Calls();

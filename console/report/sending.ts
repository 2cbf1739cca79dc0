/** Sending: one report until it is taken, over lost networks and busy servers. The same id is no second report. */

export interface Draft {
  what: 'seen' | 'heard';
  lat_deg: number;
  lon_deg: number;
  accuracy_m: number | null;
  azimuth_deg: number | null;
  distance_m: number | null;
  kind: string;
  text: string;
  contact: string;
  photo: string;
}

export type Outcome = { taken: true; photo: boolean } | { taken: false; wrong: string };

export type Waiting = 'sending' | 'waiting' | 'busy';

const AGAIN_S = [2, 4, 8, 15];
const GIVEN_S = 60;

/** What becomes of it; `told` hears how it stands. `ageS` is how long ago it was when `send` is called. */
export async function send(
  draft: Draft, ageS: number, token: string, told: (waiting: Waiting) => void,
  post: typeof fetch = fetch, pause: (seconds: number) => Promise<void> = sleep, now: () => number = () => performance.now(),
): Promise<Outcome> {
  const beganMs = now();
  const id = randomId();
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  for (let tries = 0; ; tries++) {
    const waited = AGAIN_S[Math.min(tries, AGAIN_S.length - 1)];
    const body = JSON.stringify({ ...draft, id, age_s: ageS + (now() - beganMs) / 1000 });
    try {
      if (tries === 0) told('sending');
      const answer = await post('report', { method: 'POST', headers, body, signal: AbortSignal.timeout(GIVEN_S * 1000) });
      if (answer.ok) return { taken: true, photo: ((await answer.json()) as { photo: boolean }).photo };
      if (answer.status !== 429 && answer.status < 500) {
        return { taken: false, wrong: String(((await answer.json()) as { wrong: string }).wrong) };
      }
      told('busy');
      await pause(Number(answer.headers.get('retry-after')) || waited);
    } catch {
      told('waiting');
      await pause(waited);
    }
  }
}

function sleep(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, '0')).join('');
}

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
/** After so many tries a picture is left out: the words must arrive. */
const WITH_PHOTO = 2;

/** How long ago something began: phones stop one clock or the other while they sleep, so the larger is right. */
export class Since {
  private readonly steadyMs = performance.now();
  private readonly wallMs = Date.now();

  seconds(): number {
    return Math.max(0, performance.now() - this.steadyMs, Date.now() - this.wallMs) / 1000;
  }
}

/** What the outside is to `send`. */
export interface Outside {
  post: typeof fetch;
  pause: (seconds: number) => Promise<void>;
  chance: () => number;
}

const OUTSIDE: Outside = {
  post: (...asked) => fetch(...asked),
  pause: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
  chance: Math.random,
};

/** What becomes of it; `told` hears how it stands, `ageS` says how long ago it was. */
export async function send(
  draft: Draft, ageS: () => number, token: string, told: (waiting: Waiting) => void, outside: Outside = OUTSIDE,
): Promise<Outcome> {
  const id = randomId();
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const pause = (seconds: number) => outside.pause(seconds * (0.5 + outside.chance()));
  let withPhoto = draft.photo !== '';
  for (let tries = 0; ; tries++) {
    const waited = AGAIN_S[Math.min(tries, AGAIN_S.length - 1)];
    const photo = withPhoto ? draft.photo : '';
    try {
      if (tries === 0) told('sending');
      const answer = await within(GIVEN_S, (signal) =>
        outside.post('report', {
          method: 'POST', headers, body: JSON.stringify({ ...draft, photo, id, age_s: ageS() }), signal,
        }));
      const said = (await answer.json().catch(() => ({}))) as { photo?: boolean; wrong?: string };
      if (answer.ok) return { taken: true, photo: draft.photo === '' || (withPhoto && said.photo !== false) };
      const isOfPhoto = said.wrong === 'photo' || answer.status === 413;
      if (isOfPhoto && withPhoto) withPhoto = false;
      else if (answer.status !== 429 && answer.status < 500) return { taken: false, wrong: said.wrong ?? '' };
      else {
        told('busy');
        await pause(Math.max(Number(answer.headers.get('retry-after')) || 0, waited));
      }
    } catch {
      if (tries + 1 >= WITH_PHOTO) withPhoto = false;
      told('waiting');
      await pause(waited);
    }
  }
}

/** `act` with a signal that ends it after some seconds; older browsers have no AbortSignal.timeout. */
async function within<T>(seconds: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), seconds * 1000);
  try {
    return await act(ending.signal);
  } finally {
    clearTimeout(timer);
  }
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, '0')).join('');
}

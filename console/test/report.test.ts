import { describe, expect, it, vi } from 'vitest';
import { azimuthOf } from '../report/compass';
import { send, Since, type Draft } from '../report/sending';
import { LANGUAGES, languageOf } from '../report/words';

const DRAFT: Draft = {
  what: 'seen', lat_deg: 54.7, lon_deg: 25.3, accuracy_m: 20, azimuth_deg: null, distance_m: null, kind: 'unknown', text: '',
  contact: '', photo: '',
};

describe('words', () => {
  it('are there in each language, and are none that another has forgotten', () => {
    const keys = Object.keys(LANGUAGES.en).sort();
    for (const [code, words] of Object.entries(LANGUAGES)) {
      expect(Object.keys(words).sort(), code).toEqual(keys);
      expect(Object.values(words).every((text) => text.trim() !== ''), code).toBe(true);
      expect(words.directions.split(' '), code).toHaveLength(8);
      expect(words.danger, code).toContain('112');
      expect(words.ago, code).toContain('{}');
      expect(words.wrong, code).toContain('112');
    }
    expect(Object.keys(LANGUAGES).sort()).toEqual(['en', 'et', 'lt', 'lv', 'pl', 'ru', 'uk']);
  });

  it('never name a nation or an attack', () => {
    const said = Object.values(LANGUAGES).flatMap((words) => Object.values(words)).join(' ').toLowerCase().split(/[^\p{L}]+/u);
    for (const word of ['russia', 'rusij', 'krievij', 'venem', 'rosj', 'belarus', 'baltarus', 'attack', 'atak', 'rünnak', 'uzbruk', 'росси', 'росій', 'белару', 'білорус', 'атак', 'напад']) {
      expect(said.filter((each) => each.startsWith(word))).toEqual([]);
    }
  });

  it('are of the first language that the reader has and we have', () => {
    expect(languageOf(['fi-FI', 'lv', 'en'])).toBe('lv');
    expect(languageOf(['LT'])).toBe('lt');
    expect(languageOf(['fi'])).toBe('en');
    expect(languageOf([])).toBe('en');
  });
});

describe('the compass', () => {
  const pointed = (alpha: number, beta: number, gamma: number) => Math.round(azimuthOf({ alpha, beta, gamma, absolute: true })!);

  it('is clockwise from true north: magnetic north is nine degrees east of it here', () => {
    expect(pointed(0, 0, 0)).toBe(9);
    expect(pointed(90, 0, 0)).toBe(279);
    expect(Math.round(azimuthOf({ alpha: 90, beta: 0, gamma: 0, absolute: true, webkitCompassHeading: 12 })!)).toBe(21);
  });

  it('is of the back of an upright phone, however it is rolled', () => {
    expect(pointed(0, 90, 0)).toBe(9);
    expect(pointed(270, 90, 0)).toBe(99);
    expect(pointed(0, 90, 30)).toBe(339);
    expect(pointed(330, 90, 0)).toBe(39);
    expect(pointed(0, 60, 0)).toBe(9);
    expect(pointed(0, 0, -90)).toBe(99);
  });

  it('is none where the phone counts from anywhere', () => {
    expect(azimuthOf({ alpha: 90, beta: 0, gamma: 0, absolute: false })).toBeNull();
    expect(azimuthOf({ alpha: null, beta: 0, gamma: 0, absolute: true })).toBeNull();
  });
});

describe('sending', () => {
  const json = (status: number, body: unknown, headers?: HeadersInit) => new Response(JSON.stringify(body), { status, headers });
  const outside = (...each: (Response | Error)[]) => {
    const bodies: Record<string, unknown>[] = [];
    const pauses: number[] = [];
    const post = (async (_: unknown, init: RequestInit) => {
      bodies.push(JSON.parse(String(init.body)) as Record<string, unknown>);
      const next = each.shift()!;
      if (next instanceof Error) throw next;
      return next;
    }) as unknown as typeof fetch;
    const pause = async (seconds: number) => void pauses.push(seconds);
    return { bodies, pauses, given: { post, pause, chance: () => 0.5 } };
  };
  const quiet = () => undefined;

  it('goes on until it is taken, as the same report, older each time', async () => {
    const { bodies, pauses, given } = outside(
      new Error('offline'), json(503, { wrong: 'time' }), json(429, { wrong: 'pace' }, { 'retry-after': '30' }),
      new Response('<html>', { status: 502 }), json(200, { kept: 'x', photo: true }),
    );
    const told: string[] = [];
    let age = 60;
    expect(await send(DRAFT, () => (age += 5), '', (how) => told.push(how), given)).toEqual({ taken: true, photo: true });
    expect(new Set(bodies.map((body) => body.id)).size).toBe(1);
    expect(bodies.map((body) => body.age_s)).toEqual([65, 70, 75, 80, 85]);
    expect(pauses).toEqual([2, 4, 30, 15]);
    expect(told).toEqual(['sending', 'waiting', 'busy', 'busy', 'busy']);
  });

  it('comes again at another moment than everybody', async () => {
    const { pauses, given } = outside(json(429, { wrong: 'pace' }), json(200, { kept: 'x', photo: true }));
    await send(DRAFT, () => 0, '', quiet, { ...given, chance: () => 0.9 });
    expect(pauses[0]).toBeCloseTo(2.8);
  });

  it('ends where it is wrong, and where an answer is none', async () => {
    expect(await send(DRAFT, () => 0, '', quiet, outside(json(400, { wrong: 'lat_deg' })).given)).toEqual({ taken: false, wrong: 'lat_deg' });
    expect(await send(DRAFT, () => 0, '', quiet, outside(new Response('<h1>No</h1>', { status: 404 })).given)).toEqual({ taken: false, wrong: '' });
  });

  it('lets the words arrive without a picture that does not', async () => {
    const withPhoto = { ...DRAFT, photo: 'abc' };
    for (const first of [json(400, { wrong: 'photo' }), new Response('<h1>Too large</h1>', { status: 413 })]) {
      const { bodies, given } = outside(first, json(200, { kept: 'x', photo: true }));
      expect(await send(withPhoto, () => 0, '', quiet, given)).toEqual({ taken: true, photo: false });
      expect(bodies.map((body) => body.photo)).toEqual(['abc', '']);
    }
    const { bodies, given } = outside(new Error(''), new Error(''), json(200, { kept: 'x', photo: true }));
    expect(await send(withPhoto, () => 0, '', quiet, given)).toEqual({ taken: true, photo: false });
    expect(bodies.map((body) => body.photo)).toEqual(['abc', 'abc', '']);
  });

  it('works where browsers cannot time a signal out', async () => {
    const had = AbortSignal.timeout;
    Object.assign(AbortSignal, { timeout: undefined });
    try {
      expect(await send(DRAFT, () => 0, '', quiet, outside(json(200, { kept: 'x', photo: true })).given)).toEqual({ taken: true, photo: true });
    } finally {
      Object.assign(AbortSignal, { timeout: had });
    }
  });
});

describe('the time since', () => {
  it('is that of the clock which went on while the phone slept', () => {
    vi.useFakeTimers();
    const since = new Since();
    vi.setSystemTime(Date.now() + 1_200_000);
    expect(since.seconds()).toBeGreaterThanOrEqual(1_200);
    vi.setSystemTime(Date.now() - 5_000_000);
    expect(since.seconds()).toBeGreaterThanOrEqual(0);
    vi.useRealTimers();
  });
});

import { describe, expect, it } from 'vitest';
import { azimuthOf } from '../report/compass';
import { send, type Draft } from '../report/sending';
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
    }
    expect(Object.keys(LANGUAGES).sort()).toEqual(['en', 'et', 'lt', 'lv', 'pl']);
  });

  it('never name a nation or an attack', () => {
    const said = Object.values(LANGUAGES).flatMap((words) => Object.values(words)).join(' ').toLowerCase().split(/[^\p{L}]+/u);
    for (const word of ['russia', 'rusij', 'krievij', 'venem', 'rosj', 'belarus', 'baltarus', 'attack', 'atak', 'rünnak', 'uzbruk']) {
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
  it('is clockwise from north', () => {
    expect(azimuthOf({ alpha: 90, absolute: true })).toBe(270);
    expect(azimuthOf({ alpha: 0, absolute: true })).toBe(0);
    expect(azimuthOf({ alpha: 90, absolute: true, webkitCompassHeading: 12 })).toBe(12);
  });

  it('is none where the phone counts from anywhere', () => {
    expect(azimuthOf({ alpha: 90, absolute: false })).toBeNull();
    expect(azimuthOf({ alpha: null, absolute: true })).toBeNull();
  });
});

describe('sending', () => {
  const answers = (...each: (Response | Error)[]) => {
    const bodies: Record<string, unknown>[] = [];
    const post = (async (_: unknown, init: RequestInit) => {
      bodies.push(JSON.parse(String(init.body)) as Record<string, unknown>);
      const next = each.shift()!;
      if (next instanceof Error) throw next;
      return next;
    }) as unknown as typeof fetch;
    return { post, bodies };
  };
  const json = (status: number, body: unknown, headers?: HeadersInit) => new Response(JSON.stringify(body), { status, headers });

  it('goes on until it is taken, as the same report, older each time', async () => {
    const { post, bodies } = answers(new Error('offline'), json(503, { wrong: 'time' }), json(429, { wrong: 'pace' }, { 'retry-after': '7' }), json(200, { kept: 'x', photo: true }));
    const pauses: number[] = [];
    const told: string[] = [];
    let clockMs = 0;
    const pause = async (seconds: number) => {
      pauses.push(seconds);
      clockMs += seconds * 1000;
    };
    const outcome = await send(DRAFT, 60, '', (how) => told.push(how), post, pause, () => clockMs);
    expect(outcome).toEqual({ taken: true, photo: true });
    expect(new Set(bodies.map((body) => body.id)).size).toBe(1);
    expect(bodies.map((body) => body.age_s)).toEqual([60, 62, 66, 73]);
    expect(pauses).toEqual([2, 4, 7]);
    expect(told).toEqual(['sending', 'waiting', 'busy', 'busy']);
  });

  it('ends where it is wrong, and says what', async () => {
    const { post } = answers(json(400, { wrong: 'photo' }));
    expect(await send(DRAFT, 0, '', () => undefined, post)).toEqual({ taken: false, wrong: 'photo' });
  });
});

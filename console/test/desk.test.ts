import { describe, expect, it, vi } from 'vitest';
import { acknowledge, close } from '../src/acts/on_incidents';
import { initiate, timeOfDay } from '../src/acts/on_tracks';
import { silence } from '../src/acts/on_watch';
import { bodyOf } from '../src/acts/question';
import { AlertSound } from '../src/sound';
import { insistent, rowsOf } from '../src/state/alert_list';
import { curveOf, historyOf } from '../src/state/history';
import { stepsOf } from '../src/state/incident_clock';
import { logText } from '../src/state/log_text';
import type { Alert, Incident, TrailPoint, WatchEntry } from '../src/wire/words';

const NOW = 1_752_134_400;

function incident(number: number, more: Partial<Incident> = {}): Incident {
  return {
    number, zone: 'ltu', zone_name: 'Lithuania', tracks: [number + 6], situation: 'inside', handling: 'new', version: 3,
    opened_s: NOW, updated_s: NOW, ...more,
  };
}

function alert(number: number, of: number, more: Partial<Alert> = {}): Alert {
  return { number, incident: of, level: 'caution', audience: 'operators', message: 'look', why: 'opened', time_s: NOW, first_s: NOW, ...more };
}

describe('the list of alerts', () => {
  it('has the new ones on top, the gravest first, and what is over last', () => {
    const incidents = [incident(1), incident(2), incident(3, { handling: 'acknowledged' }), incident(4)];
    const alerts = [
      alert(1, 1), alert(2, 2, { level: 'warning' }), alert(3, 3, { level: 'warning', acknowledged: true }),
      alert(4, 4, { level: 'warning', ended: true }), alert(5, 0, { kind: 'hand_over', level: 'advisory', acknowledged: true }),
    ];
    const rows = rowsOf(alerts, incidents, []);
    expect(rows.map((row) => row.key)).toEqual(['incident-2', 'incident-1', 'incident-3', 'alert-5', 'incident-4']);
    expect(rows.map((row) => row.fresh)).toEqual([true, true, false, false, false]);
    expect(insistent(rows)).toBe('warning');
    expect(insistent(rows.slice(2))).toBeNull();
  });

  it('tells all audiences of one incident on one line, by the gravest word', () => {
    const escalated = alert(2, 1, { audience: 'shift lead', level: 'warning', why: 'escalated: nobody acknowledged in 120 s', time_s: NOW + 120, first_s: NOW + 120 });
    const [row, ...others] = rowsOf([alert(1, 1), escalated], [incident(1)], []);
    expect(others).toEqual([]);
    expect([row.level, row.audiences, row.overdue, row.sinceS]).toEqual(['warning', ['shift lead', 'operators'], true, NOW]);
  });

  it('asks for each incident of a digest, and for distress itself', () => {
    const digest = alert(7, 0, { kind: 'digest', incidents: [1, 2] });
    const distress = alert(8, 0, { kind: 'distress', track: 12 });
    const [first, second] = rowsOf([digest, distress], [incident(1, { handling: 'assigned' }), incident(2)], []);
    expect([first.key, first.fresh, second.waiting]).toEqual(['track-12', true, [2]]);
    const [over] = rowsOf([digest], [incident(1, { handling: 'closed' }), incident(2, { handling: 'acknowledged' })], []);
    expect(over.fresh).toBe(false);
  });

  it('says until when somebody is not told', () => {
    const muted = { number: 9, by: 'Ona', why: 'ours', begun_s: NOW, until_s: NOW + 600, level: 'caution' as const };
    const until = (more: object) => rowsOf([alert(1, 1)], [incident(1)], [{ ...muted, ...more }])[0].silencedUntilS;
    expect([until({ zone: 'ltu' }), until({ incident: 1 }), until({ zone: 'lva' }), until({ audience: 'mayor' }), until({ zone: 'ltu', ended: true })])
      .toEqual([NOW + 600, NOW + 600, 0, 0, 0]);
  });
});

describe('the sound', () => {
  it('comes again until somebody has taken it up, the graver the sooner', () => {
    const sound = new AlertSound();
    Object.defineProperty(sound, 'ready', { value: true });
    const play = vi.spyOn(sound, 'play');
    for (let ms = 0; ms <= 60_000; ms += 250) sound.insist(ms < 30_000 ? 'warning' : ms < 45_000 ? 'caution' : null, ms);
    expect(play.mock.calls).toEqual([['warning', 0], ['warning', 10_000], ['warning', 20_000]]);
    play.mockClear();
    sound.insist('caution', 100_000);
    sound.insist('caution', 124_000);
    sound.insist('warning', 124_250);
    expect(play.mock.calls).toEqual([['caution', 100_000], ['warning', 124_250]]);
  });
});

describe('the clock of an incident', () => {
  it('tells what was done in order, then what waits, and what is overdue', () => {
    const clock = { opened_s: NOW, first_plot_s: NOW - 20, alerted_s: NOW + 1, alerted: 'operators', drafted_s: NOW + 1, arrival_s: NOW + 60, arrival: 'foreseen' as const, arrival_at: 'depot', closed_s: null };
    const steps = stepsOf(clock, false, NOW + 30);
    expect(steps.map((step) => step.name)).toEqual(['first plot', 'incident', 'first alert', 'warning drafted', 'arrival', 'acknowledged', 'first release']);
    expect(steps[4]).toMatchObject({ note: 'depot, foreseen', foreseen: true });
    expect(steps[5]).toMatchObject({ atS: null, waitsSinceS: NOW + 1, overdue: false });
    expect(stepsOf(clock, false, NOW + 61)[5].overdue).toBe(true);
    expect(stepsOf({ ...clock, entered_s: NOW + 5 }, false, NOW + 6).at(-1)?.overdue).toBe(true);
    expect(stepsOf(clock, true, NOW + 61).every((step) => step.atS !== null)).toBe(true);
  });
});

describe('what is posted', () => {
  it('is what was filled in, and waits for what is needed', () => {
    expect(bodyOf(acknowledge(incident(1)), {})).toEqual({ expected_version: 3 });
    const there = close(incident(1));
    expect(bodyOf(there, {})).toBeNull();
    expect(bodyOf(there, { ground: 'no_object' })).toEqual({ expected_version: 3, ground: 'no_object' });
    expect(bodyOf(close(incident(1, { situation: 'left' })), {})).toEqual({ expected_version: 3 });
    const quiet = silence(null, [['ltu', 'Lithuania']], ['operators']);
    expect(bodyOf(quiet, { minutes: '30', level: 'caution' })).toBeNull();
    expect(bodyOf(quiet, { minutes: '30', level: 'caution', zone: 'ltu' })).toEqual({ for_s: 1800, level: 'caution', zone: 'ltu' });
  });

  it('turns knots, feet and a time of day into SI', () => {
    const filled = { lat: '54.5', lon: '24', seen: '07:59', sigma: '500', height: '1000', speed: '60', course: '90' };
    const body = bodyOf(initiate(54, 24, NOW), filled)!;
    expect(body).toMatchObject({ lat_deg: 54.5, lon_deg: 24, seen_s: NOW - 60, sigma_m: 500 });
    expect(body.height_m).toBeCloseTo(304.8);
    expect(body.east_mps).toBeCloseTo(30.87, 2);
    expect(body.north_mps).toBeCloseTo(0);
    expect(bodyOf(initiate(54, 24, NOW), { ...filled, course: '' })).toBeNull();
    expect(bodyOf(initiate(54, 24, NOW), { ...filled, lat: 'here' })).toBeNull();
    expect(timeOfDay('23:59:59', NOW)).toBe(NOW - 8 * 3600 - 1);
    expect(timeOfDay('25:00', NOW)).toBeNull();
  });
});

describe('the watch log as text', () => {
  it('is oldest first, with both clocks, and no entry can pretend to be another', () => {
    const entries: WatchEntry[] = [
      { number: 2, time_s: NOW + 60, what: 'note', text: 'calm\n2025-07-10 08:02:00Z  act Jonas: closed', by: 'Ona' },
      { number: 1, time_s: NOW, what: 'incident', text: 'Lithuania: inside', incident: 3 },
    ];
    const heading = { site: 'Vilnius', partition: 'live', exercise: true, nowS: NOW + 90, duty: { name: 'Ona', since_s: NOW, handed_by: 'Jonas' } };
    const lines = logText(entries, heading).split('\n');
    expect(lines[0]).toBe('EXERCISE EXERCISE EXERCISE');
    expect(lines[2]).toContain('On watch: Ona, since 2025-07-10 08:00:00Z (');
    expect(lines[5]).toMatch(/^2025-07-10 08:00:00Z \(\d\d:\d\d:\d\d local\) {2}incident #3 Lithuania: inside$/);
    expect(lines[6]).toContain('note     Ona: calm 2025-07-10 08:02:00Z act Jonas: closed');
    expect(lines).toHaveLength(10);
  });
});

describe('the history of a track', () => {
  const points: TrailPoint[] = Array.from({ length: 31 }, (_, k) => [NOW + 2 * k, 54.5 + (k * 2 * 40) / 111_195, 24, k < 5 ? null : 100 + k]);

  it('is height where it is known, and speed over a span', () => {
    const { heightM, speedMps } = historyOf(points);
    expect(heightM).toHaveLength(26);
    expect(speedMps.length).toBeGreaterThan(20);
    for (const { value } of speedMps) expect(value).toBeCloseTo(40, 1);
  });

  it('is drawn within its box, and noise stays small', () => {
    const curve = curveOf(historyOf(points).heightM, NOW, NOW + 60, 300, 46, 60)!;
    expect([curve.least, curve.most]).toEqual([105, 130]);
    const ys = [...curve.path.matchAll(/ (\d+\.\d)/g)].map((match) => Number(match[1]));
    expect(Math.min(...ys)).toBeGreaterThan(10);
    expect(Math.max(...ys)).toBeLessThan(36);
    expect(curveOf([], NOW, NOW + 60, 300, 46, 60)).toBeNull();
  });
});

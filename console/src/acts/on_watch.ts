/** Questions about alerts, silences and the watch: docs/how-to/alerts.md. */

import type { AlertRow } from '../state/alert_list';
import { LEVELS, type Incident, type Silence } from '../wire/words';
import type { Field, Question } from './question';

const LEVEL: Field = {
  name: 'level', label: 'The gravest that is muted', kind: 'choice', needed: true, value: 'advisory',
  choices: LEVELS.map((one) => [one, one] as const),
};
const LONG: Field = {
  name: 'minutes', label: 'For how long', kind: 'choice', needed: true, value: '30',
  choices: [['15', '15 minutes'], ['30', '30 minutes'], ['60', '1 hour'], ['240', '4 hours'], ['720', '12 hours'], ['1440', '24 hours']],
};

/** An aircraft in distress is taken up itself; incidents are taken up themselves. */
export function acknowledgeAlert(row: AlertRow): Question {
  return {
    title: 'Acknowledge', about: row.alert.message, does: 'Acknowledge', path: `api/alerts/${row.alert.number}/acknowledge`,
    why: 'none', fields: [{ name: 'note', label: 'Note (optional)', kind: 'line' }], done: `Acknowledged alert ${row.alert.number}`,
  };
}

/** `incident`: what was chosen; null asks for a zone or an audience. */
export function silence(incident: Incident | null, zones: readonly (readonly [string, string])[], audiences: string[]): Question {
  const about = 'Mutes what is told, never what is; it ends by itself. What is graver is told all the same, and so is every end.';
  const fields: Field[] = incident
    ? [LONG, LEVEL]
    : [
        LONG,
        { ...LEVEL, choices: LEVEL.choices?.slice(0, 2) },
        { name: 'zone', label: 'Of a zone', kind: 'choice', choices: [['', 'any'], ...zones] },
        { name: 'audience', label: 'Of an audience', kind: 'choice', choices: [['', 'any'], ...audiences.map((one) => [one, one] as const)] },
      ];
  return {
    title: incident ? `Silence #${incident.number}` : 'Silence a zone or an audience', about, does: 'Silence', path: 'api/silences', why: 'needed', fields,
    body: (filled) => {
      const said: Record<string, unknown> = { for_s: Number(filled.minutes) * 60, level: filled.level };
      for (const name of ['zone', 'audience']) if (filled[name]) said[name] = filled[name];
      if (incident) said.incident = incident.number;
      return incident || said.zone || said.audience ? said : null;
    },
    done: 'Silenced',
    undo: (decision) => endSilence({ number: decision.record_number ?? 0 }, 'begun in error'),
  };
}

export function endSilence(one: Pick<Silence, 'number'> & Partial<Silence>, reason = ''): Question {
  return {
    title: 'End this silence', about: one.why ? `${one.by}: ${one.why}` : '', does: 'End it', path: `api/silences/${one.number}/end`,
    why: 'needed', reason, fields: [], done: 'The silence has ended',
  };
}

export function handOver(openCount: number): Question {
  return {
    title: 'Hand over the watch', about: `${openCount} go on. What stands open is written down and told with it, signed with your name.`,
    does: 'Hand over', path: 'api/duty', why: 'none',
    fields: [
      { name: 'to', label: 'To whom', kind: 'line', needed: true },
      { name: 'note', label: 'What the next should know', kind: 'text' },
    ],
    done: 'The watch was handed over',
  };
}

export function logLine(): Question {
  return {
    title: 'Write into the watch log', about: '', does: 'Write', path: 'api/watch_log', why: 'none',
    fields: [{ name: 'text', label: 'What is to be kept', kind: 'text', needed: true }], done: 'Written into the watch log',
  };
}

/** Questions about incidents: docs/reference/web.md, acts on incidents. */

import type { Incident } from '../wire/words';
import type { Field, Question } from './question';

const OTHER: Field = { name: 'other', label: 'The other incident, its number', kind: 'number', needed: true };
export const GROUNDS = [
  ['identified', 'identified: it is known who that is, and nothing is to be feared'],
  ['no_object', 'no object: birds, an echo, a test'],
  ['handed_over', 'handed over: others do what is to be done; the reason says who'],
] as const;

const about = (one: Incident) => `${one.zone_name}: ${one.situation}, ${one.handling}`;

function on(incident: Incident, word: string, rest: Pick<Question, 'title' | 'does' | 'fields' | 'why' | 'done'> & Partial<Question>): Question {
  return {
    about: about(incident), path: `api/incidents/${incident.number}/${word}`,
    ...rest,
    given: { expected_version: incident.version, ...rest.given },
  };
}

export function acknowledge(incident: Incident): Question {
  return on(incident, 'acknowledge', {
    title: `Acknowledge #${incident.number}`, does: 'Acknowledge', why: 'none',
    fields: [{ name: 'note', label: 'Note (optional)', kind: 'line' }],
    done: `Acknowledged #${incident.number}`,
    undo: () => reopen(incident, 'acknowledged in error'),
  });
}

export function assign(incident: Incident): Question {
  return on(incident, 'assign', {
    title: `Assign #${incident.number}`, does: 'Assign', why: 'optional',
    fields: [{ name: 'to', label: 'To whom', kind: 'line', needed: true }],
    done: `Assigned #${incident.number}`,
    undo: incident.assigned_to ? () => backTo(incident, incident.assigned_to ?? '') : undefined,
  });
}

function backTo(incident: Incident, to: string): Question {
  const again = assign(incident);
  const fields = again.fields.map((field) => ({ ...field, value: to }));
  return { ...again, fields, reason: 'assigned in error', given: {}, undo: undefined };
}

export function note(incident: Incident): Question {
  return on(incident, 'note', {
    title: `Note on #${incident.number}`, does: 'Keep', why: 'none',
    fields: [{ name: 'text', label: 'Note', kind: 'text', needed: true }],
    given: { expected_version: undefined },
    done: `Noted on #${incident.number}`,
  });
}

/** While the object is there a ground is needed, and the server says so. */
export function close(incident: Incident): Question {
  const isThere = incident.situation === 'approaching' || incident.situation === 'inside';
  return on(incident, 'close', {
    title: `Close #${incident.number}`, does: 'Close', why: 'needed',
    fields: isThere ? [{ name: 'ground', label: `It is still ${incident.situation}: on what ground`, kind: 'choice', needed: true, choices: GROUNDS }] : [],
    done: `Closed #${incident.number}`,
    undo: () => reopen(incident, 'closed in error'),
  });
}

export function reopen(incident: Incident, reason = ''): Question {
  return on(incident, 'reopen', {
    title: `Reopen #${incident.number}`, does: 'Reopen', why: 'needed', reason, fields: [],
    // What it undoes has made another version.
    given: { expected_version: reason ? undefined : incident.version },
    done: `Reopened #${incident.number}`,
  });
}

export function merge(incident: Incident): Question {
  return on(incident, 'merge', {
    title: `Merge #${incident.number} with another`, does: 'Merge', why: 'needed', fields: [OTHER],
    about: `${about(incident)}. Both are of one object: the lower number goes on for both.`,
    done: `Merged #${incident.number}`,
    undo: (decision) => separate(incident, Math.max(incident.number, Number(decision.act.other ?? 0)), 'merged in error'),
  });
}

/** `gone`: the one that another goes on for. */
export function separate(incident: Incident, gone: number, reason = ''): Question {
  return {
    title: `Separate #${gone}`, about: `Of an object of its own after all. ${about(incident)}`, does: 'Separate',
    path: `api/incidents/${gone}/separate`, why: 'needed', reason, fields: [], done: `Separated #${gone}`,
  };
}

export function link(incident: Incident): Question {
  return on(incident, 'link', {
    title: `Link an earlier incident to #${incident.number}`, does: 'Link', why: 'needed', fields: [OTHER],
    done: `Linked to #${incident.number}`,
    undo: (decision) => unlink(incident, Number(decision.act.other), 'linked in error'),
  });
}

export function unlink(incident: Incident, other: number, reason = ''): Question {
  return on(incident, 'unlink', {
    title: `#${other} has nothing to do with #${incident.number}`, does: 'Unlink', why: 'needed', reason, fields: [],
    given: { other, expected_version: undefined }, done: `Unlinked #${other} from #${incident.number}`,
  });
}

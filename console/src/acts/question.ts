/** An act as data: what is asked before it is sent, what is posted, and how it is undone. One form asks them all. */

import type { Decision } from '../wire/words';

export interface Field {
  /** Of the body that is posted. */
  name: string;
  label: string;
  kind: 'line' | 'text' | 'choice' | 'number';
  needed?: boolean;
  /** What it is before anybody says otherwise. */
  value?: string;
  choices?: readonly (readonly [value: string, label: string])[];
}

export interface Question {
  title: string;
  /** What it is about, as it stands; outside text, shown as text. */
  about: string;
  /** On the button. */
  does: string;
  path: string;
  fields: Field[];
  why: 'needed' | 'optional' | 'none';
  /** A reason to begin with. */
  reason?: string;
  /** What is posted besides. */
  given?: Record<string, unknown>;
  /** Turns what was filled in into what is posted, where they are not the same; null: it is not whole yet. */
  body?: (filled: Record<string, string>) => Record<string, unknown> | null;
  done: string;
  undo?: (decision: Decision) => Question;
}

/** What came of the last act. */
export interface Outcome {
  words: string;
  refused: boolean;
  undo: Question | null;
}

/** The fields of a question as they are posted; null while something needed is missing or no number. */
export function bodyOf(question: Question, filled: Record<string, string>): Record<string, unknown> | null {
  for (const { name, needed, kind } of question.fields) {
    const text = (filled[name] ?? '').trim();
    if ((needed && !text) || (kind === 'number' && text && !Number.isFinite(Number(text)))) return null;
  }
  const said = question.body ? question.body(filled) : plain(question.fields, filled);
  return said && { ...question.given, ...said };
}

function plain(fields: Field[], filled: Record<string, string>): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const text = (filled[name] ?? '').trim();
    if (text) said[name] = kind === 'number' ? Number(text) : text;
  }
  return said;
}

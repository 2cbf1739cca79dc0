/** How an act is sent: at once where nothing is to be asked, else by a form; what came of it, and how it is undone. */

import { session } from '../session';
import { desk } from '../state/desk.svelte';
import { people } from '../state/people.svelte';
import { post } from '../wire/api';
import type { Decision } from '../wire/words';
import { bodyOf, type Question } from './question';

export function ask(question: Question): void {
  if (mayDo(question)) desk.question = question;
}

/** Whether the role of who is signed in does it; where not, that is said. */
function mayDo(question: Question): boolean {
  const open = people.may(question.path.replace(/^api\//, ''));
  if (!open) desk.outcome = { words: `${question.title}: not with your role`, refused: true, undo: null };
  return open;
}

/** Sends what needs no more words than a name; asks where that is not known. */
export async function actNow(question: Question): Promise<void> {
  if (!session.who) {
    ask(question);
    return;
  }
  if (!mayDo(question)) return;
  try {
    taken(question, await post<Decision>(question.path, { by: session.who, ...bodyOf(question, {}) }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    desk.outcome = { words: `${question.title}: refused. ${why}`, refused: true, undo: null };
    session.anew();
  }
}

/** What the server has taken is shown, and may be undone. */
export function taken(question: Question, decision: Decision): void {
  desk.outcome = { words: `${question.done}, by ${decision.by}`, refused: false, undo: question.undo?.(decision) ?? null };
  void session.askActs();
}

export function undoLast(): void {
  const undo = desk.outcome?.undo;
  if (undo) ask(undo);
}

/** The watch log as text, to be kept or printed: one line an entry, UTC and the time of this place. */

import { clockText, dateText } from '../format';
import type { Duty, WatchEntry } from '../wire/words';

export interface Heading {
  site: string;
  partition: string;
  exercise: boolean;
  nowS: number;
  duty: Duty | null;
}

/** `entries` newest first, as the server gives them; the text is oldest first. Nothing in it begins a line of its own. */
export function logText(entries: WatchEntry[], heading: Heading): string {
  const { site, partition, exercise, nowS, duty } = heading;
  const lines = [
    ...(exercise ? ['EXERCISE EXERCISE EXERCISE'] : []),
    `Watch log of ${oneLine(site)}, ${oneLine(partition)}, as of ${stamp(nowS)}`,
    duty ? `On watch: ${oneLine(duty.name)}, since ${stamp(duty.since_s)}, handed over by ${oneLine(duty.handed_by)}` : 'On watch: nobody has said',
    `${entries.length} entries; all before them is in the journal`,
    '',
    ...[...entries].reverse().map(lineOf),
    '',
    'Signed: ______________________________',
  ];
  return `${lines.join('\n')}\n`;
}

const stamp = (timeS: number) => `${dateText(timeS)} ${clockText(timeS)}Z (${clockText(timeS, false)} local)`;

function lineOf(entry: WatchEntry): string {
  const incident = entry.incident ? ` #${entry.incident}` : '';
  return `${stamp(entry.time_s)}  ${entry.what.padEnd(8)}${incident}${entry.by ? ` ${oneLine(entry.by)}:` : ''} ${oneLine(entry.text)}`;
}

/** Control characters and line breaks as spaces: an entry cannot pretend to be another. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

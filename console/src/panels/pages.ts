/** The pages of the right-hand side: one is open, the rail names them all, and each has a key. */

export type PageName = 'desk' | 'warnings' | 'search' | 'aerodrome' | 'zones' | 'sensors' | 'director';

export interface Page {
  name: PageName;
  /** On the rail. */
  short: string;
  key: string;
  does: string;
  /** Of exercises alone. */
  exercise?: boolean;
}

export const PAGES: readonly Page[] = [
  { name: 'desk', short: 'Desk', key: '1', does: 'the desk: the selected track and the sensors' },
  { name: 'warnings', short: 'Warn', key: '2', does: 'warnings to the public' },
  { name: 'search', short: 'Search', key: '3', does: 'searches for what was lost' },
  { name: 'aerodrome', short: 'Airport', key: '4', does: 'aerodromes' },
  { name: 'zones', short: 'Zones', key: '5', does: 'zones, drawn and others' },
  { name: 'sensors', short: 'Sensors', key: '6', does: 'sensors and weather' },
  { name: 'director', short: 'Direct', key: '7', does: 'direct the exercise', exercise: true },
];

import { expect, it } from 'vitest';
import { Overlays, drawn, pointOf } from '../src/map/overlays';

it('a picture that leaves never tells where sensors stand, whatever is set meanwhile', () => {
  let seen: string[] = [];
  const overlays = new Overlays((shown) => (seen = shown.features.map((one) => one.properties.text ?? '')));
  const named = (text: string) => [drawn(pointOf(25, 54), { tone: 'pen', text })];
  overlays.set('rings', named('around the site'));
  overlays.set('sensors', named('around a sensor'));
  expect(seen).toEqual(['around the site', 'around a sensor']);
  overlays.leaving = true;
  expect(seen).toEqual(['around the site']);
  overlays.set('sensors', named('again'));
  overlays.set('rings', []);
  expect(seen).toEqual([]);
  overlays.leaving = false;
  expect(seen).toEqual(['again']);
});

import { describe, expect, it } from 'vitest';
import { fromMgrs } from '../src/mgrs';
import { positionText } from '../src/format';
import { toPosition } from '../src/position';

const near = (place: { latDeg: number; lonDeg: number } | null, latDeg: number, lonDeg: number, metres = 1) => {
  expect(place).not.toBeNull();
  expect(Math.abs(place!.latDeg - latDeg) * 111_200).toBeLessThan(metres);
  expect(Math.abs(place!.lonDeg - lonDeg) * 111_200 * Math.cos((latDeg * Math.PI) / 180)).toBeLessThan(metres);
};

describe('positions as people write them', () => {
  it('reads grid references', () => {
    // squares of one metre around points that PROJ (utm, WGS-84) gives
    near(fromMgrs('35ULA8910661342'), 54.6872, 25.2797, 1.5); // Vilnius
    near(fromMgrs('34UFF1364356379'), 54.642, 22.761, 1.5); // Kybartai
    near(fromMgrs('35VNC2031162447'), 56.506, 27.33, 1.5); // Rezekne
    near(fromMgrs('35VLF7259390864'), 59.437, 24.7536, 1.5); // Tallinn
    near(fromMgrs('18SUJ2348306482'), 38.88949, -77.03524, 1.5); // Washington Monument
    near(fromMgrs('19HCC4571397592'), -33.45, -70.66, 1.5); // Santiago
    near(fromMgrs('48NUG7205742612'), 1.29, 103.85, 1.5); // Singapore
    near(fromMgrs('17MQV7716075660'), -0.22, -78.51, 1.5); // Quito
    near(fromMgrs('34WDC2083828164'), 69.65, 18.96, 1.5); // Tromso
    near(fromMgrs('18S UJ 23483 06479'), 38.88949, -77.03524, 6);
  });

  it('refuses what is no grid reference', () => {
    for (const text of ['', '35U', '61ULA1212', '35ILA1212', '35UAA1212', '35ULA121', '35ULW1212', '54.68 25.27', '35ULA 1 2 3']) {
      expect(fromMgrs(text), text).toBeNull();
    }
  });

  it('reads degrees in every usual way', () => {
    for (const text of [
      '54.687222 25.279722', '54.687222, 25.279722', 'N54.687222 E25.279722', '25.279722E 54.687222N', '54.687222° 25.279722°',
      '54°41′14″N 25°16′47″E', "54°41'14\"N, 25°16'47\"E", 'N 54 41 14 E 025 16 47', '544114N0251647E', '5441.2333N 02516.7833E',
      '54:41:14N 25:16:47E',
    ]) near(toPosition(text), 54.687222, 25.279722, 3);
    near(toPosition('-33.9 -70.5'), -33.9, -70.5);
    near(toPosition('33.9S 70.5W'), -33.9, -70.5);
    near(toPosition('5441N02517E'), 54 + 41 / 60, 25 + 17 / 60);
  });

  it('reads what the console itself writes', () => {
    near(toPosition(positionText(54.636778, 25.284167)), 54.636778, 25.284167, 2);
  });

  it('reads nothing into what tells no place', () => {
    for (const text of ['', 'Vilnius', '54', '54 25 12', '91 25', '54 181', '54 25N', 'N54 N25', '54 41 14 25 16 47', '54.1N 25.1N', '<b>54 25</b>', '5461N02517E', '54 61 00N 25 00 00E']) {
      expect(toPosition(text), text).toBeNull();
    }
  });
});

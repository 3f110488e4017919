import { expect, test } from 'vitest';
import { placeLabels } from './place-labels.ts';

const frame = { left: 0, right: 400, top: 0, bottom: 300 };
const name = { width: 60, height: 14 };

test('names of neighbours stand on different sides', () => {
  const dots = [
    { x: 120, y: 100, ...name },
    { x: 100, y: 100, ...name },
  ];
  const sides = (of: typeof dots) => placeLabels(of, frame).map(({ side, down }) => `${side} ${down}`);
  expect(sides(dots)).toEqual(['right 0', 'left 0']);
  expect(sides(dots.toReversed())).toEqual(['left 0', 'right 0']);
});

test('three dots in one place have their names apart', () => {
  const dots = [100, 106, 112].map((y) => ({ x: 200, y, ...name }));
  const places = placeLabels(dots, frame);
  expect(new Set(places.map(({ side, down }) => `${side} ${down}`)).size).toBe(3);
});

test('a name never leaves the picture', () => {
  expect(placeLabels([{ x: 390, y: 100, ...name }], frame)).toEqual([{ side: 'left', down: 0 }]);
  expect(placeLabels([], frame)).toEqual([]);
});

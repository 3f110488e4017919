import { expect, it } from 'vitest';
import { sayStates } from './say-people.ts';

const STATES = [
  { state: 'on_rhythm', people: 4 },
  { state: 'lapsed', people: 1 },
  { state: null, people: 9 },
];

it('says how many are expected this week only once days have been foreseen (MT-15)', () => {
  expect(sayStates(STATES, [{ people: 2 }, { people: 1 }]).en).toMatch(/, and about 3 are expected this week\.$/);
  expect(sayStates(STATES, []).en).toMatch(/, 1 rests\.$/);
  expect(sayStates(STATES, []).ko).not.toContain('이번 주');
});

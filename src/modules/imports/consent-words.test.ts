import { expect, it } from 'vitest';
import { findConsentMeaning } from './consent-words.ts';

it.each([
  ['동의', 'granted'],
  ['예', 'granted'],
  [' Y ', 'granted'],
  ['O', 'granted'],
  ['수신 동의', 'granted'],
  ['거부', 'refused'],
  ['비동의', 'refused'],
  ['n', 'refused'],
  ['X', 'refused'],
  ['모름', 'absent'],
  ['VIP', undefined],
  ['1', undefined],
])('%s means %s (PV-16)', (text, meaning) => {
  expect(findConsentMeaning(text)).toBe(meaning);
});

import { describe, expect, it } from 'vitest';
import type { PersonInsight } from '../../../modules/insights/contract.ts';
import { chooseNextStep } from './next-step.ts';

const nobodyYet = { visits: 0, lastVisitOn: null, lapse: null, usualItems: [], sentence: { parts: [] } };
const about = (insight: object, more: object = {}) => ({
  insight: { ...nobodyYet, ...insight } as unknown as PersonInsight,
  today: '2026-11-21',
  birthdayThisWeek: false,
  hasContact: true,
  mayEmail: false,
  ...more,
});

describe('the suggested next step', () => {
  it('claims no habit of somebody who has never come', () => {
    expect(chooseNextStep(about({}))).toBe('unseen');
  });

  it('asks for consent before it suggests to write', () => {
    const lapse = { state: 'lapsed', ratio: 4 };
    expect(chooseNextStep(about({ visits: 9, lapse }))).toBe('askConsent');
    expect(chooseNextStep(about({ visits: 9, lapse }, { mayEmail: true }))).toBe('play');
  });

  it('puts a birthday before everything else', () => {
    expect(chooseNextStep(about({ visits: 1 }, { birthdayThisWeek: true }))).toBe('birthday');
  });
});

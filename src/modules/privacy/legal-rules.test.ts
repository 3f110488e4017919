import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { LEGAL_RULES, legalRule } from './legal-rules.ts';

const TODAY = '2026-11-21';

describe('legalRule', () => {
  it('knows the numbers that messaging and privacy go by today', () => {
    expect(legalRule('ad_night_window', TODAY)).toEqual({ fromHour: 21, toHour: 8, exemptChannels: ['email'] });
    expect(legalRule('ad_shop_window', TODAY)).toEqual({ fromHour: 9, toHour: 20 });
    expect(legalRule('ad_result_notice_days', TODAY)).toBe(14);
    expect(legalRule('ad_reconfirm_months', TODAY)).toBe(24);
    expect(legalRule('ad_existing_customer_months', TODAY)).toBe(6);
    expect(legalRule('ad_label', TODAY)).toBe('(광고)');
    expect(legalRule('ad_frequency_cap', TODAY)).toEqual({ perSevenDays: 2, perDay: 1 });
    expect(legalRule('guardian_consent_below_age', TODAY)).toBe(14);
    expect(legalRule('access_log_retention', TODAY)).toEqual({ years: 1, longYears: 2, longFromPersons: 50_000 });
    expect(legalRule('vat_rate', TODAY)).toBe(0.1);
  });

  it('holds from its first day on, and throws before it', () => {
    expect(legalRule('ad_night_window', '2014-11-29').fromHour).toBe(21);
    expect(() => legalRule('ad_night_window', '2014-11-28')).toThrow(AppError);
  });

  it('has for no key two rows in force on one day', () => {
    for (const a of LEGAL_RULES) {
      for (const b of LEGAL_RULES) {
        if (a === b || a.ruleKey !== b.ruleKey) continue;
        const apart =
          (a.effectiveTo !== undefined && a.effectiveTo <= b.effectiveFrom) ||
          (b.effectiveTo !== undefined && b.effectiveTo <= a.effectiveFrom);
        expect(apart, `${a.ruleKey} from ${a.effectiveFrom} and from ${b.effectiveFrom}`).toBe(true);
      }
    }
  });

  it('names a source for every row and marks what is from memory', () => {
    for (const rule of LEGAL_RULES) {
      expect(rule.source).not.toBe('');
      expect(rule.effectiveFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      if (rule.source.includes('memory')) expect(rule.verified).toBe(false);
    }
  });
});

import type * as legalRules from '../src/modules/privacy/legal-rules.ts';

/** The table of legal numbers with shop hours (AD-13) that never end: they close an hour before the night and would hide it. */
export function withAdsAllDay(real: typeof legalRules): typeof legalRules {
  const allDay: legalRules.LegalRuleValues['ad_shop_window'] = { fromHour: 0, toHour: 24 };
  const legalRule = (key: legalRules.LegalRuleKey, onDay: string) =>
    key === 'ad_shop_window' ? allDay : real.legalRule(key, onDay);
  return { ...real, legalRule: legalRule as typeof real.legalRule };
}

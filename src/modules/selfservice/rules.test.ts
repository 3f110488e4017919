import { describe, expect, it } from 'vitest';
import { decideJoin, keepRefusals } from './rules.ts';

describe('what is taken of a form (PV-03, PV-06)', () => {
  const granted = (kind: string) => ({ kind, state: 'granted' as const });
  const refused = (kind: string) => ({ kind, state: 'refused' as const });

  it('is nothing without the required consent, whatever else was pressed', () => {
    expect(decideJoin([granted('marketing_use'), granted('ad_sms')])).toMatchObject({ joins: false, choices: [] });
    expect(decideJoin([refused('svc_membership'), granted('marketing_use')])).toMatchObject({
      joins: false,
      choices: [],
    });
  });

  it('is only what was pressed: silence is no consent (AD-10)', () => {
    expect(decideJoin([granted('svc_membership')]).choices).toEqual([granted('svc_membership')]);
    expect(decideJoin([granted('svc_membership'), granted('ad_sms')]).choices).toEqual([granted('svc_membership')]);
    const both = [granted('svc_membership'), granted('marketing_use'), granted('ad_sms')];
    expect(decideJoin(both).choices).toEqual(both);
    expect(decideJoin([granted('svc_membership'), granted('svc_optional_fields')]).keepsBirthDate).toBe(true);
  });

  it('never undoes a refusal by a form that anybody can fill in', () => {
    const held = { ad_sms: { state: 'withdrawn' }, ad_email: { state: 'granted' } };
    expect(keepRefusals([granted('ad_sms'), granted('ad_email'), refused('marketing_use')], held)).toEqual([
      granted('ad_email'),
      refused('marketing_use'),
    ]);
  });
});

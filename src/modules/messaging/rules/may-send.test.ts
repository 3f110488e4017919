import { describe, expect, it } from 'vitest';
import { ageOn, isWithinExistingCustomerTerm, reconfirmDueOn, resultNoticeDueOn } from './dates.ts';
import { type ConsentState, decideMaySend, type MaySendInput } from './may-send.ts';
import { decideResultNotice } from './notices.ts';

const GRANTED: ConsentState = { state: 'granted', at: new Date('2026-01-10T12:00:00+09:00') };

function adTo(channel: 'email' | 'sms' | 'none', changes: Partial<MaySendInput> = {}): MaySendInput {
  return {
    class: 'ad',
    channel,
    now: new Date('2026-11-21T12:00:00+09:00'),
    optedOut: false,
    globalStop: false,
    suppressed: false,
    consents: { marketing_use: GRANTED, ad_email: GRANTED, ad_sms: GRANTED },
    adsSentLast7Days: 0,
    adsSentToday: 0,
    openComplaint: false,
    hasAddress: true,
    addressInvalid: false,
    ...changes,
  };
}

function kst(time: string, day = '2026-11-21'): Date {
  return new Date(`${day}T${time}+09:00`);
}

describe('an advertisement', () => {
  it.each(['email', 'sms'] as const)('goes out by %s to somebody who agreed, by day', (channel) => {
    expect(decideMaySend(adTo(channel))).toEqual({ outcome: 'send', rule: 'AD-10', reason: 'consent_granted' });
  });

  it.each([
    ['opted out of the channel', { optedOut: true }, 'block', 'AD-11', 'opted_out'],
    ['stopped everything', { globalStop: true }, 'block', 'AD-11', 'global_stop'],
    ['is in the suppression list', { suppressed: true }, 'block', 'AD-11', 'suppressed_contact'],
    ['never agreed to anything', { consents: {} }, 'block', 'AD-10', 'no_marketing_consent'],
    ['agreed to the channel only', { consents: { ad_email: GRANTED } }, 'block', 'AD-10', 'no_marketing_consent'],
    ['agreed to promotion only', { consents: { marketing_use: GRANTED } }, 'block', 'AD-10', 'no_channel_consent'],
    [
      'agreed to another channel',
      { consents: { marketing_use: GRANTED, ad_sms: GRANTED } },
      'block',
      'AD-10',
      'no_channel_consent',
    ],
    [
      'withdrew',
      { consents: { marketing_use: GRANTED, ad_email: { ...GRANTED, state: 'withdrawn' } } },
      'block',
      'AD-10',
      'no_channel_consent',
    ],
    [
      'refused promotion',
      { consents: { marketing_use: { ...GRANTED, state: 'refused' }, ad_email: GRANTED } },
      'block',
      'AD-10',
      'no_marketing_consent',
    ],
    ['has an open complaint', { openComplaint: true }, 'hold', 'FE-15', 'open_complaint'],
    ['got two this week', { adsSentLast7Days: 2 }, 'skip', 'CAP', 'frequency_week'],
    ['got one today', { adsSentLast7Days: 1, adsSentToday: 1 }, 'skip', 'CAP', 'frequency_day'],
    ['is thirteen', { birthDate: '2012-11-22' }, 'block', 'PV-11', 'under_age'],
    ['has no address', { hasAddress: false }, 'skip', 'CONTACT', 'no_address'],
    ['has a dead address', { addressInvalid: true }, 'skip', 'CONTACT', 'address_invalid'],
    ['is held back by a play', { inOpenHoldout: 'play-1' }, 'holdout', 'MT-30', 'in_open_holdout'],
  ] as const)('does not go out when the person %s', (_, changes, outcome, rule, reason) => {
    expect(decideMaySend(adTo('email', changes))).toEqual({ outcome, rule, reason });
  });

  it.each([
    ['got one this week', { adsSentLast7Days: 1 }],
    ['turned fourteen today', { birthDate: '2012-11-21' }],
    ['reconfirmed', { consents: { marketing_use: GRANTED, ad_email: { ...GRANTED, state: 'reconfirmed' } } }],
  ] as const)('goes out when the person %s', (_, changes) => {
    expect(decideMaySend(adTo('email', changes)).outcome).toBe('send');
  });

  it('follows the cap the shop has set for itself', () => {
    const changes = { adsSentLast7Days: 2, adsSentToday: 1, frequencyCap: { perSevenDays: 5, perDay: 2 } };
    expect(decideMaySend(adTo('email', changes)).outcome).toBe('send');
  });

  it('names the first reason in the order of §2.2 when several hold', () => {
    const all: Partial<MaySendInput> = {
      optedOut: true,
      globalStop: true,
      consents: {},
      now: kst('23:00:00'),
      openComplaint: true,
      adsSentLast7Days: 9,
      birthDate: '2020-01-01',
      hasAddress: false,
      inOpenHoldout: 'play-1',
    };
    const peeled: [Partial<MaySendInput>, string][] = [
      [{}, 'opted_out'],
      [{ optedOut: false }, 'global_stop'],
      [{ globalStop: false }, 'no_marketing_consent'],
      [{ consents: { marketing_use: GRANTED } }, 'no_channel_consent'],
      [{ consents: { marketing_use: GRANTED, ad_sms: GRANTED } }, 'night'],
      [{ now: kst('12:00:00') }, 'open_complaint'],
      [{ openComplaint: false }, 'frequency_week'],
      [{ adsSentLast7Days: 0 }, 'under_age'],
      [{ birthDate: undefined }, 'no_address'],
      [{ hasAddress: true }, 'in_open_holdout'],
    ];
    const changes = { ...all };
    for (const [peel, reason] of peeled) {
      Object.assign(changes, peel);
      expect(decideMaySend(adTo('sms', changes)).reason).toBe(reason);
    }
  });
});

describe('the hours of an advertisement by SMS', () => {
  it.each([
    ['20:59:59', undefined],
    ['21:00:00', '2026-11-22T08:00:00+09:00'],
    ['23:59:59', '2026-11-22T08:00:00+09:00'],
    ['00:00:00', '2026-11-21T08:00:00+09:00'],
    ['07:59:59', '2026-11-21T08:00:00+09:00'],
    ['08:00:00', undefined],
  ])('by law alone (AD-12) at %s wait until %s', (time, until) => {
    const decision = decideMaySend(adTo('sms', { now: kst(time), shopAdWindow: null }));
    expect(decision).toEqual(
      until
        ? { outcome: 'defer', rule: 'AD-12', reason: 'night', until: new Date(until) }
        : { outcome: 'send', rule: 'AD-10', reason: 'consent_granted' },
    );
  });

  it.each([
    ['08:00:00', 'AD-13', '2026-11-21T09:00:00+09:00'],
    ['08:59:59', 'AD-13', '2026-11-21T09:00:00+09:00'],
    ['09:00:00', undefined, undefined],
    ['19:59:59', undefined, undefined],
    ['20:00:00', 'AD-13', '2026-11-22T09:00:00+09:00'],
    ['21:00:00', 'AD-12', '2026-11-22T09:00:00+09:00'],
    ['07:59:59', 'AD-12', '2026-11-21T09:00:00+09:00'],
  ])('in the default shop window (AD-13) at %s are judged by %s until %s', (time, rule, until) => {
    const decision = decideMaySend(adTo('sms', { now: kst(time) }));
    if (rule === undefined) expect(decision.outcome).toBe('send');
    else expect(decision).toMatchObject({ outcome: 'defer', rule, until: new Date(until ?? '') });
  });

  it('may be night for somebody who agreed to that, when the shop keeps no hours of its own', () => {
    const consents = { marketing_use: GRANTED, ad_sms: GRANTED, ad_night: GRANTED };
    expect(decideMaySend(adTo('sms', { consents, now: kst('23:00:00'), shopAdWindow: null })).outcome).toBe('send');
    expect(decideMaySend(adTo('sms', { consents, now: kst('23:00:00') }))).toMatchObject({
      outcome: 'defer',
      rule: 'AD-13',
    });
  });

  it('never wait for a night hour when the shop opens before the night ends', () => {
    const window = { fromHour: 6, toHour: 20 };
    expect(decideMaySend(adTo('sms', { now: kst('05:00:00'), shopAdWindow: window }))).toMatchObject({
      outcome: 'defer',
      until: kst('08:00:00'),
    });
  });

  it('skip when the shop only keeps hours that the law closes', () => {
    const window = { fromHour: 22, toHour: 23 };
    expect(decideMaySend(adTo('sms', { now: kst('12:00:00'), shopAdWindow: window }))).toMatchObject({
      outcome: 'skip',
      reason: 'outside_shop_window',
    });
  });

  it('do not concern e-mail, which is exempt: 23:00 is allowed', () => {
    expect(decideMaySend(adTo('email', { now: kst('23:00:00') })).outcome).toBe('send');
  });
});

describe('the two-yearly confirmation (AD-15)', () => {
  const consented = (reconfirmNoticeSentAt?: Date) => {
    const old: ConsentState = { state: 'granted', at: kst('10:00:00', '2024-11-22') };
    const ad_email = reconfirmNoticeSentAt ? { ...old, reconfirmNoticeSentAt } : old;
    return { marketing_use: GRANTED, ad_email };
  };

  it('is due by 2026-11-21 for a consent of 2024-11-22', () => {
    expect(reconfirmDueOn('2024-11-22')).toBe('2026-11-21');
    expect(decideMaySend(adTo('email', { consents: consented(), now: kst('23:59:59', '2026-11-21') })).outcome).toBe(
      'send',
    );
    expect(decideMaySend(adTo('email', { consents: consented(), now: kst('00:00:00', '2026-11-22') }))).toEqual({
      outcome: 'block',
      rule: 'AD-15',
      reason: 'reconfirmation_due',
    });
  });

  it('lets the consent stand once the notice was provably sent', () => {
    const consents = consented(kst('10:00:00', '2026-11-01'));
    expect(decideMaySend(adTo('email', { consents, now: kst('12:00:00', '2026-12-24') })).outcome).toBe('send');
  });
});

describe('the existing-customer exception (§2.2)', () => {
  const to = (lastTransactionEndedOn: string, changes: Partial<MaySendInput> = {}) =>
    decideMaySend(
      adTo('email', { consents: {}, existingCustomer: { enabled: true, lastTransactionEndedOn }, ...changes }),
    );

  it.each([
    ['2026-05-20', 'block'],
    ['2026-05-21', 'send'],
    ['2026-06-01', 'send'],
    ['2026-11-21', 'send'],
    ['2026-11-22', 'block'],
  ])('a transaction that ended on %s leads on 2026-11-21 to %s', (endedOn, outcome) => {
    expect(to(endedOn).outcome).toBe(outcome);
    expect(isWithinExistingCustomerTerm(endedOn, '2026-11-21')).toBe(outcome === 'send');
  });

  it('is off unless the owner switched it on', () => {
    expect(to('2026-11-01', { existingCustomer: undefined }).outcome).toBe('block');
    expect(
      to('2026-11-01', { existingCustomer: { enabled: false, lastTransactionEndedOn: '2026-11-01' } }).outcome,
    ).toBe('block');
    expect(to('2026-11-01', { existingCustomer: { enabled: true } }).outcome).toBe('block');
  });

  it('says that it was used, and leaves refusal and night in force', () => {
    expect(to('2026-11-01')).toEqual({ outcome: 'send', rule: 'AD-10', reason: 'existing_customer' });
    expect(to('2026-11-01', { optedOut: true }).reason).toBe('opted_out');
    expect(to('2026-11-01', { channel: 'sms', now: kst('22:00:00') }).reason).toBe('night');
  });

  it.each(['refused', 'withdrawn', 'expired'] as const)('never overrides a consent that is %s', (state) => {
    expect(to('2026-11-01', { consents: { marketing_use: { ...GRANTED, state } } }).outcome).toBe('block');
    expect(to('2026-11-01', { consents: { ad_email: { ...GRANTED, state } } }).outcome).toBe('block');
  });
});

describe('other classes and channels', () => {
  it.each(['info', 'notice_legal', 'auth'] as const)('%s goes out by night, without consent, in a hold-out', (kind) => {
    const input = adTo('sms', {
      class: kind,
      consents: {},
      now: kst('23:00:00'),
      optedOut: true,
      inOpenHoldout: 'play-1',
    });
    expect(decideMaySend(input)).toEqual({ outcome: 'send', rule: 'AD-01', reason: 'not_advertising' });
    expect(decideMaySend({ ...input, hasAddress: false }).reason).toBe('no_address');
    expect(decideMaySend({ ...input, addressInvalid: true }).reason).toBe('address_invalid');
  });

  it('assigns people on channel none without consent or address, whatever the year', () => {
    const input = adTo('none', { consents: {}, hasAddress: false, now: new Date('2011-09-01T00:00:00Z') });
    expect(decideMaySend(input)).toEqual({ outcome: 'send', rule: 'AD-01', reason: 'nothing_transmitted' });
  });

  it('leaves out of channel none who wants no contact, complains, is a child or is held back', () => {
    expect(decideMaySend(adTo('none', { globalStop: true })).outcome).toBe('block');
    expect(decideMaySend(adTo('none', { openComplaint: true })).outcome).toBe('hold');
    expect(decideMaySend(adTo('none', { birthDate: '2020-01-01' })).outcome).toBe('block');
    expect(decideMaySend(adTo('none', { inOpenHoldout: 'play-1' })).outcome).toBe('holdout');
  });
});

describe('dates', () => {
  it('a result notice is due 14 days on (AD-14)', () => {
    expect(resultNoticeDueOn('2026-11-21')).toBe('2026-12-05');
  });

  it('a result is told late rather than never, but not of a consent that a refusal had overtaken (AD-14, AD-19)', () => {
    const late = { saidOn: '2026-10-20', recordedOn: '2026-11-21', granted: true, holds: true };
    expect(decideResultNotice(late)).toEqual({ dueOn: '2026-11-03' });
    expect(decideResultNotice({ ...late, granted: false, holds: false })).toEqual({ dueOn: '2026-11-03' });
    expect(decideResultNotice({ ...late, holds: false })).toBeUndefined();
    // Written down in time, both the consent and the withdrawal after it are told.
    expect(decideResultNotice({ ...late, recordedOn: '2026-11-03', holds: false })).toEqual({ dueOn: '2026-11-03' });
  });

  it('age is international (PV-11, OP-71)', () => {
    expect(ageOn('2012-11-22', '2026-11-21')).toBe(13);
    expect(ageOn('2012-11-21', '2026-11-21')).toBe(14);
    expect(ageOn('2012-02-29', '2026-02-28')).toBe(13);
    expect(ageOn('2012-02-29', '2026-03-01')).toBe(14);
  });
});

import { describe, expect, it } from 'vitest';
import type { MaySendInput } from '../rules/index.ts';
import { askMaySend, type Clearance, clear } from './cleared.ts';
import type { OutgoingMessage } from './outgoing.ts';

const granted = { state: 'granted', at: new Date('2026-05-01T03:00:00Z') } as const;
const INPUT: MaySendInput = {
  class: 'ad',
  channel: 'sms',
  now: new Date('2026-11-21T12:00:00+09:00'),
  optedOut: false,
  globalStop: false,
  suppressed: false,
  consents: { marketing_use: granted, ad_sms: granted },
  adsSentLast7Days: 0,
  adsSentToday: 0,
  openComplaint: false,
  hasAddress: true,
  addressInvalid: false,
};
const MESSAGE: OutgoingMessage = {
  messageId: 'm1',
  class: 'ad',
  medium: 'sms',
  to: '01012345678',
  from: '021234567',
  subject: '',
  text: '(광고)온기식당\n쿠폰\n무료거부0801234567',
  bytes: 40,
  priceMinor: 12,
};

describe('the last look before the door', () => {
  it('lets pass what the law was asked about and let pass', () => {
    expect(clear(askMaySend(INPUT), MESSAGE)).toBe(MESSAGE);
  });

  it.each([
    [
      'a decision nobody asked for',
      { decision: { outcome: 'send', rule: 'AD-10', reason: 'consent_granted' }, input: INPUT } satisfies Clearance,
      MESSAGE,
    ],
    ['a decision that says no', askMaySend({ ...INPUT, optedOut: true }), MESSAGE],
    ['a decision for another channel', askMaySend({ ...INPUT, channel: 'email' }), MESSAGE],
    ['a decision for another class', askMaySend({ ...INPUT, class: 'info' }), MESSAGE],
    ['an advertisement without its label (AD-20)', askMaySend(INPUT), { ...MESSAGE, text: '[광고]온기식당' }],
  ] as const)('stops %s', (_, clearance, message) => {
    expect(() => clear(clearance, message)).toThrow();
  });

  it('stops advertising as AlimTalk (AD-40)', () => {
    const clearance = askMaySend({
      ...INPUT,
      channel: 'kakao',
      consents: { marketing_use: granted, ad_kakao: granted },
    });
    expect(clearance.decision.outcome).toBe('send');
    expect(() => clear(clearance, { ...MESSAGE, medium: 'alimtalk' })).toThrow(/AD-40/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentState, decideMaySend, MAY_SEND_REASONS, type MaySendInput } from './may-send.ts';

const consentEvent = (states: ConsentState['state'][], since: string): fc.Arbitrary<ConsentState> =>
  fc.record({
    state: fc.constantFrom(...states),
    at: fc.date({ min: new Date(since), max: new Date('2026-11-01'), noInvalidDate: true }),
  });

/** Two in three are a living consent, so that enough messages do go out for the properties to mean something. */
const consentState: fc.Arbitrary<ConsentState | undefined> = fc.oneof(
  { arbitrary: consentEvent(['granted', 'reconfirmed'], '2025-02-01'), weight: 4 },
  { arbitrary: consentEvent(['granted', 'refused', 'withdrawn', 'expired', 'reconfirmed'], '2022-01-01'), weight: 1 },
  { arbitrary: fc.constant(undefined), weight: 1 },
);

const anyAd: fc.Arbitrary<MaySendInput> = fc.record({
  class: fc.constant('ad' as const),
  channel: fc.constantFrom('email', 'sms'),
  now: fc.date({ min: new Date('2026-11-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
  optedOut: fc.boolean(),
  globalStop: fc.boolean(),
  suppressed: fc.boolean(),
  consents: fc.record({
    marketing_use: consentState,
    ad_email: consentState,
    ad_sms: consentState,
    ad_night: consentState,
  }),
  existingCustomer: fc.option(
    fc.record({
      enabled: fc.boolean(),
      lastTransactionEndedOn: fc.constantFrom('2026-05-20', '2026-06-01', '2026-11-01', undefined),
    }),
    { nil: undefined },
  ),
  birthDate: fc.constantFrom(undefined, '1990-01-01', '2015-01-01'),
  adsSentLast7Days: fc.integer({ min: 0, max: 3 }),
  adsSentToday: fc.integer({ min: 0, max: 2 }),
  openComplaint: fc.boolean(),
  inOpenHoldout: fc.constantFrom(undefined, undefined, 'play-1'),
  hasAddress: fc.boolean(),
  addressInvalid: fc.boolean(),
  shopAdWindow: fc.constantFrom(undefined, null, { fromHour: 6, toHour: 23 }),
});

/** Mostly permissive, so that the properties below meet enough messages that do go out. */
const likelyAd = fc.tuple(anyAd, fc.boolean()).map(([input, permissive]) =>
  permissive
    ? {
        ...input,
        optedOut: false,
        globalStop: false,
        suppressed: false,
        openComplaint: false,
        hasAddress: true,
        addressInvalid: false,
        adsSentLast7Days: 0,
        adsSentToday: 0,
        inOpenHoldout: undefined,
      }
    : input,
);

describe('whatever the input', () => {
  const isYes = (consent: ConsentState | undefined) => consent?.state === 'granted' || consent?.state === 'reconfirmed';

  it('no advertisement goes out without both consents, or the enabled exception where nobody was asked', () => {
    let sent = 0;
    fc.assert(
      fc.property(likelyAd, (input) => {
        const decision = decideMaySend(input);
        expect(MAY_SEND_REASONS).toContain(decision.reason);
        if (decision.outcome !== 'send') return;
        sent++;
        const { marketing_use: marketing } = input.consents;
        const onChannel = input.channel === 'sms' ? input.consents.ad_sms : input.consents.ad_email;
        const excepted =
          input.existingCustomer?.enabled === true && input.existingCustomer.lastTransactionEndedOn !== undefined;
        expect(isYes(marketing) || (excepted && marketing === undefined)).toBe(true);
        expect(isYes(onChannel) || (excepted && onChannel === undefined)).toBe(true);
        expect(input.optedOut || input.globalStop || input.suppressed || input.openComplaint).toBe(false);
        expect(input.birthDate).not.toBe('2015-01-01');
      }),
      { numRuns: 3_000 },
    );
    // About one in six goes out; far fewer would mean that the generator no longer reaches the last checks.
    expect(sent).toBeGreaterThan(100);
  });

  it('a deferred advertisement is in the future and not deferred again at that moment', () => {
    fc.assert(
      fc.property(likelyAd, (input) => {
        const decision = decideMaySend(input);
        if (decision.outcome !== 'defer') return;
        const until = decision.until ?? input.now;
        expect(until.getTime()).toBeGreaterThan(input.now.getTime());
        expect(decideMaySend({ ...input, now: until }).outcome).not.toBe('defer');
      }),
      { numRuns: 3_000 },
    );
  });
});

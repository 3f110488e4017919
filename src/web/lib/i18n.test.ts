import i18next from 'i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { guestLocale, showLocale, showWords, startI18n } from './i18n.ts';

const NONE = { ko: {}, en: {} };

describe('texts', () => {
  beforeAll(async () => {
    vi.stubGlobal('navigator', { language: 'ko-KR' });
    vi.stubGlobal('document', { documentElement: { lang: '' } });
    await startI18n();
  });

  it("use the pack's word for the people a shop serves, with the particle that fits it", () => {
    expect(i18next.t('shell:demoStep.people')).toBe('데모 손님을 모으고 있어요');
    expect(i18next.t('shell:toShop', { name: '서울' })).toBe('서울로 가기');
    expect(i18next.t('shell:toShop', { name: '부산' })).toBe('부산으로 가기');
  });

  it('put the particle after a quoted name, not inside its quotes', () => {
    const reason = (name: string) => i18next.t('decisions:reason.flow_unread', { name, people: 3 });
    expect(reason('뜸해진 단골 부르기')).toContain('‘뜸해진 단골 부르기’가 꺼져');
    expect(reason('생일')).toContain('‘생일’이 꺼져');
    expect(i18next.t('decisions:reason.play_waiting', { name: '쿠폰이 끝나기 전에' })).toContain('전에’를 보내도');
  });

  it('follow a change of pack and of language at once, and name the language for screen readers', async () => {
    showWords({ pack: 'delivery', words: NONE });
    expect(i18next.t('shell:place.people')).toBe('주문 고객');
    await showLocale('en');
    // The shop's guests go on being written to in Korean.
    expect([guestLocale('KRW'), guestLocale('USD')]).toEqual(['ko', 'en']);
    expect(i18next.t('shell:place.people')).toBe('Customers');
    expect(document.documentElement.lang).toBe('en');
    showWords({ pack: 'salon', words: NONE });
    expect(i18next.t('shell:search')).toBe('Find a client');
  });

  it('count one person and two people, however the number is written', async () => {
    await showLocale('en');
    expect(i18next.t('groups:people', { n: '1' })).toBe('1 person');
    expect(i18next.t('groups:people', { n: '1,201' })).toBe('1,201 people');
    expect(i18next.t('plays:check.consequences', { holdout: 1, day: 'Monday' })).toContain(
      '1 person is held out and gets',
    );
    expect(i18next.t('today:greet.every', { count: 1 })).toBe('every 1 day');
    expect(i18next.t('today:greet.every', { count: 12 })).toBe('every 12 days');
  });

  it("say the shop's own words in the place of the pack's, and the pack's again without them", async () => {
    await showLocale('ko');
    const words = { ko: { customer: '회원' }, en: { customer: 'member', customers: 'members' } };
    showWords({ pack: 'salon', words });
    expect(i18next.t('shell:place.people')).toBe('회원');
    expect(i18next.t('shell:demoStep.people')).toContain('회원을');
    // Another pack leaves them.
    showWords({ pack: 'cafe', words });
    await showLocale('en');
    expect(i18next.t('shell:place.people')).toBe('Members');
    showWords({ pack: 'cafe', words: NONE });
    expect(i18next.t('shell:place.people')).toBe('Guests');
  });
});

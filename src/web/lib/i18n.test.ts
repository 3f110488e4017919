import i18next from 'i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { showLocale, showPack, startI18n } from './i18n.ts';

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

  it('follow a change of pack and of language at once, and name the language for screen readers', async () => {
    showPack('delivery');
    expect(i18next.t('shell:place.people')).toBe('주문 고객');
    await showLocale('en');
    expect(i18next.t('shell:place.people')).toBe('Customers');
    expect(document.documentElement.lang).toBe('en');
    showPack('salon');
    expect(i18next.t('shell:search')).toBe('Find a client');
  });
});

import { describe, expect, it } from 'vitest';
import { lintAdLabel, lintInfoText } from './lint.ts';

describe('lintAdLabel (AD-20)', () => {
  it.each(['(광고)온기식당 이번주 단골 쿠폰', '(광고) 온기식당', '(광고)'])('accepts %j', (text) => {
    expect(lintAdLabel(text)).toEqual({ ok: true });
  });

  it.each([
    ['[광고]온기식당', 'wrong_form'],
    ['(광 고)온기식당', 'wrong_form'],
    ['(광/고)온기식당', 'wrong_form'],
    ['(광.고)온기식당', 'wrong_form'],
    ['(AD)온기식당', 'wrong_form'],
    ['(ad) Ongi', 'wrong_form'],
    ['（광고）온기식당', 'wrong_form'],
    ['(광고）온기식당', 'wrong_form'],
    ['<광고>온기식당', 'wrong_form'],
    ['(廣告)온기식당', 'wrong_form'],
    ['(광고)온기식당'.normalize('NFD'), 'wrong_form'],
    [' (광고)온기식당', 'not_at_start'],
    ['\n(광고)온기식당', 'not_at_start'],
    ['온기식당(광고)', 'not_at_start'],
    ['(주)온기식당 (광고)', 'not_at_start'],
    ['(광\u200b고)온기식당', 'hidden_characters'],
    ['\u200b(광고)온기식당', 'hidden_characters'],
    ['\ufeff(광고)온기식당', 'hidden_characters'],
    ['(광\u00ad고)온기식당', 'hidden_characters'],
    ['(광고\u3164)온기식당', 'hidden_characters'],
    ['온기식당 쿠폰', 'missing'],
    ['광고 온기식당', 'missing'],
    ['(Adam)의 가게', 'missing'],
    ['', 'missing'],
  ])('rejects %j as %s', (text, problem) => {
    expect(lintAdLabel(text)).toEqual({ ok: false, problem });
  });
});

describe('lintInfoText (AD-04)', () => {
  it.each([
    '온기식당 11/25(수) 18:30 2명 예약이 확정되었습니다.',
    '주문이 접수되었어요. 무료거부 080-123-4567',
    '무료수신거부 080-123-4567',
    '',
  ])('finds nothing in %j', (text) => {
    expect(lintInfoText(text)).toEqual({ ok: true, words: [] });
  });

  it.each([
    ['예약 확정. 다음 방문 시 10% 할인', ['%', '할인']],
    ['신메뉴 오픈 이벤트', ['신메뉴', '오픈', '이벤트']],
    ['음료 무료, 무료거부 080', ['무료']],
    ['할\u200b인 쿠폰', ['할인', '쿠폰']],
    ['５０％', ['%']],
    ['할인'.normalize('NFD'), ['할인']],
  ])('finds the advertising words in %j', (text, words) => {
    expect(lintInfoText(text)).toEqual({ ok: false, words });
  });
});

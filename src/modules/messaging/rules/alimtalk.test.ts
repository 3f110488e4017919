import { describe, expect, it } from 'vitest';
import { diffTemplate, fillAlimtalk, lintAlimtalk, listAlimtalkVariables, mayReviewMove } from './alimtalk.ts';
import { sampleAlimtalkValues } from './samples.ts';
import { STARTER_TEMPLATES } from './starter-templates.ts';

const TODAY = '2026-11-21';

describe('an AlimTalk template', () => {
  it('is filled in, and an empty variable is told rather than sent', () => {
    const text = '#{이름}님, #{일시} 예약이 확정되었습니다.';
    expect(listAlimtalkVariables(text)).toEqual(['#{이름}', '#{일시}']);
    expect(fillAlimtalk(text, { '#{이름}': '김하나', '#{일시}': ' ' })).toEqual({
      text: '김하나님,  예약이 확정되었습니다.',
      missing: ['#{일시}'],
    });
  });

  it('is shown with what a shop of this kind sells', () => {
    const show = (pack: 'restaurant' | 'workshop') =>
      sampleAlimtalkValues(['#{품목}'], { which: 'longest', shop: '온기', phone: '', pack })['#{품목}'];
    expect(show('restaurant')).toContain('마라탕');
    expect(show('workshop')).toContain('로퍼');
  });

  it('carries no advertising (AD-40)', () => {
    expect(lintAlimtalk('예약이 확정되었습니다. 다음 방문 시 10% 할인', TODAY)).toMatchObject([
      { kind: 'advertising', rule: 'AD-40', words: ['%', '할인'] },
    ]);
  });

  it('about points needs the basis line from 2026-04-01, and no app to install (AD-41)', () => {
    const text = '포인트 #{포인트}점이 적립되었습니다.';
    expect(lintAlimtalk(text, '2026-03-31')).toEqual([]);
    expect(lintAlimtalk(text, '2026-04-01')).toMatchObject([{ kind: 'no_points_basis', rule: 'AD-41' }]);
    expect(lintAlimtalk(`${text}\n※ 고객님의 유료 구매로 지급된 포인트 안내입니다.`, TODAY)).toEqual([]);
    expect(
      lintAlimtalk(`${text}\n※ 고객님의 유료 구매로 지급된 포인트 안내입니다.\n앱을 다운받으세요`, TODAY),
    ).toMatchObject([{ kind: 'app_inducement' }]);
  });

  it('differs from the provider’s line by line (AD-43)', () => {
    expect(diffTemplate('가\n나\n다', '가\n라\n다')).toEqual([
      { side: 'both', text: '가' },
      { side: 'here', text: '나' },
      { side: 'provider', text: '라' },
      { side: 'both', text: '다' },
    ]);
    expect(diffTemplate('가\r\n나', '가\n나').every(({ side }) => side === 'both')).toBe(true);
  });

  it('goes through its review and no other way (AD-43)', () => {
    expect(mayReviewMove('draft', 'requested')).toBe(true);
    expect(mayReviewMove('draft', 'approved')).toBe(false);
    expect(mayReviewMove('requested', 'rejected')).toBe(true);
    expect(mayReviewMove('approved', 'dormant')).toBe(true);
  });
});

describe('the templates that come with the product (AD-44)', () => {
  it.each(STARTER_TEMPLATES.map((template) => [template.key, template] as const))(
    '%s passes its own check',
    (_, template) => {
      expect(lintAlimtalk(template.body, TODAY)).toEqual([]);
    },
  );
});

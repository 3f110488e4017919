import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTemplate } from './template.ts';

describe('renderTemplate', () => {
  it.each([
    ['{이름}님, 오랜만이에요', { name: '김하나' }, '김하나님, 오랜만이에요'],
    ['{ name }님', { name: '김하나' }, '김하나님'],
    ['{이름}님, 오랜만이에요', {}, '고객님, 오랜만이에요'],
    ['{이름}님', { name: '  ' }, '고객님'],
    ['{이름}님', { name: null }, '고객님'],
    ['{이름}, 어서 오세요', {}, '고객님, 어서 오세요'],
    ['{이름|단골}님', {}, '단골님'],
    ['{단골메뉴} 생각나실 때', {}, '자주 드시던 메뉴 생각나실 때'],
    ['{단골메뉴|국수}{을/를} 드려요', { usual: '마라탕' }, '마라탕을 드려요'],
    ['{단골메뉴|국수}{을/를} 드려요', {}, '국수를 드려요'],
    ['{가게}{으로/로} 오세요', { shop: '서울' }, '서울로 오세요'],
    ['{쿠폰}', { coupon: 1234 }, '1234'],
    ['{table}번', { table: 7 }, '7번'],
    ['{이름}', { name: '{쿠폰}' }, '{쿠폰}'],
    ['{이름}', { name: '$1 $&' }, '$1 $&'],
    ['변수 없는 글', {}, '변수 없는 글'],
  ])('fills %j', (text, vars, expected) => {
    expect(renderTemplate(text, vars)).toEqual({ text: expected, unknown: [], missing: [] });
  });

  it('has an English default for English messages', () => {
    expect(renderTemplate('Dear {name},', {}, { locale: 'en' }).text).toBe('Dear customer,');
  });

  it('keeps and reports what nobody knows, each once', () => {
    expect(renderTemplate('{이릉}님 {toString} {이릉}', { name: '김하나' })).toEqual({
      text: '{이릉}님 {toString} {이릉}',
      unknown: ['이릉', 'toString'],
      missing: [],
    });
  });

  it('reports a known variable that is empty and has no default', () => {
    expect(renderTemplate('쿠폰 {쿠폰} {기한|이번 주}까지', {})).toEqual({
      text: '쿠폰  이번 주까지',
      unknown: [],
      missing: ['쿠폰'],
    });
  });

  it('leaves a text without braces as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replace(/[{}]/g, '');
        expect(renderTemplate(plain, {}).text).toBe(plain);
      }),
    );
  });
});

describe('a Liquid text', () => {
  it('knows the same variables, particles and defaults', () => {
    const text =
      '{{ 이름 | nim }}, {{ 단골메뉴 | josa: "이/가" }} 생각나시면 {{ until | default: "이번 주" }}까지 오세요.';
    expect(renderTemplate(text, { name: '김하나', usual: '마라탕', until: '' })).toMatchObject({
      text: '김하나님, 마라탕이 생각나시면 이번 주까지 오세요.',
      missing: [],
    });
    expect(renderTemplate(text, { name: '', usual: '', until: '11월 30일' })).toMatchObject({
      text: '고객님, 자주 드시던 메뉴가 생각나시면 11월 30일까지 오세요.',
      missing: [],
    });
  });

  it('takes conditions, tells unknown variables, and never reads a value as a template', () => {
    const text = '{% if 쿠폰 != "" %}쿠폰 {{ 쿠폰 }}{% else %}어서 오세요{% endif %} {{ 없는것 }}';
    const rendered = renderTemplate(text, { coupon: '{{ name }}', name: '비밀' });
    expect(rendered.text).toBe('쿠폰 {{ name }} ');
    expect(rendered.unknown).toEqual(['없는것']);
    expect(renderTemplate(text, { coupon: '' }).text).toBe('어서 오세요 ');
  });
});

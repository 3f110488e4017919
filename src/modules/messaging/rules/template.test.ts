import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageOf, listUnknownVariables, renameVariable } from '../contract/variables.ts';
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
    // A default of ours begins a sentence with a capital; the author's own stays as it was written.
    expect(renderTemplate('Hello.\n\n{usual} is waiting. {usual|soup} too.', {}, { locale: 'en' }).text).toBe(
      'Hello.\n\nYour usual is waiting. soup too.',
    );
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

  it('takes single braces beside its tags, and never reads a value as a template', () => {
    const text =
      '{이름}님{% if 쿠폰 %}, {{ 쿠폰 }} 쿠폰{을/를} 드려요{% endif %}. {단골메뉴|국수}{이/가} {릉이} {이름|}';
    expect(renderTemplate(text, { name: '김하나', coupon: '{이름}{{ name }}' })).toEqual({
      text: '김하나님, {이름}{{ name }} 쿠폰을 드려요. 국수가 {릉이} 김하나',
      unknown: ['릉이'],
      missing: [],
    });
    expect(renderTemplate('{{ 이름 | nim }}, {단골메뉴}{은/는} 어떠세요', {}).text).toBe(
      '고객님, 자주 드시던 메뉴는 어떠세요',
    );
    expect(renderTemplate('{{ shop }} {이름|그 "분"}님', { shop: '\u{E000}을/를\u{E001}' }).text).toBe(
      '을/를 그 ”분”님',
    );
  });
});

describe('what is told while it is typed', () => {
  it.each<[string, [string, string | null][]]>([
    ['Hi {nmae}, {coupon}', [['nmae', 'name']]],
    [
      '{이릉}님 {이릉} {Name} {고객이름} {weather}',
      [
        ['이릉', '이름'],
        ['Name', 'name'],
        ['고객이름', '이름'],
        ['weather', null],
      ],
    ],
    ['{을/를} {name|you} {', []],
    [
      '{% if usaul %}{{ usual | upcase }}{% endif %} {{ "a" | append: nmae }} {{cupon}} {nmae}',
      [
        ['usaul', 'usual'],
        ['cupon', 'coupon'],
        ['nmae', 'name'],
      ],
    ],
    [
      '{% assign x = name %}{{ x }} {% for a in x %}{{ forloop.index }}{{ a }}{% endfor %}{% if name == "bob" and x %}{% endif %}',
      [],
    ],
  ])('finds the unknown names of %j', (text, expected) => {
    expect(listUnknownVariables(text).map(({ spelling, nearest }) => [spelling, nearest])).toEqual(expected);
  });

  it('puts the right name into the places only', () => {
    expect(renameVariable('nmae {nmae|x} {{ nmae }}', { from: 'nmae', to: 'name' })).toBe('nmae {name|x} {{ name }}');
    // Neither a longer name that begins alike, nor the author's own word for whoever has none.
    expect(renameVariable('{coup} {coupon} {단골메뉴|coup}', { from: 'coup', to: 'coupon' })).toBe(
      '{coupon} {coupon} {단골메뉴|coup}',
    );
  });

  it.each([
    ['Hi {이름}, https://x.kr', 'ko', 'en'],
    ['{name}님 OK', 'en', 'ko'],
    ['{name} 100%', 'en', 'en'],
    ['', 'ko', 'ko'],
  ] as const)('tells the language of %j', (text, otherwise, expected) => {
    expect(languageOf(text, otherwise)).toBe(expected);
  });
});

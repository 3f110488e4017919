import type { PackKey } from '../../workspace/index.ts';

/** Stands in a preview for what the settings lack, which says beside it that they do; nothing is sent with it. */
export const NOT_SET = { contact: '02-000-0000', refusalNumber: '0800000000' };

/** AD-23: as much as a message can hold, and nobody of whom anything is known; by key of `TEMPLATE_VARIABLES`. */
export const SAMPLE_PEOPLE = {
  longest: {
    name: '남궁하늘별',
    coupon: 'K7M-4RX-92D',
    offer: '20,000원 이상 주문하시면 2,000원 할인',
    until: '11월 30일 (월)',
    usual: '마라탕 2단계와 꿔바로우',
    surplus: '수박주스, 딸기생크림케이크',
    last_visit: '10월 17일 (토)',
    phone: '02-1234-5678',
    link: '',
  },
  emptiest: { name: '', coupon: '', offer: '', until: '', usual: '', surplus: '', last_visit: '', phone: '', link: '' },
} as const;

/** Long values of the variables that the shipped templates use. */
const LONGEST: Readonly<Record<string, string>> = {
  '#{이름}': '남궁하늘별',
  '#{전화}': '02-1234-5678',
  '#{일시}': '11월 30일 (월) 18:30',
  '#{날짜}': '11월 30일 (월)',
  '#{인원}': '12',
  '#{번호}': '128',
  '#{금액}': '1,250,000',
  '#{거래처}': '온기유통 성수물류센터',
};

/** A long name of what a shop of each kind sells: a restaurant's guests order no shoes. */
const ITEM_OF: Readonly<Record<PackKey, string>> = {
  restaurant: '마라탕 2단계와 꿔바로우 (대)',
  delivery: '간장치킨과 치즈볼 세트 (순살)',
  cafe: '딸기생크림케이크와 바닐라라테',
  salon: '디지털 펌과 두피 관리 (긴 머리)',
  workshop: '수제화 로퍼 (검정, 265)',
  retail: '린넨 셔츠 (네이비, 라지)',
  general: '선물 세트 (대, 두 개)',
};

/**
 * Values for an AlimTalk as the longest or the emptiest person would get it. What belongs to the shop is known for both;
 * a variable of the author's own shows its name: `#{색상}` → `색상`. The emptiest has nothing: Kakao refuses those.
 */
export function sampleAlimtalkValues(
  variables: readonly string[],
  input: { which: 'longest' | 'emptiest'; shop: string; phone: string; pack: PackKey },
): Record<string, string> {
  const ofShop: Record<string, string> = { '#{가게}': input.shop, '#{전화}': input.phone };
  const longest: Readonly<Record<string, string>> = { ...LONGEST, '#{품목}': ITEM_OF[input.pack] };
  return Object.fromEntries(
    variables.map((variable) => [
      variable,
      ofShop[variable] || (input.which === 'emptiest' ? '' : (longest[variable] ?? variable.slice(2, -1))),
    ]),
  );
}

import type { PackField } from './pack.ts';

/** Kept only for those who agreed to tell more than membership needs. */
const OPTIONAL = 'optional_profile';
/** Kept to do what was ordered: no consent, but no other use either. */
const ORDER = 'orders';
const HEALTH = 'sensitive_health';

type Words = { ko: string; en: string };
const words = (ko: string, en: string): Words => ({ ko, en });

function field(
  key: string,
  label: Words,
  rest: { type: PackField['type']; purposeKey?: string; choices?: [string, Words][]; isStage?: boolean },
): PackField {
  return {
    key,
    label,
    type: rest.type,
    purposeKey: rest.purposeKey ?? OPTIONAL,
    isStage: rest.isStage ?? false,
    choices: (rest.choices ?? []).map(([choice, name]) => ({ key: choice, label: name })),
  };
}
const tag = (key: string, name: Words) => ({ key, name });

const ALLERGY = field('allergy', words('알레르기', 'Allergy'), { type: 'sensitive', purposeKey: HEALTH });
const OCCASION = field('occasion_on', words('기념일', 'Special day'), { type: 'date' });

/** Fields and tags that each business type begins with (domain 5.1–5.5, 5.8); a clinic's chart or a resident number never. */
export const PACK_CONTENT = {
  restaurant: {
    fields: [
      field('seat', words('좋아하는 자리', 'Seat'), {
        type: 'choice',
        choices: [
          ['window', words('창가', 'Window')],
          ['room', words('룸', 'Private room')],
          ['hall', words('홀', 'Hall')],
          ['floor', words('좌식', 'Floor seating')],
        ],
      }),
      field('spice', words('맵기', 'Spice'), {
        type: 'choice',
        choices: [
          ['mild', words('순하게', 'Mild')],
          ['medium', words('보통', 'Medium')],
          ['hot', words('맵게', 'Hot')],
        ],
      }),
      field('dislikes', words('못 드시는 것', 'Does not eat'), { type: 'text' }),
      ALLERGY,
      field('child_seat', words('아기 의자', 'Child seat'), { type: 'yes_no' }),
      OCCASION,
    ],
    tags: [tag('group', words('단체', 'Groups')), tag('quiet', words('조용한 자리', 'Quiet seat'))],
  },
  delivery: {
    fields: [
      field('entrance_note', words('들어오는 길', 'Way in'), { type: 'text', purposeKey: 'delivery_once' }),
      field('side_requests', words('늘 하시는 부탁', 'Usual requests'), { type: 'text' }),
      field('cutlery', words('수저 필요', 'Wants cutlery'), { type: 'yes_no', purposeKey: ORDER }),
      ALLERGY,
    ],
    tags: [tag('call_first', words('도착 전 전화', 'Call before arriving'))],
  },
  cafe: {
    fields: [
      field('drink_option', words('늘 드시는 옵션', 'Usual option'), {
        type: 'choice',
        choices: [
          ['decaf', words('디카페인', 'Decaf')],
          ['extra_shot', words('샷 추가', 'Extra shot')],
          ['weak', words('연하게', 'Weak')],
          ['oat', words('귀리 우유', 'Oat milk')],
        ],
      }),
      field('own_cup', words('텀블러', 'Own cup'), { type: 'yes_no' }),
      ALLERGY,
    ],
    tags: [tag('beans', words('원두 구매', 'Buys beans'))],
  },
  salon: {
    fields: [
      field('hair_type', words('모발', 'Hair'), {
        type: 'choice',
        choices: [
          ['fine', words('가늘어요', 'Fine')],
          ['normal', words('보통', 'Normal')],
          ['thick', words('굵어요', 'Thick')],
          ['damaged', words('손상', 'Damaged')],
        ],
      }),
      field('color_formula', words('염색 배합', 'Colour formula'), { type: 'text', purposeKey: ORDER }),
      field('scalp', words('두피 상태', 'Scalp'), { type: 'sensitive', purposeKey: HEALTH }),
      field('patch_test', words('패치 테스트', 'Patch test'), { type: 'sensitive', purposeKey: HEALTH }),
      field('cycle_weeks', words('시술 주기(주)', 'Cycle in weeks'), { type: 'number' }),
      field('talk', words('대화', 'Talk'), {
        type: 'choice',
        choices: [
          ['quiet', words('조용히', 'Quiet')],
          ['chatty', words('편하게', 'Chatty')],
        ],
      }),
    ],
    tags: [tag('pass', words('정액권', 'Membership pass'))],
  },
  workshop: {
    fields: [
      field('foot_length_mm', words('발 길이(mm)', 'Foot length, mm'), { type: 'number', purposeKey: ORDER }),
      field('ball_girth_mm', words('발볼(mm)', 'Ball girth, mm'), { type: 'number', purposeKey: ORDER }),
      field('instep', words('발등', 'Instep'), {
        type: 'choice',
        purposeKey: ORDER,
        choices: [
          ['low', words('낮음', 'Low')],
          ['normal', words('보통', 'Normal')],
          ['high', words('높음', 'High')],
        ],
      }),
      field('foot_condition', words('발 상태', 'Foot condition'), { type: 'sensitive', purposeKey: HEALTH }),
      OCCASION,
      field('making', words('제작 단계', 'Making'), {
        type: 'choice',
        isStage: true,
        purposeKey: ORDER,
        choices: [
          ['inquiry', words('문의', 'Inquiry')],
          ['measured', words('측정', 'Measured')],
          ['deposit', words('계약금', 'Deposit')],
          ['making', words('제작', 'Making')],
          ['fitting', words('가봉', 'Fitting')],
          ['handed_over', words('인도', 'Handed over')],
        ],
      }),
    ],
    tags: [tag('repair', words('수선', 'Repair')), tag('wedding', words('웨딩', 'Wedding'))],
  },
  retail: {
    fields: [
      field('size', words('사이즈', 'Size'), { type: 'text' }),
      field('taste', words('좋아하는 색·브랜드', 'Colours and brands'), { type: 'text' }),
      OCCASION,
      field('back_order', words('입고 대기', 'Back-order'), {
        type: 'choice',
        isStage: true,
        purposeKey: ORDER,
        choices: [
          ['asked', words('요청', 'Asked')],
          ['ordered', words('주문', 'Ordered')],
          ['arrived', words('입고', 'Arrived')],
          ['told', words('안내', 'Told')],
          ['bought', words('구매', 'Bought')],
        ],
      }),
    ],
    tags: [tag('gift', words('선물', 'Buys gifts'))],
  },
} satisfies Record<string, { fields: PackField[]; tags: { key: string; name: Words }[] }>;

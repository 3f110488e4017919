import type { ShopHas } from '../../mart/index.ts';
import type { PackKey } from '../workspace/index.ts';
import type { FlowDocument, MessageArm, ReadyKey, ReadyNeed, Step, Trigger } from './contract.ts';

interface Words {
  ko: string;
  en: string;
}

/** A ready-made automation as data: what a shop reads, changes if it likes, and switches on. */
interface ReadyMade {
  name: Words;
  trigger: Trigger;
  reentry: FlowDocument['reentry'];
  goal?: FlowDocument['goal'];
  measureDays: number;
  say?: { subject: Words; body: Words };
  hint?: Words;
  /** Off the bill, minor units of a currency without decimals; scaled for others. */
  coupon?: { value: number; validDays: number };
}

const MIN_VISITS = 3;

const READY: Readonly<Record<ReadyKey, ReadyMade>> = {
  birthday: {
    name: { ko: '생일 축하', en: 'Birthday greeting' },
    trigger: { kind: 'birthday', daysBefore: 7 },
    reentry: { kind: 'yearly' },
    goal: 'none',
    measureDays: 21,
    say: {
      subject: { ko: '{이름}님, 생일을 축하드려요', en: 'Happy birthday' },
      body: {
        ko: '{이름}님, 곧 생일이시죠. 축하드리는 마음으로 {기한}까지 쓰실 수 있는 {혜택} 쿠폰을 준비했어요.',
        en: 'Hello {name|there}, your birthday is near. Here is a coupon for {offer}, good until {until}.',
      },
    },
    coupon: { value: 5_000, validDays: 21 },
  },
  first_thanks: {
    name: { ko: '첫 방문 감사', en: 'Thank-you after the first visit' },
    trigger: { kind: 'first_visit', hoursAfter: 24 },
    reentry: { kind: 'once' },
    goal: 'visit',
    measureDays: 28,
    say: {
      subject: { ko: '{이름}님, 찾아 주셔서 고마웠어요', en: 'Thank you for coming' },
      body: {
        ko: '{이름}님, 처음 찾아 주셔서 고마웠어요. 다음에 오실 때 쓰실 수 있는 {혜택} 쿠폰을 드려요. {기한}까지예요.',
        en: 'Hello {name|there}, thank you for your first visit. Here is {offer} for your next one, until {until}.',
      },
    },
    coupon: { value: 2_000, validDays: 14 },
  },
  second_visit: {
    name: { ko: '두 번째 방문 권하기', en: 'Second-visit nudge' },
    trigger: { kind: 'second_visit', daysAfter: 21 },
    reentry: { kind: 'once' },
    goal: 'visit',
    measureDays: 28,
    say: {
      subject: { ko: '{이름}님, 다시 뵙고 싶어요', en: 'We would like to see you again' },
      body: {
        ko: '{이름}님, 지난번에 뵙고 3주가 지났어요. 다시 오시면 {혜택} 해 드릴게요. {기한}까지 기다릴게요.',
        en: 'Hello {name|there}, it has been three weeks. Come back and have {offer}, until {until}.',
      },
    },
    coupon: { value: 3_000, validDays: 14 },
  },
  slipping: {
    name: { ko: '뜸해진 단골 부르기', en: 'Slipping regulars' },
    trigger: { kind: 'slipping', minVisits: 5 },
    reentry: { kind: 'after_days', days: 90 },
    goal: 'visit',
    measureDays: 28,
    say: {
      subject: { ko: '{이름}님, 오랜만이에요', en: 'It has been a while' },
      body: {
        ko: '{이름}님, 요즘 안 보이셔서 안부 드려요. {단골메뉴|좋아하실 메뉴}{을/를} 준비해 둘게요. {기한}까지 {혜택} 해 드려요.',
        en: 'Hello {name|there}, we have missed you. {usual|Something good} is waiting for you, with {offer} until {until}.',
      },
    },
    coupon: { value: 3_000, validDays: 14 },
  },
  usual_hour: {
    name: { ko: '늘 오시는 시간에 맞춰', en: 'At her usual hour' },
    trigger: { kind: 'usual_hour', minutesBefore: 90, minVisits: MIN_VISITS },
    reentry: { kind: 'after_days', days: 30 },
    goal: 'visit',
    measureDays: 7,
    say: {
      subject: { ko: '{이름}님, 오늘도 {단골메뉴|좋아하시는 메뉴} 어떠세요', en: '{usual|Something good} today?' },
      body: {
        ko: '{이름}님, 곧 오시던 시간이네요. {기한}까지 쓰실 수 있는 {혜택} 쿠폰을 드려요. 오늘 오시면 {단골메뉴|좋아하시는 메뉴}{을/를} 바로 준비해 드릴게요.',
        en: 'Hello {name|there}, it is nearly your usual time. Here is {offer}, good until {until}. Come today, and we will have {usual|something good} ready for you.',
      },
    },
    // As long as it is measured: whoever cannot come at her hour today may still come this week.
    coupon: { value: 2_000, validDays: 7 },
  },
  stamps: {
    name: { ko: '스탬프가 거의 찼을 때', en: 'Stamp card nearly full' },
    trigger: { kind: 'stamps', missing: 2 },
    reentry: { kind: 'after_days', days: 30 },
    goal: 'visit',
    measureDays: 28,
    say: {
      subject: { ko: '{이름}님, 스탬프가 거의 다 찼어요', en: 'Your card is nearly full' },
      body: {
        ko: '{이름}님, 스탬프가 두 개도 안 남았어요. 한두 번만 더 오시면 선물을 드려요.',
        en: 'Hello {name|there}, at most two stamps are missing. One or two visits and the reward is yours.',
      },
    },
  },
  points_expiring: {
    name: { ko: '포인트가 곧 사라질 때', en: 'Points about to expire' },
    trigger: { kind: 'points_expiring', withinDays: 14 },
    reentry: { kind: 'after_days', days: 14 },
    goal: 'visit',
    measureDays: 14,
    say: {
      subject: { ko: '{이름}님, 곧 사라지는 포인트가 있어요', en: 'Some of your points end soon' },
      body: {
        ko: '{이름}님, 2주 안에 사라지는 포인트가 있어요. 오셔서 꼭 쓰세요.',
        en: 'Hello {name|there}, some of your points end within two weeks. Do come and use them.',
      },
    },
  },
  new_item: {
    name: { ko: '새 메뉴 먼저 알리기', en: 'A new item, told to regulars first' },
    trigger: {
      kind: 'manual',
      rule: {
        all: [
          { fact: 'visits', atLeast: MIN_VISITS },
          { fact: 'lastVisit', daysAgoAtMost: 180 },
        ],
      },
    },
    reentry: { kind: 'after_days', days: 30 },
    goal: 'none',
    measureDays: 28,
    say: {
      subject: { ko: '{이름}님, 새 메뉴가 나왔어요', en: 'Something new' },
      body: {
        ko: '{이름}님, 자주 오시는 분께 먼저 알려 드려요. 새 메뉴가 나왔어요.',
        en: 'Hello {name|there}, you come often, so you hear first: there is something new.',
      },
    },
  },
  surplus: {
    name: { ko: '남은 재료로 초대하기', en: 'Surplus of today' },
    trigger: {
      kind: 'manual',
      rule: {
        all: [
          { fact: 'visits', atLeast: MIN_VISITS },
          { fact: 'lastVisit', daysAgoAtMost: 90 },
        ],
      },
    },
    reentry: { kind: 'after_days', days: 14 },
    goal: 'visit',
    measureDays: 3,
    say: {
      subject: { ko: '{이름}님, 오늘만 {혜택}', en: 'Today only: {offer}' },
      body: {
        ko: '{이름}님, 오늘 {남은메뉴}{을/를} 넉넉히 준비했어요. {기한}까지 {혜택} 해 드려요.',
        en: 'Hello {name|there}, we have plenty of {surplus} today. {offer} until {until}.',
      },
    },
    coupon: { value: 3_000, validDays: 1 },
  },
  coupon_ending: {
    name: { ko: '쿠폰이 끝나기 전에', en: 'Coupon about to end' },
    trigger: { kind: 'coupon_ending', daysBefore: 3 },
    reentry: { kind: 'after_days', days: 30 },
    goal: 'visit',
    measureDays: 7,
    say: {
      subject: { ko: '{이름}님, 쿠폰이 곧 끝나요', en: 'Your coupon ends soon' },
      body: {
        ko: '{이름}님, 드린 쿠폰이 사흘 안에 끝나요. 잊지 말고 쓰세요.',
        en: 'Hello {name|there}, your coupon ends within three days.',
      },
    },
  },
  complaint: {
    name: { ko: '불편하셨던 분 다시 모시기', en: 'Making up for a complaint' },
    trigger: { kind: 'complaint_settled', daysAfter: 3 },
    reentry: { kind: 'after_days', days: 180 },
    goal: 'visit',
    measureDays: 28,
    say: {
      subject: { ko: '{이름}님, 지난번에는 죄송했어요', en: 'We are sorry about last time' },
      body: {
        ko: '{이름}님, 지난번에 불편을 드려 죄송했어요. 말씀해 주신 것을 고쳤어요. {기한}까지 {혜택} 해 드릴게요.',
        en: 'Hello {name|there}, we are sorry about last time and have put it right. {offer} until {until}.',
      },
    },
    coupon: { value: 5_000, validDays: 21 },
  },
  staff_hint: {
    name: { ko: '두 번째 방문에 건네는 말', en: 'A word at the second visit' },
    trigger: { kind: 'first_visit', hoursAfter: 1 },
    reentry: { kind: 'once' },
    goal: 'none',
    measureDays: 60,
    hint: {
      ko: '지난번에 처음 오신 분이에요. 다시 와 주셔서 고맙다고 말씀해 주세요.',
      en: 'This guest came for the first time lately. Say thank you for coming back.',
    },
  },
};

/** Days a hint stays. */
const HINT_DAYS = 60;
/** MT-30: an automation's hold-out is always on. */
const HOLDOUT_RATE = 0.1;
/** Hundredths in a currency's smallest unit against the won: 5,000 won stand for 5.00. */
const WON_A_MAJOR_UNIT = 1_000;

/** Name and document of a ready-made automation, in the shop's language and currency. */
export function makeReady(
  key: ReadyKey,
  shop: { locale: 'ko' | 'en'; channel: MessageArm['channel']; minorDigits: number },
): { name: string; document: FlowDocument } {
  const ready = READY[key];
  const { locale, channel } = shop;
  return {
    name: ready.name[locale],
    document: {
      schema: 1,
      trigger: ready.trigger,
      reentry: ready.reentry,
      goal: ready.goal ?? 'none',
      exitWhen: null,
      holdoutRate: HOLDOUT_RATE,
      measureDays: ready.measureDays,
      budgetMinor: null,
      steps: stepsOf(ready, { locale, channel, minorDigits: shop.minorDigits }),
    },
  };
}

/** What a ready-made automation is about, where not every shop has it. */
const NEEDS: Readonly<Partial<Record<ReadyKey, { has: keyof ShopHas; need: ReadyNeed }>>> = {
  stamps: { has: 'stamps', need: 'stamps' },
  points_expiring: { has: 'endingPoints', need: 'points' },
  coupon_ending: { has: 'coupons', need: 'coupons' },
};
/** Kinds of shop in which its moment does not exist: nobody has a daily hour at a hairdresser's. */
const UNFIT: Readonly<Partial<Record<ReadyKey, readonly PackKey[]>>> = {
  usual_hour: ['salon', 'workshop', 'retail'],
  surplus: ['salon', 'workshop'],
};

/** What a shop lacks for a ready-made automation to do anything; null: nothing. */
export function findMissing(key: ReadyKey, shop: { pack: PackKey; has: ShopHas }): ReadyNeed | null {
  const asked = NEEDS[key];
  if (asked && !shop.has[asked.has]) return asked.need;
  return UNFIT[key]?.includes(shop.pack) ? 'pack' : null;
}

/** What a ready-made automation is called. */
export function nameReady(key: ReadyKey): Words {
  return READY[key].name;
}

function stepsOf(
  { say, hint, coupon }: ReadyMade,
  shop: { locale: 'ko' | 'en'; channel: MessageArm['channel']; minorDigits: number },
): Step[] {
  const { locale, channel, minorDigits } = shop;
  const steps: Step[] = [];
  if (hint) steps.push({ id: 'hint', kind: 'hint', text: hint[locale], days: HINT_DAYS });
  if (say) {
    const value = coupon && (minorDigits === 0 ? coupon.value : (coupon.value / WON_A_MAJOR_UNIT) * 10 ** minorDigits);
    steps.push({
      id: 'message',
      kind: 'act',
      arm: {
        channel,
        offer:
          coupon && value ? { kind: 'amount', value, minSpendMinor: 0, validDays: coupon.validDays } : { kind: 'none' },
        message: { subject: say.subject[locale], body: say.body[locale], locale },
      },
    });
  }
  return steps;
}

import { many } from '../../shared/english.ts';
import { formatMoney } from '../../shared/money.ts';
import { describeRule, type Names } from '../segments/index.ts';
import {
  type FlowDocument,
  isEmptyBranch,
  listSteps,
  type MessageArm,
  type Step,
  type Trigger,
} from './contract/document.ts';

interface Words {
  ko: string;
  en: string;
}

/** One line of a flow in words: a step, and how deep it stands. */
export interface Line {
  stepId: string;
  depth: number;
  text: Words;
}

const CHANNELS = {
  email: { ko: '이메일', en: 'an e-mail' },
  sms: { ko: '문자', en: 'a text message' },
  kakao: { ko: '카카오톡', en: 'a KakaoTalk message' },
  none: { ko: '쿠폰', en: 'a coupon by hand' },
} as const;

/** Happenings that sources tell in words everybody has. */
const EVENTS: Readonly<Record<string, Words>> = {
  'reservation.requested': { ko: '예약 신청', en: 'a reservation was asked for' },
  'reservation.confirmed': { ko: '예약 확정', en: 'a reservation was confirmed' },
  'reservation.changed': { ko: '예약 변경', en: 'a reservation was changed' },
  'reservation.cancelled': { ko: '예약 취소', en: 'a reservation was cancelled' },
  'waiting.registered': { ko: '대기 등록', en: 'somebody went on the waiting list' },
  'waiting.called': { ko: '대기 호출', en: 'a waiting guest was called' },
  'order.received': { ko: '주문 접수', en: 'an order was received' },
  'order.ready': { ko: '조리 완료', en: 'an order is ready' },
  'order.left': { ko: '배달 출발', en: 'an order is on its way' },
  'work.progressed': { ko: '수선·제작 진행', en: 'a piece of work went on' },
};

const UNITS = {
  minutes: { ko: '분', en: 'minute' },
  hours: { ko: '시간', en: 'hour' },
  days: { ko: '일', en: 'day' },
} as const;

/** `1 day`, `3 days`. */

/** What lets somebody in, in words. */
export function describeTrigger(trigger: Trigger, names: Names): Words {
  switch (trigger.kind) {
    case 'birthday':
      return trigger.daysBefore === 0
        ? { ko: '생일에 (음력 생일도)', en: 'On the birthday (by the sun or the moon)' }
        : {
            ko: `생일 ${trigger.daysBefore}일 전에 (음력 생일도)`,
            en: `${many(trigger.daysBefore, 'day')} before the birthday (by the sun or the moon)`,
          };
    case 'first_visit':
      return {
        ko: `처음 오시고 ${trigger.hoursAfter}시간 뒤에`,
        en: `${many(trigger.hoursAfter, 'hour')} after the first visit`,
      };
    case 'second_visit':
      return {
        ko: `한 번 오시고 ${trigger.daysAfter}일 동안 다시 안 오시면`,
        en: `When somebody came once and not again for ${many(trigger.daysAfter, 'day')}`,
      };
    case 'group': {
      const name = describeRule({ fact: 'group', segmentId: trigger.segmentId }, names);
      return { ko: `다음 조건에 새로 들면: ${name.ko}`, en: `When somebody comes into: ${name.en}` };
    }
    case 'slipping':
      return {
        ko: `${trigger.minVisits}번 이상 오신 분이 늘 오시던 간격의 두 배 넘게 안 오시면`,
        en: `When somebody with at least ${many(trigger.minVisits, 'visit')} stays away twice as long as usual`,
      };
    case 'usual_hour':
      return {
        ko: `늘 오시는 요일, 늘 오시는 시간 ${trigger.minutesBefore}분 전에`,
        en: `${trigger.minutesBefore} minutes before her usual hour, on her usual weekday`,
      };
    case 'stamps':
      return {
        ko: `스탬프가 ${trigger.missing}개 이하로 남으면`,
        en: `When at most ${many(trigger.missing, 'stamp')} ${trigger.missing === 1 ? 'is' : 'are'} missing`,
      };
    case 'points_expiring':
      return {
        ko: `포인트나 스탬프가 ${trigger.withinDays}일 안에 사라지면`,
        en: `When points or stamps end within ${many(trigger.withinDays, 'day')}`,
      };
    case 'ordered':
      return { ko: '정해 둔 메뉴를 주문하시면', en: 'When one of the chosen items is ordered' };
    case 'happened': {
      const event = EVENTS[trigger.event] ?? { ko: trigger.event, en: `“${trigger.event}”` };
      return { ko: `‘${event.ko}’ 소식이 들어오면`, en: `When this happens: ${event.en}` };
    }
    case 'coupon_ending':
      return {
        ko: `안 쓰신 쿠폰이 ${trigger.daysBefore}일 안에 끝나면`,
        en: `When an unused coupon ends within ${many(trigger.daysBefore, 'day')}`,
      };
    case 'complaint_settled':
      return trigger.daysAfter === 0
        ? { ko: '불편하셨던 일을 다 살핀 뒤에', en: 'Once her complaint is settled' }
        : {
            ko: `불편하셨던 일을 다 살피고 ${trigger.daysAfter}일 뒤에`,
            en: `${many(trigger.daysAfter, 'day')} after her complaint was settled`,
          };
    case 'manual': {
      const whom = describeRule(trigger.rule, names);
      return { ko: `직접 시작할 때, ${whom.ko}에게`, en: `When started by hand, for ${whom.en}` };
    }
  }
}

function describeArm({ channel, offer }: MessageArm, names: Names): Words {
  const given = (locale: 'ko' | 'en') => {
    if (offer.kind === 'none') return '';
    const value = offer.kind === 'amount' ? formatMoney(offer.value, names.currency, locale) : `${offer.value}%`;
    return locale === 'ko'
      ? `${value} 할인 쿠폰(${offer.validDays}일)과 함께 `
      : ` with ${value} off (${many(offer.validDays, 'day')})`;
  };
  return {
    ko:
      channel === 'none'
        ? `${given('ko')}직접 전해요`
        : `${given('ko')}${CHANNELS[channel].ko}${channel === 'sms' ? '를' : '을'} 보내요`,
    en: `send ${CHANNELS[channel].en}${given('en')}`,
  };
}

function describeStep(step: Step, names: Names): Words {
  switch (step.kind) {
    case 'wait':
      return {
        ko: `${step.amount}${UNITS[step.unit].ko} 기다려요`,
        en: `wait ${many(step.amount, UNITS[step.unit].en)}`,
      };
    case 'wait_usual_hour':
      return {
        ko: `늘 오시는 시간 ${step.minutesBefore}분 전까지 기다려요`,
        en: `wait until ${step.minutesBefore} minutes before her usual hour`,
      };
    case 'act':
      return describeArm(step.arm, names);
    case 'inform':
      return {
        ko: `알림톡으로 안내해요 (광고 아님${step.smsFallback ? ', 안 되면 문자로' : ''})`,
        en: `inform by AlimTalk, which is no advertising${step.smsFallback ? ', or by text message where it fails' : ''}`,
      };
    case 'choose': {
      const each = step.candidates.map(({ name, when }) => {
        const whom = when && describeRule(when, names);
        return { ko: whom ? `${name}(${whom.ko})` : name, en: whom ? `${name} (${whom.en})` : name };
      });
      return {
        ko: `차례로 보아 맞고, 재고가 있고, 남는 것이 있는 첫 혜택 하나를 보내요: ${each.map(({ ko }) => ko).join(', ')}`,
        en: `send the first offer that suits, is in stock and leaves a margin: ${each.map(({ en }) => en).join(', ')}`,
      };
    }
    case 'hint':
      return {
        ko: `${step.days}일 동안 계산대에서 알려 드려요: “${step.text}”`,
        en: `for ${many(step.days, 'day')}, tell staff at the till: “${step.text}”`,
      };
    case 'branch': {
      const rule = describeRule(step.rule, names);
      const words = { ko: `다음에 맞는지 봐요: ${rule.ko}`, en: `ask whether this holds: ${rule.en}` };
      if (!isEmptyBranch(step)) return words;
      return { ko: `${words.ko} (어느 쪽에도 할 일이 없어요)`, en: `${words.en} (nothing follows either way)` };
    }
    case 'end':
      return { ko: '끝나요', en: 'end' };
  }
}

/** Steps behind which a play stands, with its hold-out. */
const MEASURED: ReadonlySet<Step['kind']> = new Set<Step['kind']>(['act', 'choose', 'hint']);

const REENTRY = {
  once: { ko: '한 분께 한 번만.', en: 'Once a person.' },
  yearly: { ko: '한 분께 해마다 한 번.', en: 'Once a year and person.' },
  every: { ko: '그 일이 있을 때마다.', en: 'Each time it happens.' },
} as const;

/** The flow line by line: what a screen lists, and what is read aloud. */
export function listLines(steps: readonly Step[], names: Names, depth = 0): Line[] {
  return steps.flatMap((step) => {
    const own = { stepId: step.id, depth, text: describeStep(step, names) };
    if (step.kind !== 'branch') return [own];
    const side = (list: readonly Step[], label: Words): Line[] =>
      listLines(list, names, depth + 1).map((line, at) =>
        at === 0 ? { ...line, text: { ko: `${label.ko} ${line.text.ko}`, en: `${label.en} ${line.text.en}` } } : line,
      );
    return [own, ...side(step.yes, { ko: '맞으면', en: 'if so,' }), ...side(step.no, { ko: '아니면', en: 'if not,' })];
  });
}

/** The whole flow in words: trigger, steps, how often, when somebody leaves, hold-out. */
export function describeFlow(document: FlowDocument, names: Names): Words {
  const trigger = describeTrigger(document.trigger, names);
  const lines = listLines(document.steps, names);
  const { reentry, goal } = document;
  const often =
    reentry.kind === 'after_days'
      ? { ko: `다시 들어오기까지 ${reentry.days}일.`, en: `Again after ${many(reentry.days, 'day')} at the earliest.` }
      : REENTRY[reentry.kind];
  const exit = document.exitWhen && describeRule(document.exitWhen, names);
  const leave = [
    ...(goal === 'visit' ? [{ ko: '그 사이 오시면 멈춰요.', en: 'Whoever comes meanwhile gets nothing more.' }] : []),
    ...(exit ? [{ ko: `다음에 맞게 되면 멈춰요: ${exit.ko}.`, en: `Stops when this holds: ${exit.en}.` }] : []),
  ];
  const percent = Math.round(document.holdoutRate * 100);
  // What somebody is only informed of is measured against nobody.
  const isMeasured = listSteps(document.steps).some(({ step }) => MEASURED.has(step.kind));
  return {
    ko: [
      `${trigger.ko} ${lines.map(({ text }) => text.ko).join(', ')}.`,
      often.ko,
      ...leave.map(({ ko }) => ko),
      ...(isMeasured ? [`${percent}%는 비교 그룹(미발송)으로 남겨요.`] : []),
    ].join(' '),
    en: [
      `${trigger.en}, ${lines.map(({ text }) => text.en).join(', ')}.`,
      often.en,
      ...leave.map(({ en }) => en),
      ...(isMeasured ? [`${percent}% are held out for comparison.`] : []),
    ].join(' '),
  };
}

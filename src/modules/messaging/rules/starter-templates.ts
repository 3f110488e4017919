import type { PackKey } from '../../workspace/index.ts';

/** A template that comes with the product; information only (AD-44). */
export interface StarterTemplate {
  key: string;
  name: { ko: string; en: string };
  /** What it tells about; `points` needs consent to the terms of points and the basis line (AD-41). */
  about: 'reservation' | 'waiting' | 'order' | 'points' | 'work' | 'lesson' | 'statement';
  body: string;
}

const starter = (
  key: string,
  about: StarterTemplate['about'],
  [ko, en]: readonly [string, string],
  body: string,
): StarterTemplate => ({ key, about, name: { ko, en }, body });

/** Every template that comes with the product, of all kinds of shop. */
export const STARTER_TEMPLATES: readonly StarterTemplate[] = [
  starter(
    'reservation_confirmed',
    'reservation',
    ['예약 확정', 'Reservation confirmed'],
    '[#{가게}] #{이름}님, 예약이 확정되었습니다.\n\n일시: #{일시}\n인원: #{인원}명\n문의: #{전화}',
  ),
  starter(
    'reservation_changed',
    'reservation',
    ['예약 변경', 'Reservation changed'],
    '[#{가게}] #{이름}님, 예약이 변경되었습니다.\n\n바뀐 일시: #{일시}\n인원: #{인원}명\n문의: #{전화}',
  ),
  starter(
    'reservation_cancelled',
    'reservation',
    ['예약 취소', 'Reservation cancelled'],
    '[#{가게}] #{이름}님, #{일시} 예약이 취소되었습니다.\n문의: #{전화}',
  ),
  starter(
    'reservation_tomorrow',
    'reservation',
    ['예약 하루 전 알림', 'Reservation tomorrow'],
    '[#{가게}] #{이름}님, 내일 예약하신 시간을 알려 드립니다.\n\n일시: #{일시}\n인원: #{인원}명\n변경·취소: #{전화}',
  ),
  starter(
    'waiting_registered',
    'waiting',
    ['대기 등록', 'On the waiting list'],
    '[#{가게}] 대기 #{번호}번으로 등록되었습니다.\n앞에 #{앞팀}팀이 있습니다. 순서가 되면 알려 드립니다.',
  ),
  starter(
    'waiting_called',
    'waiting',
    ['대기 호출', 'Your table is ready'],
    '[#{가게}] 대기 #{번호}번 고객님, 지금 입장해 주세요.\n#{시한}분 안에 오지 않으시면 다음 분을 모십니다.',
  ),
  starter(
    'waiting_cancelled',
    'waiting',
    ['대기 취소', 'Waiting cancelled'],
    '[#{가게}] 대기 #{번호}번이 취소되었습니다. 문의: #{전화}',
  ),
  starter(
    'order_received',
    'order',
    ['주문 접수', 'Order received'],
    '[#{가게}] 주문 #{주문번호}번이 접수되었습니다.\n내용: #{내용}\n금액: #{금액}원',
  ),
  starter(
    'order_ready',
    'order',
    ['조리 완료', 'Order ready'],
    '[#{가게}] 주문 #{주문번호}번이 준비되었습니다. 매장에서 받아 가세요.',
  ),
  starter(
    'order_left',
    'order',
    ['배달 출발', 'Order on its way'],
    '[#{가게}] 주문 #{주문번호}번이 출발했습니다.\n도착 예정: #{시각}',
  ),
  starter(
    'points_earned',
    'points',
    ['포인트 적립', 'Points earned'],
    '[#{가게}] #{이름}님, #{날짜} 구매로 포인트 #{포인트}점이 적립되었습니다.\n보유 포인트: #{잔액}점\n\n※ 고객님의 유료 구매로 지급된 포인트 안내입니다.',
  ),
  starter(
    'work_progress',
    'work',
    ['수선·제작 진행', 'Work in progress'],
    '[#{가게}] #{이름}님, 맡기신 #{품목}의 진행 상황을 알려 드립니다.\n\n단계: #{단계}\n완료 예정: #{날짜}\n문의: #{전화}',
  ),
  starter(
    'treatment_tomorrow',
    'reservation',
    ['시술 예약 알림', 'Appointment tomorrow'],
    '[#{가게}] #{이름}님, 내일 시술 예약을 알려 드립니다.\n\n일시: #{일시}\n담당: #{담당}\n변경·취소: #{전화}',
  ),
  starter(
    'tuition_due',
    'lesson',
    ['수강료 납부 안내', 'Tuition due'],
    '[#{가게}] #{이름}님, #{월}월 수강료 납부일을 알려 드립니다.\n\n금액: #{금액}원\n납부일: #{날짜}\n문의: #{전화}',
  ),
  starter(
    'statement_issued',
    'statement',
    ['거래명세 발행', 'Statement issued'],
    '[#{가게}] #{거래처} 담당자님, #{날짜} 거래명세서를 발행했습니다.\n\n금액: #{금액}원\n문의: #{전화}',
  ),
];

/** What a shop has to have before a shipped template tells of anything in it. */
export type StarterNeed = 'reservations' | 'points' | 'pack';

/** Kinds of shop that take reservations, whether or not they have been brought here. */
const RESERVING: ReadonlySet<PackKey> = new Set<PackKey>(['restaurant', 'salon']);
/** Kinds of shop in which it can happen at all; absent: in every. */
const PACKS_OF: Readonly<Partial<Record<StarterTemplate['about'], readonly PackKey[]>>> = {
  waiting: ['restaurant', 'cafe', 'general'],
  order: ['restaurant', 'delivery', 'cafe', 'workshop', 'retail', 'general'],
  work: ['workshop', 'retail', 'general'],
  lesson: ['workshop', 'general'],
};

/** Whether it has to be known if somebody ever reserved: only where the kind of shop does not say so. */
export const asksForReservations = (pack: PackKey): boolean => !RESERVING.has(pack);

/** What a shop lacks for a shipped template; null: nothing. A cafe without reservations, `reservation_confirmed` → reservations. */
export function findStarterNeed(
  { key, about }: Pick<StarterTemplate, 'key' | 'about'>,
  shop: { pack: PackKey; hasReservations: boolean; earnsPoints: boolean },
): StarterNeed | null {
  if (key === 'treatment_tomorrow') return shop.pack === 'salon' ? null : 'pack';
  if (about === 'reservation') return shop.hasReservations || RESERVING.has(shop.pack) ? null : 'reservations';
  if (about === 'points') return shop.earnsPoints ? null : 'points';
  return (PACKS_OF[about]?.includes(shop.pack) ?? true) ? null : 'pack';
}

/** Fields of a contacts file: a phone book, or business cards typed in. */
export const CONTACT_FIELDS = [
  'name',
  'given_name',
  'family_name',
  'phone',
  'phone_2',
  'phone_3',
  'phone_4',
  'phone_5',
  'email',
  'email_2',
  'email_3',
  'organisation',
  'note',
] as const;
export type ContactField = (typeof CONTACT_FIELDS)[number];

/** Who is behind a row; each may be absent, and then nobody is (OP-88). */
export const PERSON_FIELDS = ['customer_id', 'name', 'phone', 'email', 'card_no'] as const;

/** Fields of an events file (surveys, visits, anything a sheet tells); every other column becomes part of what happened. */
export const EVENT_FIELDS = ['at', 'event_id', 'kind', 'phase', 'channel', ...PERSON_FIELDS] as const;

/** Fields of a reservations file. */
export const RESERVATION_FIELDS = [
  'reserved_at',
  'state',
  'reservation_no',
  'requested_at',
  'status_at',
  'party_size',
  'channel',
  'table_no',
  'deposit',
  ...PERSON_FIELDS,
] as const;

/** Fields of a reviews file. Who wrote it is no field: a review is a touchpoint of the shop, not of a person. */
export const REVIEW_FIELDS = ['at', 'rating', 'text', 'title', 'site', 'review_id'] as const;

/** States of a reservation (domain 3.4). */
export const RESERVATION_STATES = [
  'requested',
  'awaiting_reply',
  'confirmed',
  'reconfirmed',
  'arrived_partially',
  'arrived',
  'seated',
  'finished',
  'cancelled_by_guest',
  'cancelled_by_shop',
  'no_show',
  'late_released',
] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];

/** Words that reservation services write for a state, compared without blanks and case. */
const STATE_WORDS: Readonly<Record<ReservationState, string>> = {
  requested: '예약신청 신청 접수 예약접수 requested',
  awaiting_reply: '대기 확인중 확정대기 승인대기 응답대기 awaiting_response pending',
  confirmed: '확정 예약확정 예약 예약완료 confirmed expected booked confirmed_via_text confirmed_via_email',
  reconfirmed: '재확인 방문확인 reconfirmed',
  arrived_partially: '일부도착 partially_arrived partially_seated',
  arrived: '도착 방문 입장 arrived',
  seated: '착석 seated',
  finished: '방문완료 이용완료 이용종료 퇴장 finished left completed done',
  cancelled_by_guest: '취소 예약취소 고객취소 손님취소 사용자취소 cancelled canceled cancelled_by_guest',
  cancelled_by_shop: '가게취소 매장취소 업체취소 거절 예약거절 rejected declined',
  no_show: '노쇼 예약부도 부도 미방문 no_show noshow no-show',
  late_released: '지각취소 지각해제 late_released',
};

const STATE_OF_WORD: ReadonlyMap<string, ReservationState> = new Map(
  RESERVATION_STATES.flatMap((state) =>
    [state, ...STATE_WORDS[state].split(' ')].map((word): [string, ReservationState] => [word, state]),
  ),
);

/** The state that a common word means: `노쇼` → `no_show`, `예약 취소` → `cancelled_by_guest`; undefined for an unknown word. */
export function findReservationState(word: string): ReservationState | undefined {
  return STATE_OF_WORD.get(word.normalize('NFC').toLowerCase().replace(/\s+/g, ''));
}

/** A purpose a field may be kept for. */
export interface Purpose {
  key: string;
  label: { ko: string; en: string };
}

/** Purposes that fields may be kept for (PV-01); keys of the purpose registry. */
export const PURPOSES: readonly Purpose[] = [
  { key: 'membership', label: { ko: '회원 확인과 포인트 적립', en: 'Membership and points' } },
  { key: 'optional_profile', label: { ko: '생일·취향에 맞춘 응대', en: 'Service by birthday and taste' } },
  {
    key: 'sensitive_health',
    label: { ko: '알레르기 등 건강 정보에 맞춘 응대', en: 'Service by allergies and health' },
  },
  { key: 'orders', label: { ko: '주문·결제와 분쟁 처리', en: 'Orders, payment and disputes' } },
  { key: 'delivery_once', label: { ko: '한 번의 배달', en: 'One delivery' } },
  { key: 'reservation', label: { ko: '예약 확인과 자리 준비', en: 'Reservations' } },
  { key: 'marketing', label: { ko: '홍보·판매 권유를 위한 연락', en: 'Promotion and sales' } },
];

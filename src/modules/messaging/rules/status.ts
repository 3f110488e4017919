/** What became of a message, the same for every provider (§2.9). */
export const FAILURE_CLASSES = [
  'invalid_number',
  'not_subscribed',
  'opted_out',
  'blocked',
  'spam_filter',
  'balance',
  'template',
  'sender',
  'encoding',
  'too_long',
  'duplicate',
  'outside_hours',
  'not_on_kakao',
  'provider_down',
  'unknown',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** What a provider reports of a message, in the order in which it can happen. */
export type DeliveryState = 'submitted' | 'at_carrier' | 'failed' | 'delivered';

/** Failures of KakaoTalk after which the same information may go as text message (AD-32). */
export const FALLBACK_CLASSES: ReadonlySet<FailureClass> = new Set([
  'not_on_kakao',
  'blocked',
  'template',
  'outside_hours',
]);

/** Failures that concern every message alike: sending stops until somebody has looked (AD-51). */
export const STOPPING_CLASSES: ReadonlySet<FailureClass> = new Set(['sender', 'balance']);

const RANK: Readonly<Record<DeliveryState, number>> = { submitted: 0, at_carrier: 1, failed: 2, delivered: 3 };

/**
 * Whether a report moves a message on. Reports come twice and in any order, so only a later step counts; delivered is
 * the end of it, also after a failure that was reported too early.
 */
export function decideReportCounts(held: DeliveryState, reported: DeliveryState): boolean {
  return RANK[reported] > RANK[held];
}

/** Where a message is, in the words of §2.9, from what its row holds. */
export type UnifiedStatus =
  | 'queued'
  | 'deferred_night'
  | 'held'
  | 'holdout'
  | 'skipped'
  | 'cancelled'
  | 'submitted'
  | 'at_carrier'
  | 'delivered'
  | 'failed'
  | 'fallback_submitted'
  | 'unknown';

const HELD: ReadonlySet<string> = new Set(['open_complaint', 'provider_not_certified', 'sender_not_registered']);

/** What has become of a message so far, in one word of §2.9; `unknown` while nobody can say whether the provider took it. */
export function unifiedStatus(message: {
  state: string;
  reason: string;
  atCarrier: boolean;
  delivered: boolean;
  hasFallback: boolean;
}): UnifiedStatus {
  switch (message.state) {
    case 'queued':
    case 'sending':
      if (HELD.has(message.reason)) return 'held';
      return message.reason === 'night' || message.reason === 'outside_shop_window' ? 'deferred_night' : 'queued';
    case 'skipped':
      return message.reason === 'in_open_holdout' ? 'holdout' : 'skipped';
    case 'cancelled':
      return 'cancelled';
    case 'handing_over':
    case 'unconfirmed':
      return 'unknown';
    case 'failed':
      return message.hasFallback ? 'fallback_submitted' : 'failed';
    default:
      if (message.delivered) return 'delivered';
      return message.atCarrier ? 'at_carrier' : 'submitted';
  }
}

/** SOLAPI's codes of §2.9; one that is not listed is told by its thousands: 2xxx taken, 3xxx on its way or failed there. */
const SOLAPI_FAILURES: Readonly<Record<string, FailureClass>> = {
  '1026': 'duplicate',
  '1029': 'encoding',
  '1030': 'balance',
  '1031': 'too_long',
  '1043': 'template',
  '1061': 'opted_out',
  '1062': 'sender',
  '2062': 'sender',
  '2064': 'spam_filter',
  '3010': 'invalid_number',
  '3032': 'not_subscribed',
  '3047': 'blocked',
  '3054': 'spam_filter',
  '3055': 'spam_filter',
  '3059': 'sender',
  '3102': 'not_on_kakao',
  '3104': 'not_on_kakao',
  '3107': 'blocked',
  '3108': 'outside_hours',
};

/** What a status code of SOLAPI means: 2000 accepted, 3000 at the carrier, 4000 delivered, the rest failed [S24]. */
export function readSolapiCode(code: string): { state: DeliveryState; failure?: FailureClass } {
  if (code === '2000') return { state: 'submitted' };
  if (code === '3000') return { state: 'at_carrier' };
  if (code === '4000') return { state: 'delivered' };
  return { state: 'failed', failure: SOLAPI_FAILURES[code] ?? 'unknown' };
}

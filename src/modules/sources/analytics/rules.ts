import type { NewTouchpoint } from '../../touchpoints/index.ts';
import { campaignOf, kindOf, withoutQuery } from '../web-events.ts';
import { type MeasuredEvent, type Measurement, zMeasuredEvent, zMeasurement } from './contract.ts';

/** One thing wrong with a request, in the words of Google's validation server. */
export interface ValidationMessage {
  fieldPath: string;
  description: string;
  validationCode: string;
}

/** A request as far as it can be read: its events, and what is wrong with the rest. */
export interface ReadMeasurement {
  from: Measurement | undefined;
  events: { event: MeasuredEvent; index: number }[];
  messages: ValidationMessage[];
}

const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'VALUE_REQUIRED',
  too_big: 'EXCEEDED_MAX_ENTITIES',
  invalid_format: 'NAME_INVALID',
};

/** Reads a request event by event: like at Google a bad one spoils no other. */
export function readMeasurement(body: unknown): ReadMeasurement {
  const from = zMeasurement.safeParse(body);
  const messages: ValidationMessage[] = [];
  const tell = (at: (string | number)[], issues: readonly { code: string; path: PropertyKey[]; message: string }[]) => {
    for (const { code, path, message } of issues)
      messages.push({
        fieldPath: [...at, ...path].join('.'),
        description: message,
        validationCode: CODES[code] ?? 'VALUE_INVALID',
      });
  };
  if (!from.success) {
    tell([], from.error.issues);
    return { from: undefined, events: [], messages };
  }
  if (from.data.client_id === undefined && from.data.app_instance_id === undefined)
    messages.push({
      fieldPath: 'client_id',
      description: 'client_id or app_instance_id is missing',
      validationCode: 'VALUE_REQUIRED',
    });
  const events = from.data.events.flatMap((candidate, index) => {
    const read = zMeasuredEvent.safeParse(candidate);
    if (!read.success) tell(['events', index], read.error.issues);
    return read.success ? [{ event: read.data, index }] : [];
  });
  return {
    from: from.data,
    events: messages.some(({ fieldPath }) => fieldPath === 'client_id') ? [] : events,
    messages,
  };
}

const readMicros = (micros: string | number | undefined): Date | undefined =>
  micros === undefined ? undefined : new Date(Math.floor(Number(micros) / 1_000));

const CAMPAIGN: Readonly<Record<string, string>> = {
  campaign: 'name',
  campaign_id: 'id',
  source: 'source',
  medium: 'medium',
  term: 'term',
  content: 'content',
};

/** Addresses, whose queries may hold anything, and what says who somebody is: both are kept elsewhere or not at all. */
const NOT_KEPT = new Set([
  'page_location',
  'page_referrer',
  'email',
  'phone',
  'phone_number',
  'name',
  'address',
  'ip_override',
]);

/**
 * A measured event as it is stored. A purchase stays a touchpoint and makes no order: it is said by a browser, in any
 * currency, and the till or shop system that took the money tells the sale itself. It has the transaction's key, others
 * the key of what they say when they say when; without a time two equal events are two.
 */
export function toTouchpoint(
  { event, index }: ReadMeasurement['events'][number],
  input: {
    from: Measurement;
    source: string;
    receivedAt: Date;
    isAttested: boolean;
    hash: (text: string) => string;
    newKey: () => string;
  },
): NewTouchpoint {
  const { from, source, receivedAt, isAttested, hash, newKey } = input;
  const { params = {} } = event;
  const anonymousId = from.client_id ?? from.app_instance_id ?? '';
  const micros = event.timestamp_micros ?? from.timestamp_micros;
  const transaction = event.name === 'purchase' ? params['transaction_id'] : undefined;
  const isKeyed = typeof transaction === 'string' && transaction !== '';
  const said = [anonymousId, String(micros), String(index), JSON.stringify(event)].join('\n');
  const campaign = campaignOf(
    Object.fromEntries(Object.entries(CAMPAIGN).map(([theirs, ours]) => [ours, params[theirs]])),
  );
  const url = withoutQuery(params['page_location']);
  const referrer = withoutQuery(params['page_referrer']);
  const rest = Object.entries(params).filter(([name]) => !NOT_KEPT.has(name) && !(name in CAMPAIGN));
  return {
    ...(event.name === 'page_view' ? { kind: 'web.page_viewed', phase: 'before' as const } : kindOf(event.name)),
    at: readMicros(micros) ?? receivedAt,
    idempotencyKey: isKeyed ? `purchase:${hash(transaction)}` : micros === undefined ? newKey() : hash(said),
    channel: from.client_id === undefined ? 'app' : 'web',
    anonymousId,
    ...(from.user_id === undefined
      ? {}
      : { person: { externalIds: [{ source, externalId: from.user_id }], isAttested } }),
    payload: {
      ...Object.fromEntries(rest),
      ...(url ? { url } : {}),
      ...(referrer ? { referrer } : {}),
      ...(campaign ? { campaign } : {}),
    },
  };
}

import type { NewTouchpoint } from '../../touchpoints/index.ts';
import { campaignOf, correctSkew, kindOf, withoutQuery } from '../web-events.ts';
import type { SegmentEvent } from './contract.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Traits that say who somebody is: they become name and contact points, and stand nowhere else. */
const PERSONAL = new Set([
  'name',
  'firstName',
  'lastName',
  'first_name',
  'last_name',
  'phone',
  'email',
  'birthday',
  'address',
  'username',
  'avatar',
]);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 254).toWellFormed() : undefined;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The company of a group call: its name stands in the traits. */
const companyOf = ({ groupId, traits = {} }: { groupId: string; traits?: Fields | undefined }) => ({
  companyId: groupId,
  companyName: textOf(traits['name'])?.slice(0, 100) ?? '',
});

/** A readable instant; undefined for anything else. Numbers are milliseconds. */
export function readClock(clock: string | number | undefined): Date | undefined {
  if (clock === undefined) return undefined;
  const at = new Date(clock);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Name and contact points in some traits. Hangul names are written together, family name first: 길동, 홍 → 홍길동. */
export function personOf(traits: Fields): { name?: string; phone?: string; email?: string } {
  const given = textOf(traits['firstName'] ?? traits['first_name']);
  const family = textOf(traits['lastName'] ?? traits['last_name']);
  const isHangul = /[가-힣]/.test(`${given ?? ''}${family ?? ''}`);
  const both = isHangul ? [family, given].join('') : [given, family].filter(Boolean).join(' ');
  const name = textOf(traits['name']) ?? textOf(both);
  const phone = textOf(traits['phone']);
  const email = textOf(traits['email']);
  return { ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(email ? { email } : {}) };
}

const withoutPersonal = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !PERSONAL.has(name)));

/** What a page call says of the page: no query, where sites put personal data; the campaign stands apart. */
function pageOf(fields: Fields): Record<string, unknown> {
  const path = textOf(fields['path'])?.split(/[?#]/)[0];
  const title = textOf(fields['title']);
  const url = withoutQuery(fields['url']);
  const referrer = withoutQuery(fields['referrer']);
  return {
    ...(path ? { path } : {}),
    ...(title ? { title } : {}),
    ...(url ? { url } : {}),
    ...(referrer ? { referrer } : {}),
  };
}

function describe(event: SegmentEvent): Pick<NewTouchpoint, 'kind' | 'phase'> & { payload: Record<string, unknown> } {
  switch (event.type) {
    case 'identify':
      return { kind: 'web.identified', phase: 'before', payload: withoutPersonal(event.traits ?? {}) };
    case 'track':
      return { ...kindOf(event.event), payload: { event: event.event, ...withoutPersonal(event.properties ?? {}) } };
    case 'page':
      return {
        kind: 'web.page_viewed',
        phase: 'before',
        payload: { ...named(event.name), ...pageOf(event.properties ?? {}) },
      };
    case 'screen':
      return {
        kind: 'app.screen_viewed',
        phase: 'before',
        payload: { ...named(event.name), ...withoutPersonal(event.properties ?? {}) },
      };
    case 'group':
      return {
        kind: 'web.group_joined',
        phase: 'before',
        payload: { groupId: event.groupId, ...withoutPersonal(event.traits ?? {}) },
      };
    case 'alias':
      return { kind: 'web.alias_made', phase: 'before', payload: {} };
  }
}

const named = (name: string | null | undefined) => (name ? { name } : {});

/**
 * An event of the Segment specification as it is stored, or what is missing. User ids are ids of the key's source; with an
 * alias the former id names the same person, be it a user's or a browser's. `isAttested`: whether the sender can be
 * believed, which a page cannot.
 */
export function toTouchpoint(
  event: SegmentEvent,
  input: {
    source: string;
    receivedAt: Date;
    sentAt: Date | undefined;
    fallbackKey: () => string;
    isAttested: boolean;
    /** Whether an event without any id is taken, as from a browser that asks for privacy. */
    mayBeNobody?: boolean;
  },
): NewTouchpoint | { missing: string } {
  const { source, receivedAt, isAttested } = input;
  const { userId, context = {} } = event;
  const previousId = event.type === 'alias' ? event.previousId : undefined;
  const anonymousId = event.anonymousId ?? previousId;
  if (!userId && !anonymousId && !input.mayBeNobody) return { missing: 'userId or anonymousId' };
  const happenedAt = readClock(event.originalTimestamp) ?? readClock(event.timestamp) ?? receivedAt;
  const sentAt = readClock(event.sentAt) ?? input.sentAt;
  const traits = event.type === 'identify' ? { ...fieldsOf(context['traits']), ...event.traits } : {};
  const ids = [userId, userId ? previousId : undefined].flatMap((externalId) =>
    externalId ? [{ source, externalId }] : [],
  );
  const who = personOf(traits);
  const isNamed = ids.length > 0 || Object.keys(who).length > 0;
  const campaign = campaignOf(context['campaign']);
  const page = pageOf(fieldsOf(context['page']));
  const { payload, ...what } = describe(event);
  return {
    ...what,
    at: correctSkew({ happenedAt, sentAt, receivedAt }),
    idempotencyKey: event.messageId ?? input.fallbackKey(),
    channel: event.type === 'screen' ? 'app' : event.type === 'page' ? 'web' : '',
    ...(isNamed ? { person: { ...who, externalIds: ids, isAttested } } : {}),
    ...(anonymousId ? { anonymousId } : {}),
    // Anybody can say in a page that they belong to a company.
    ...(event.type === 'group' && isAttested ? { company: companyOf(event) } : {}),
    payload: {
      ...payload,
      ...(campaign ? { campaign } : {}),
      ...(event.type !== 'page' && Object.keys(page).length > 0 ? { page } : {}),
    },
  };
}

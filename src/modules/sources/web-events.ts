import type { Phase } from '../touchpoints/index.ts';

/** Events that belong elsewhere than before the visit, in the words of Segment's and Google's commerce lists. */
const PHASE_OF: Readonly<Record<string, Phase>> = {
  order_completed: 'during',
  purchase: 'during',
  order_refunded: 'after',
  refund: 'after',
  product_reviewed: 'after',
};

/**
 * What an event of a site or app is called here. Worked: `Order Completed` → `web.order_completed`, during; `메뉴 봄` has
 * no Latin letter, so → `web.tracked`, before, and its name stays in the payload.
 */
export function kindOf(event: string): { kind: string; phase: Phase } {
  const slug = event
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50);
  return { kind: slug === '' ? 'web.tracked' : `web.${slug}`, phase: PHASE_OF[slug] ?? 'before' };
}

/**
 * An address without what stands behind `?` and `#`, where sites put names and e-mail addresses.
 * `https://a.example/menu?email=x` → `https://a.example/menu`; what is no address → undefined.
 */
export function withoutQuery(address: unknown): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return origin === 'null' ? undefined : `${origin}${pathname}`.slice(0, 500);
}

/** Where somebody came from, as the link said (UTM), each at most 100 signs; undefined when it said nothing. */
export function campaignOf(campaign: unknown): Record<string, string> | undefined {
  if (typeof campaign !== 'object' || campaign === null) return undefined;
  const said = Object.entries(campaign).flatMap(([name, value]): [string, string][] =>
    CAMPAIGN_FIELDS.has(name) && typeof value === 'string' && value !== ''
      ? [[name, value.slice(0, 100).toWellFormed()]]
      : [],
  );
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}
const CAMPAIGN_FIELDS: ReadonlySet<string> = new Set(['name', 'source', 'medium', 'term', 'content', 'id']);

/** Below this the difference between two clocks is the way between them. */
const MIN_SKEW_MS = 60_000;

/**
 * When something happened by the shop's clock, whatever the sender's clock says: moved by how far that is off when it
 * sends (Segment's rule). Worked: happened 10:00, sent 10:05, received 09:05 → 09:00. Sent a few seconds ago → as it is.
 */
export function correctSkew(input: { happenedAt: Date; sentAt: Date | undefined; receivedAt: Date }): Date {
  const { happenedAt, sentAt, receivedAt } = input;
  const skewMs = sentAt === undefined ? 0 : receivedAt.getTime() - sentAt.getTime();
  return Math.abs(skewMs) < MIN_SKEW_MS ? happenedAt : new Date(happenedAt.getTime() + skewMs);
}

import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zId, zInstant } from '../../shared/endpoint.ts';
import { zFoundCustomer, zLapseState, zPersonConditions } from '../customers/contract.ts';
import { zDaypart, zRfmSegment } from '../insights/contract.ts';

const zCount = z.number().int().min(0).max(100_000);
const zDays = z.number().int().min(0).max(36_500);
const zWindow = z.number().int().min(1).max(36_500);

/** One fact about a person that a group asks for. Bounds include their value; without bounds: the fact is known. */
export const zCondition = z.discriminatedUnion('fact', [
  z.strictObject({
    fact: z.literal('visits'),
    atLeast: zCount.optional(),
    atMost: zCount.optional(),
    withinDays: zWindow.optional(),
  }),
  z.strictObject({
    fact: z.literal('spend'),
    atLeastMinor: zAmountMinor.optional(),
    atMostMinor: zAmountMinor.optional(),
    withinDays: zWindow.optional(),
  }),
  z.strictObject({
    fact: z.literal('worthPerMonth'),
    atLeastMinor: zAmountMinor.optional(),
    atMostMinor: zAmountMinor.optional(),
  }),
  z.strictObject({ fact: z.literal('lapse'), in: z.array(zLapseState).min(1) }),
  z.strictObject({ fact: z.literal('rfm'), in: z.array(zRfmSegment).min(1) }),
  z.strictObject({ fact: z.literal('lastVisit'), daysAgoAtLeast: zDays.optional(), daysAgoAtMost: zDays.optional() }),
  z.strictObject({ fact: z.literal('firstVisit'), daysAgoAtLeast: zDays.optional(), daysAgoAtMost: zDays.optional() }),
  z.strictObject({
    fact: z.literal('ordered'),
    itemIds: z.array(zId).min(1).max(100),
    withinDays: zWindow.optional(),
    /** Visits with one of the items. */
    timesAtLeast: z.number().int().min(1).max(1000).optional(),
  }),
  z.strictObject({ fact: z.literal('usualDaypart'), in: z.array(zDaypart).min(1) }),
  /** ISO: 1 Monday … 7 Sunday. */
  z.strictObject({ fact: z.literal('usualWeekday'), in: z.array(z.number().int().min(1).max(7)).min(1) }),
  z.strictObject({ fact: z.literal('contactable'), channel: z.literal('email') }),
  ...zPersonConditions,
]);
export type Condition = z.infer<typeof zCondition>;

/** A group: conditions joined by all, any and not. An empty `all` is everybody, an empty `any` nobody. */
export type Rule = Condition | { all: Rule[] } | { any: Rule[] } | { not: Rule };

const MAX_PARTS = 20;
export const zRule: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    zCondition,
    z.strictObject({ all: z.array(zRule).max(MAX_PARTS) }),
    z.strictObject({ any: z.array(zRule).max(MAX_PARTS) }),
    z.strictObject({ not: zRule }),
  ]),
);

/** Nesting beyond this is nothing a person can read, and must not exhaust the server. */
export const MAX_RULE_DEPTH = 6;

/** No group that a person made has more parts than this. */
const MAX_RULE_PARTS = 200;

/** Whether a value nests or branches beyond a rule's bounds; without recursion, which the value could exhaust. */
function isBeyondBounds(value: unknown): boolean {
  let level: unknown[] = [value];
  let parts = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    parts += level.length;
    if (depth > MAX_RULE_DEPTH || parts > MAX_RULE_PARTS) return true;
    level = level.flatMap((part) => {
      if (typeof part !== 'object' || part === null) return [];
      const { all, any, not } = part as { all?: unknown; any?: unknown; not?: unknown };
      return [all, any].flatMap((list): unknown[] => (Array.isArray(list) ? list : [])).concat(not ?? []);
    });
  }
  return false;
}

/** A rule from outside, bounded in depth and parts before it is read. */
export const zBoundedRule: z.ZodType<Rule> = z
  .unknown()
  .superRefine((value, check) => {
    if (isBeyondBounds(value)) check.addIssue({ code: 'custom', message: 'nested too deeply', fatal: true });
  })
  .pipe(zRule);

export const zSegment = z.object({
  segmentId: zId,
  name: z.string(),
  rule: zRule,
  updatedAt: zInstant,
});
export type Segment = z.infer<typeof zSegment>;

const zNewSegment = z.object({ name: z.string().trim().min(1).max(80), rule: zBoundedRule });
const zParams = z.object({ segmentId: zId });

export const listSegments = defineEndpoint({
  method: 'GET',
  path: '/api/segments',
  access: 'insights:read',
  summary: 'Saved groups by name, and ready-made ones to begin with',
  output: z.object({
    segments: z.array(zSegment),
    suggestions: z.array(
      z.object({ key: z.string(), name: z.object({ ko: z.string(), en: z.string() }), rule: zRule }),
    ),
  }),
});

export const getSegment = defineEndpoint({
  method: 'GET',
  path: '/api/segments/:segmentId',
  access: 'insights:read',
  summary: 'One saved group',
  params: zParams,
  output: zSegment,
});

export const createSegment = defineEndpoint({
  method: 'POST',
  path: '/api/segments',
  access: 'segments:write',
  summary: 'Saves a group: its rule, so that who is in it stays live',
  body: zNewSegment,
  output: zSegment,
});

export const updateSegment = defineEndpoint({
  method: 'PATCH',
  path: '/api/segments/:segmentId',
  access: 'segments:write',
  summary: 'Renames a group or changes its rule; plays already launched keep the people they were launched with',
  params: zParams,
  body: zNewSegment.partial(),
  output: zSegment,
});

export const removeSegment = defineEndpoint({
  method: 'DELETE',
  path: '/api/segments/:segmentId',
  access: 'segments:write',
  summary: 'Removes a saved group; nobody in it is touched',
  params: zParams,
  output: z.object({}),
});

/** Why somebody of a group cannot be written to: no address, never asked, said no. */
export const zExclusion = z.object({
  reason: z.enum(['no_address', 'no_consent', 'refused']),
  count: z.number().int(),
});

export const countSegment = defineEndpoint({
  method: 'POST',
  path: '/api/segments/count',
  access: 'insights:read',
  summary: 'How many are in a group now, how many of them e-mail may reach, and who they are (ten, masked)',
  body: z.object({ rule: zBoundedRule }),
  output: z.object({
    count: z.number().int(),
    tookMs: z.number(),
    contactable: z.object({ email: z.number().int() }),
    excluded: z.array(zExclusion),
    preview: z.array(zFoundCustomer),
  }),
});

/** One condition, the person's own value, and whether she meets it. */
export const zMemberFact = z.object({ condition: zCondition, met: z.boolean(), value: z.unknown() });
export type MemberFact = z.infer<typeof zMemberFact>;

export const explainSegment = defineEndpoint({
  method: 'POST',
  path: '/api/segments/explain',
  access: 'insights:read',
  summary: 'Why one person is in a group or is not',
  body: z.object({ rule: zBoundedRule, customerId: zId }),
  output: z.object({ member: z.boolean(), facts: z.array(zMemberFact) }),
});

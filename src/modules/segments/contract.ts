import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zFoundCustomer } from '../customers/contract.ts';
import { zAskedRule } from './contract/asked-rule.ts';
import { zCondition, zRule } from './contract/rule.ts';

export * from './contract/asked-rule.ts';
export * from './contract/rule.ts';

const zText = z.object({ ko: z.string(), en: z.string() });

export const zSegment = z.object({
  segmentId: zId,
  name: z.string(),
  rule: zRule,
  updatedAt: zInstant,
  /** Whom the rule finds, in words. */
  sentence: zText,
  /** How many are in it; null until they were counted. */
  members: z.number().int().nullable(),
  /** When everybody was last gone through. */
  evaluatedAt: zInstant.nullable(),
});
export type Segment = z.infer<typeof zSegment>;

const zNewSegment = z.object({ name: z.string().trim().min(1).max(80), rule: zAskedRule });
const zParams = z.object({ segmentId: zId });

export const listSegments = defineEndpoint({
  method: 'GET',
  path: '/api/segments',
  access: 'insights:read',
  summary: 'Saved groups by name, and ready-made ones to begin with',
  output: z.object({
    segments: z.array(
      zSegment.extend({
        /** Members at the end of each of the last thirty business days that are known, oldest first. */
        trend: z.array(z.number().int()),
      }),
    ),
    suggestions: z.array(z.object({ key: z.string(), name: zText, rule: zRule, sentence: zText })),
  }),
});

export const getSegment = defineEndpoint({
  method: 'GET',
  path: '/api/segments/:segmentId',
  access: 'insights:read',
  summary: 'One saved group, and how many were in it day by day',
  params: zParams,
  output: zSegment.extend({
    /** The last ninety business days on which somebody came or went, oldest first. */
    days: z.array(
      z.object({ day: zDay, members: z.number().int(), entered: z.number().int(), left: z.number().int() }),
    ),
    /** The latest coming or going; null before any. Changes when one comes as another goes, too. */
    latestEventId: zId.nullable(),
    /** Other groups that are built on it. */
    usedBy: z.array(z.object({ segmentId: zId, name: z.string() })),
  }),
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
  summary: 'Removes a saved group; nobody in it is touched, and for thirty days it can be brought back',
  params: zParams,
  output: z.object({}),
});

export const restoreSegment = defineEndpoint({
  method: 'POST',
  path: '/api/segments/:segmentId/restore',
  access: 'segments:write',
  summary: 'Brings a removed group back',
  params: zParams,
  output: zSegment,
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
  summary: 'How many are in a group now, how many of them each channel may reach, and who they are (ten, masked)',
  body: z.object({ rule: zAskedRule }),
  output: z.object({
    count: z.number().int(),
    tookMs: z.number(),
    sentence: zText,
    contactable: z.object({ email: z.number().int(), sms: z.number().int(), kakao: z.number().int() }),
    excluded: z.array(zExclusion),
    preview: z.array(zFoundCustomer),
  }),
});

/** One condition, the person's own value, whether she meets it, and that in words. */
export const zMemberFact = z.object({ condition: zCondition, met: z.boolean(), value: z.unknown(), text: zText });
export type MemberFact = z.infer<typeof zMemberFact>;

export const explainSegment = defineEndpoint({
  method: 'POST',
  path: '/api/segments/explain',
  access: 'insights:read',
  summary: 'Why one person is in a group or is not',
  body: z.object({ rule: zAskedRule, customerId: zId }),
  output: z.object({ member: z.boolean(), facts: z.array(zMemberFact) }),
});

export const MEMBER_CAUSES = ['change', 'time', 'gone', 'merge'] as const;

/** A reason in words; `met`: it is as the rule wants it, also where the rule wants the opposite. */
const zShownFact = z.object({ met: z.boolean(), text: zText });

export const listSegmentMembers = defineEndpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/members',
  access: 'insights:read',
  summary: 'Who is in a group, the latest first, each with the facts behind it; masked and logged',
  params: zParams,
  query: z.object({ after: zId.optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
  output: z.object({
    members: z.array(zFoundCustomer.extend({ since: zInstant, facts: z.array(zShownFact) })),
    /** Pass as `after` for the next page; null at the end. */
    next: zId.nullable(),
  }),
});

export const listSegmentEvents = defineEndpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/events',
  access: 'insights:read',
  summary: 'Who came into a group and who left it, the latest first, with the facts that decided it; masked and logged',
  params: zParams,
  query: z.object({ after: zId.optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
  output: z.object({
    events: z.array(
      z.object({
        memberEventId: zId,
        /** Null: her record is gone, by erasure or by an import that was taken back. */
        customerId: zId.nullable(),
        /** Masked (PV-58). */
        name: z.string(),
        change: z.enum(['entered', 'left']),
        /** Something about her changed, time went by, her record is gone, or two records became one or two again. */
        cause: z.enum(MEMBER_CAUSES),
        at: zInstant,
        facts: z.array(zShownFact),
      }),
    ),
    next: zId.nullable(),
  }),
});

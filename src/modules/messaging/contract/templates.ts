import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { zChip, zMessageClass, zProposedClass } from './kinds.ts';

export const TEMPLATE_CHANNELS = ['sms', 'kakao', 'email'] as const;
/** AD-43; templates of other channels stay `draft`, for nobody reviews them. */
export const REVIEW_STATES = ['draft', 'requested', 'approved', 'rejected', 'suspended', 'dormant'] as const;
const zReviewState = z.enum(REVIEW_STATES);

const zTemplateText = z.object({
  name: z.string().trim().min(1).max(60),
  channel: z.enum(TEMPLATE_CHANNELS),
  class: zMessageClass,
  locale: z.enum(['ko', 'en']).default('ko'),
  subject: z.string().trim().max(200).default(''),
  body: z.string().trim().min(1).max(10_000),
  /** Why words that look like advertising are none; kept (AD-04). */
  justification: z.string().trim().max(300).default(''),
});

/** What Kakao would turn it down for, or the law forbids. */
const zProblem = z.object({
  kind: z.enum(['advertising', 'no_points_basis', 'app_inducement', 'too_long']),
  rule: z.string(),
  /** The words, the line that is missing, or the number of signs. */
  detail: z.string(),
});

const zTemplate = z.object({
  templateId: zId,
  name: z.string(),
  channel: z.enum(TEMPLATE_CHANNELS),
  class: zMessageClass,
  locale: z.enum(['ko', 'en']),
  subject: z.string(),
  body: z.string(),
  about: z.string(),
  isStarter: z.boolean(),
  justification: z.string(),
  reviewState: zReviewState,
  reviewReason: z.string(),
  reviewedAt: zInstant.nullable(),
  providerCode: z.string(),
  /** `#{…}` in the order of the text. */
  variables: z.array(z.string()),
  problems: z.array(zProblem),
  /** Where its review may go by hand. */
  mayMoveTo: z.array(zReviewState),
  mayChange: z.boolean(),
  /** Line by line, where our text and the provider's differ (AD-43); empty: they do not, or the provider told none. */
  diff: z.array(z.object({ side: z.enum(['both', 'here', 'provider']), text: z.string() })),
  updatedAt: zInstant,
});
const zTemplates = z.object({
  templates: z.array(zTemplate),
  /** Shipped templates that are not in the list yet and tell of something this shop has (AD-44). */
  startersLeft: z.number().int(),
  /** Those that do not yet, each with what the shop lacks. */
  unfit: z.array(
    z.object({
      name: z.object({ ko: z.string(), en: z.string() }),
      missing: z.enum(['reservations', 'points', 'pack']),
    }),
  ),
  /** A connected service that can tell where reviews stand. */
  canSync: z.boolean(),
});

export const listTemplates = defineEndpoint({
  method: 'GET',
  path: '/api/message-templates',
  access: 'plays:read',
  summary:
    'Templates with what is wrong with them, where their review stands and how the provider’s text differs (AD-43)',
  output: zTemplates,
});
export type Template = z.output<(typeof listTemplates)['output']>['templates'][number];

export const createTemplate = defineEndpoint({
  method: 'POST',
  path: '/api/message-templates',
  access: 'plays:write',
  summary: 'Makes a template; a KakaoTalk one is a draft until its review is asked for',
  body: zTemplateText,
  output: z.object({ templateId: zId }),
});

export const updateTemplate = defineEndpoint({
  method: 'PUT',
  path: '/api/message-templates/:templateId',
  access: 'plays:write',
  summary: 'Changes a template; one whose review is under way or done keeps its text (AD-43)',
  params: z.object({ templateId: zId }),
  body: zTemplateText,
  output: z.object({ templateId: zId }),
});

export const removeTemplate = defineEndpoint({
  method: 'DELETE',
  path: '/api/message-templates/:templateId',
  access: 'plays:write',
  summary: 'Removes a template that is not under review and not approved',
  params: z.object({ templateId: zId }),
  output: z.object({}),
});

export const moveReview = defineEndpoint({
  method: 'POST',
  path: '/api/message-templates/:templateId/review',
  access: 'plays:write',
  summary: 'Moves the review by hand, where the provider’s own desk was used; what breaks a rule cannot be asked for',
  params: z.object({ templateId: zId }),
  body: z.object({
    to: zReviewState,
    providerCode: z.string().trim().max(60).optional(),
    reason: z.string().trim().max(300).default(''),
  }),
  output: zTemplates,
});

export const installStarters = defineEndpoint({
  method: 'POST',
  path: '/api/message-templates/starters',
  access: 'plays:write',
  summary: 'Puts in the shipped templates that are not there yet (AD-44). Twice changes nothing',
  output: zTemplates,
});

export const syncTemplates = defineEndpoint({
  method: 'POST',
  path: '/api/message-templates/sync',
  access: 'plays:write',
  summary: 'Asks the provider where reviews stand and takes over its text, state and reason (AD-43)',
  output: zTemplates.extend({
    /** Templates whose state, text or code changed. */
    changed: z.number().int(),
    /** Why the provider could not be asked; empty when it could. */
    error: z.string(),
  }),
});

export const previewTemplate = defineEndpoint({
  method: 'POST',
  path: '/api/message-templates/preview',
  access: 'plays:read',
  summary:
    'A text as the longest and the emptiest person would get it, what is wrong with it, and the class it looks like (AD-23)',
  body: zTemplateText.omit({ name: true, justification: true }).extend({ body: z.string().max(10_000) }),
  output: z.object({
    proposed: zProposedClass,
    problems: z.array(zProblem),
    variables: z.array(z.string()),
    /** Why the text cannot be read; empty when it can. */
    unreadable: z.string(),
    /** Parts that the settings lack for advertising: sender name, contact, refusal number. */
    missingParts: z.array(z.string()),
    samples: z.array(
      z.object({
        which: z.enum(['longest', 'emptiest']),
        medium: z.string(),
        subject: z.string(),
        text: z.string(),
        /** The e-mail as it arrives; null on other channels. */
        html: z.string().nullable(),
        bytes: z.number().int(),
        /** Most bytes, or signs for an AlimTalk; null where there is no end. */
        limit: z.number().int().nullable(),
        chips: z.array(zChip),
        missing: z.array(z.string()),
        unknown: z.array(z.string()),
      }),
    ),
  }),
});

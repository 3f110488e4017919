import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { zConsentKind } from './kinds.ts';

export const zLang = z.enum(['ko', 'en']);
export type Lang = z.infer<typeof zLang>;

/** What a person reads of a consent, in this order; the first four after the title are what the law names (PV-02). */
export const TEXT_PARTS = ['title', 'purpose', 'items', 'retention', 'refusal', 'body'] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

/** A stretch of a part that is shown larger and bold (PV-09): from `from` up to but not including `to`. */
export const zHighlight = z.object({
  part: z.enum(TEXT_PARTS),
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
});
export type Highlight = z.infer<typeof zHighlight>;

export const zConsentText = z.object({
  textVersionId: zId,
  kind: zConsentKind,
  version: z.number().int(),
  lang: zLang,
  title: z.string(),
  purpose: z.string(),
  items: z.string(),
  retention: z.string(),
  refusal: z.string(),
  body: z.string(),
  highlights: z.array(zHighlight),
  effectiveFrom: zInstant,
});
export type ConsentText = z.infer<typeof zConsentText>;

export const listTexts = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/texts',
  access: 'privacy:read',
  summary:
    'Every version of every consent text, the newest first, with how many people hold a consent under it (PV-02)',
  output: z.object({ texts: z.array(zConsentText.extend({ hash: z.string(), people: z.number().int() })) }),
});

const zPart = z.string().trim().min(1).max(1_000);

export const createTextVersion = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/texts',
  access: 'settings:write',
  summary:
    'Writes a new version of a consent text; ▶…◀ marks what is highlighted (PV-09). The same words again make no version (PV-02)',
  body: z.object({
    kind: zConsentKind,
    lang: zLang,
    title: zPart,
    purpose: zPart,
    items: zPart,
    retention: zPart,
    refusal: zPart,
    body: z.string().trim().max(4_000).default(''),
  }),
  output: z.object({ textVersionId: zId, version: z.number().int(), isNew: z.boolean() }),
});

import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';
import { zChip, zMessageClass, zPhoneChannel, zProposedClass } from './kinds.ts';

/**
 * The picture of an MMS: the least of what the services take, so that it leaves through any of them. Carriers take 300 KB
 * and 2,048 pixels (§2.5); SOLAPI's storage 200 KB and 1,500 × 1,440 (solapi.com/developers/api/postStorage, as of 2026-03-18).
 */
export const MAX_PICTURE_BYTES = 200 * 1_024;
export const MAX_PICTURE_SIZE = { width: 1_500, height: 1_440 } as const;

export const previewMessage = defineEndpoint({
  method: 'POST',
  path: '/api/message-preview',
  access: 'plays:read',
  summary:
    'A text as the longest and the emptiest person would get it: bytes, kind, price, locked chips, proposed class',
  body: z.object({
    channel: zPhoneChannel,
    class: zMessageClass.default('ad'),
    text: z.string().max(10_000),
    locale: z.enum(['ko', 'en']).default('ko'),
    /** Whether a picture goes with it, which makes it an MMS. */
    hasPicture: z.boolean().default(false),
    /** What everybody gets alike: the offer in words, its last day, a code. Empty: there is no coupon. */
    offer: z
      .object({ offer: z.string().max(200), until: z.string().max(60), coupon: z.string().max(40) })
      .default({ offer: '', until: '', coupon: '' }),
  }),
  output: z.object({
    proposed: zProposedClass,
    samples: z.array(
      z.object({
        which: z.enum(['longest', 'emptiest']),
        text: z.string(),
        medium: z.string(),
        bytes: z.number().int(),
        limitBytes: z.number().int(),
        priceMinor: z.number(),
        chips: z.array(zChip),
        notEncodable: z.array(z.string()),
        missing: z.array(z.string()),
        unknown: z.array(z.string()),
      }),
    ),
    /** Parts that the settings lack for advertising: sender name, contact, refusal number. */
    missingParts: z.array(z.string()),
    /** Why it cannot be sent as it is; empty when it can. */
    problem: z.string(),
    replacement: z.string(),
  }),
});

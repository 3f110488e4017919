import { z } from 'zod';

/** Business types the product ships with. */
export const PACK_KEYS = ['restaurant', 'delivery', 'cafe', 'salon', 'workshop', 'retail', 'general'] as const;
export const zPackKey = z.enum(PACK_KEYS);
export type PackKey = z.infer<typeof zPackKey>;

const zWords = z.object({
  /** What the shop calls the people it serves: 손님, 고객, 주문 고객. */
  customer: z.string(),
  customers: z.string(),
  visit: z.string(),
  order: z.string(),
  item: z.string(),
  items: z.string(),
});
export type PackWords = z.infer<typeof zWords>;

/** A word of the shop's own: letters and blanks, so that it reads in every sentence and can hold nobody's number. */
const zOwnWord = z
  .string()
  .trim()
  .regex(/^\p{L}[\p{L} ’'·-]{0,19}$/u);

const zOwnWordsOfLanguage = z.strictObject({
  customer: zOwnWord.optional(),
  customers: zOwnWord.optional(),
  visit: zOwnWord.optional(),
  order: zOwnWord.optional(),
  item: zOwnWord.optional(),
  items: zOwnWord.optional(),
});

/** Words of the shop's own in the place of its pack's; one that is absent is the pack's. */
export const zOwnWords = z.strictObject({
  ko: zOwnWordsOfLanguage,
  en: zOwnWordsOfLanguage,
});
export type OwnWords = z.infer<typeof zOwnWords>;

const zText = z.object({ ko: z.string(), en: z.string() });

/** Something a shop of this kind wants to know of its people; becomes a field when the pack is applied. */
const zPackField = z.object({
  /** The same key in two packs is the same field: its values stay through a change of pack. */
  key: z.string(),
  label: zText,
  type: z.enum(['text', 'number', 'date', 'yes_no', 'choice', 'sensitive']),
  choices: z.array(z.object({ key: z.string(), label: zText })).default([]),
  /** The choices are steps of a way, in their order. */
  isStage: z.boolean().default(false),
  /** Why it is kept (PV-01): key of the purpose registry. */
  purposeKey: z.string(),
});
export type PackField = z.infer<typeof zPackField>;

/** A pack is data: words on screen, fields, tags and defaults, never code. */
export const zPack = z.object({
  key: zPackKey,
  name: z.object({ ko: z.string(), en: z.string() }),
  summary: z.object({ ko: z.string(), en: z.string() }),
  words: z.object({ ko: zWords, en: zWords }),
  fields: z.array(zPackField),
  tags: z.array(z.object({ key: z.string(), name: zText })),
  defaults: z.object({
    /** Hour (0–12) at which the business day ends; an order before it belongs to the day before. */
    dayEndsAtHour: z.number().int().min(0).max(12),
    /** Share of the price that the goods cost (0–1), used when an item has no cost of its own. */
    foodCostRate: z.number().min(0).max(1),
    /** Days within which the result of a play is counted. */
    playDays: z.number().int().positive(),
  }),
});
export type Pack = z.infer<typeof zPack>;

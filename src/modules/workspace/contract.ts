import { z } from 'zod';
import { defineEndpoint, zDay, zId } from '../../shared/endpoint.ts';
import { zOwnWords, zPackKey } from './pack.ts';

export { type OwnWords, type Pack, type PackField, type PackKey, type PackWords, zPackKey } from './pack.ts';
export { getPack, PACKS, wordsOfShop } from './packs.ts';

/** IANA name such as `Asia/Seoul`. */
export const zTimeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'unknown time zone');

/** An http(s) address without path, query or slash at the end; empty takes it away. */
export const zPublicUrl = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text.replace(/\/+$/, ''))
  .refine((text) => text === '' || /^https?:\/\/[^\s/?#]+$/.test(text), 'https://…');

/** ISO 4217 code such as `KRW`. */
export const zCurrency = z.string().regex(/^[A-Z]{3}$/);

export const zShop = z.object({
  shopId: zId,
  name: z.string(),
  pack: zPackKey,
  /** Words of its own beside the pack's. */
  words: zOwnWords,
  currency: zCurrency,
  timeZone: z.string(),
  dayEndsAtHour: z.number().int(),
  /** Share of the price that goods cost when an item has no cost of its own (0–1). */
  foodCostRate: z.number(),
  playDays: z.number().int(),
  /** Legal sender of advertising e-mail: all four are printed in its footer. */
  senderName: z.string(),
  senderEmail: z.string(),
  senderPhone: z.string(),
  senderAddress: z.string(),
  /** Where people outside reach this installation, without a slash at the end; empty when nobody said. */
  publicUrl: z.string(),
  /** Country whose numbering plan reads phone numbers without a prefix. */
  country: z.string().length(2),
});
export type Shop = z.infer<typeof zShop>;

export const zNewShop = z.object({
  name: z.string().trim().min(1).max(80),
  pack: zPackKey,
  currency: zCurrency,
  timeZone: zTimeZone,
  dayEndsAtHour: z.number().int().min(0).max(12),
});

export const getSetup = defineEndpoint({
  method: 'GET',
  path: '/api/setup',
  access: 'anonymous',
  summary: 'Whether somebody has set this installation up already; until then, where its data will lie',
  output: z.object({
    done: z.boolean(),
    /** The data folder; null once it is set up, and where a database server of one's own holds the data. */
    home: z.string().nullable(),
  }),
});

export const getShop = defineEndpoint({
  method: 'GET',
  path: '/api/shop',
  access: 'signed-in',
  summary: 'The shop and its settings',
  output: zShop,
});

export const updateShop = defineEndpoint({
  method: 'PATCH',
  path: '/api/shop',
  access: 'settings:write',
  summary: 'Changes settings of the shop; currency and time zone only before the first sale',
  body: zShop
    // The pack brings fields and tags: applying it is an act of its own.
    .omit({ shopId: true, pack: true })
    .extend({
      name: zNewShop.shape.name,
      timeZone: zTimeZone,
      dayEndsAtHour: zNewShop.shape.dayEndsAtHour,
      publicUrl: zPublicUrl,
    })
    .partial(),
  output: zShop,
});

/** What the browser needs to know of the workspace it is in. */
export const zWorkspaceSummary = z.object({
  workspaceId: zId,
  kind: z.enum(['real', 'demo']),
  shop: zShop,
  /** The shop's business day now (the demo's clock can run ahead of the wall clock). */
  today: zDay,
  /** False until the first sale is in: screens then show how to begin. */
  hasSales: z.boolean(),
});

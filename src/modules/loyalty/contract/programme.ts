import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zInstant } from '../../../shared/endpoint.ts';

const zDays = z.number().int().min(1).max(3_650);

/** A level: reached by what was earned within the window, never by what is left (OP-56). */
export const zTierLevel = z.object({
  key: z.string().regex(/^[a-z0-9_-]{1,30}$/),
  name: z.string().trim().min(1).max(30),
  /** Points (or stamps) earned within the window. */
  threshold: z.number().int().min(1).max(1_000_000_000),
  /** What it earns; hundredths of a percent. */
  rateBasisPoints: z.number().int().min(0).max(10_000),
});

/** The rules of earning and using. A shop chooses points or stamps as its own (OP-52). */
export const zProgrammeSettings = z.object({
  isOn: z.boolean(),
  unit: z.enum(['points', 'stamps']),
  points: z.object({
    /** Hundredths of a percent of the bill: 500 = 5 %. One point is worth one of the smallest unit of money. */
    rateBasisPoints: z.number().int().min(0).max(10_000),
    roundTo: z.union([z.literal(1), z.literal(10), z.literal(100)]),
    rounding: z.enum(['down', 'nearest']),
    /** Null: for ever. */
    expiresAfterDays: zDays.nullable(),
    /** Fewer are not used at once. */
    minUse: z.number().int().min(1).max(1_000_000),
  }),
  stamps: z.object({
    per: z.enum(['visit', 'amount', 'item']),
    amountMinor: zAmountMinor.min(1),
    /** Names of the items that count, for `item`. */
    itemNames: z.array(z.string().trim().min(1).max(300)).max(100),
    cardSize: z.number().int().min(2).max(30),
    reward: z.string().trim().max(80),
    expiresAfterDays: zDays.nullable(),
  }),
  /** Groups of the menu that earn nothing. */
  excludedCategories: z.array(z.string().trim().min(1).max(100)).max(100),
  tiers: z.object({
    windowMonths: z.number().int().min(1).max(36),
    /** A level once reached is kept this long, whatever is spent. */
    keepMonths: z.number().int().min(1).max(36),
    levels: z
      .array(zTierLevel)
      .max(6)
      .refine((levels) => new Set(levels.map(({ key }) => key)).size === levels.length, { error: 'keys repeat' }),
  }),
  guards: z.object({
    /** Times a day one number earns at the counter (OP-53). */
    maxEarnsADay: z.number().int().min(1).max(50),
    /** Later than this after the sale nobody earns; within it only with the number of the receipt. */
    lateEarnHours: z.number().int().min(1).max(24),
  }),
  /** Days in which the code on a receipt can be claimed. */
  claimDays: z.number().int().min(1).max(60),
  prepaid: z.object({ isOn: z.boolean(), expiresAfterDays: zDays }),
});
export type ProgrammeSettings = z.infer<typeof zProgrammeSettings>;

/** How a shop begins: off until its owner has read it. */
export const FIRST_SETTINGS: ProgrammeSettings = {
  isOn: false,
  unit: 'points',
  points: { rateBasisPoints: 500, roundTo: 1, rounding: 'down', expiresAfterDays: 365, minUse: 1_000 },
  stamps: { per: 'visit', amountMinor: 10_000, itemNames: [], cardSize: 10, reward: '', expiresAfterDays: 365 },
  excludedCategories: [],
  tiers: { windowMonths: 12, keepMonths: 12, levels: [] },
  guards: { maxEarnsADay: 3, lateEarnHours: 24 },
  claimDays: 7,
  prepaid: { isOn: false, expiresAfterDays: 1_825 },
};

export const zProgramme = z.object({
  /** 0 before the first was saved. */
  version: z.number().int(),
  settings: zProgrammeSettings,
  startsOn: zDay,
  createdAt: zInstant.nullable(),
});
export type Programme = z.infer<typeof zProgramme>;

export const getProgramme = defineEndpoint({
  method: 'GET',
  path: '/api/loyalty/programme',
  access: 'loyalty:read',
  summary: 'The rules of earning and using that are in force',
  output: z.object({
    programme: zProgramme,
    /** What a bill of `billMinor` earns by them. */
    example: z.object({ billMinor: zAmountMinor, earned: z.number().int() }),
    versions: z.number().int(),
  }),
});

export const saveProgramme = defineEndpoint({
  method: 'PUT',
  path: '/api/loyalty/programme',
  access: 'loyalty:manage',
  summary: 'New rules from today; sales of before keep theirs, also when they are refunded later',
  body: z.object({ settings: zProgrammeSettings, expectedVersion: z.number().int() }),
  output: z.object({ programme: zProgramme }),
});

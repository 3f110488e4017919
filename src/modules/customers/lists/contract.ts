import { z } from 'zod';
import { BIRTHDAY_CALENDARS } from '../../../shared/birthday.ts';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../../shared/endpoint.ts';
import { zFieldKey, zPersonTag } from '../fields/contract.ts';

/** How far a person is behind her rhythm (MT-15). */
export const LAPSE_STATES = ['on_rhythm', 'due', 'watch', 'lapsed'] as const;
export const zLapseState = z.enum(LAPSE_STATES);

/** Where somebody can be reached. */
export const REACHABLE_BY = ['phone', 'email'] as const;
/** Consents that a filter or a group is asked for; any other kind may stand in a rule as well. */
export const ASKED_CONSENTS = ['svc_membership', 'marketing_use', 'ad_email', 'ad_sms'] as const;

const zCount = z.number().int().min(0).max(100_000);
const zDays = z.number().int().min(0).max(36_500);

/** What may be asked of the person herself; groups ask the same. */
export const zPersonConditions = [
  z.strictObject({ fact: z.literal('tag'), in: z.array(zId).min(1).max(50) }),
  z.strictObject({
    fact: z.literal('field'),
    key: zFieldKey,
    /** Text, key of a choice, `yes` or `no`; without any bound: something is known. */
    in: z.array(z.string().max(500)).min(1).max(50).optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    from: zDay.optional(),
    to: zDay.optional(),
  }),
  z.strictObject({ fact: z.literal('reachable'), by: z.enum(REACHABLE_BY) }),
  z.strictObject({ fact: z.literal('consent'), kind: z.string().regex(/^[a-z_]{1,40}$/) }),
  z.strictObject({ fact: z.literal('source'), in: z.array(z.string().max(200)).min(1).max(50) }),
] as const;

const zListCondition = z.discriminatedUnion('fact', [
  ...zPersonConditions,
  z.strictObject({ fact: z.literal('visits'), atLeast: zCount.optional(), atMost: zCount.optional() }),
  z.strictObject({
    fact: z.literal('spend'),
    atLeastMinor: zAmountMinor.optional(),
    atMostMinor: zAmountMinor.optional(),
  }),
  z.strictObject({
    fact: z.literal('lastVisit'),
    daysAgoAtLeast: zDays.optional(),
    daysAgoAtMost: zDays.optional(),
  }),
  z.strictObject({ fact: z.literal('lapse'), in: z.array(zLapseState).min(1) }),
  /** People who are in a saved group now. */
  z.strictObject({ fact: z.literal('group'), segmentId: zId }),
]);
export type ListCondition = z.infer<typeof zListCondition>;

/** One part of a filter: a condition, or its opposite. */
export const zFilterPart = z.union([zListCondition, z.strictObject({ not: zListCondition })]);
export type FilterPart = z.infer<typeof zFilterPart>;

const MAX_PARTS = 20;
/** Whom a list shows: all of the parts hold. Empty: everybody. */
export const zListFilter = z.array(zFilterPart).max(MAX_PARTS);
export type ListFilter = z.infer<typeof zListFilter>;

export const zListSort = z.object({
  by: z.enum(['name', 'lastVisit', 'visits', 'spend']),
  direction: z.enum(['asc', 'desc']),
});
export type ListSort = z.infer<typeof zListSort>;

/** Columns by name; `field:<key>` is a field of the shop's own. */
export const zListColumn = z
  .string()
  .regex(
    /^(name|phone|email|lastVisit|visits|spend|state|usualTime|tags|source|createdAt|birthday|field:[a-z][a-z0-9_]{0,39})$/,
  );
const zListColumns = z.array(zListColumn).min(1).max(40);

/** A filter in an address: JSON. */
const zFilterText = z
  .string()
  .max(8_000)
  .transform((text, check): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      check.addIssue({ code: 'custom', message: 'no JSON' });
      return z.NEVER;
    }
  })
  .pipe(zListFilter)
  .optional();

const splitList = (text: string) => text.split(',').filter((part) => part !== '');

export const zListedCustomer = z.object({
  customerId: zId,
  /** Masked (PV-58). */
  name: z.string(),
  phoneMasked: z.string().nullable(),
  lastVisitedOn: zDay.nullable(),
  visits: z.number().int(),
  hasEmail: z.boolean(),
  /** Everything she spent here, refunds taken off. */
  netMinor: zAmountMinor,
  /** Null until there is a rhythm to compare with. */
  lapse: zLapseState.nullable(),
  /** 1 Monday … 7 Sunday, and the hour on the shop's clock; null while there is no habit. */
  usualWeekday: z.number().int().nullable(),
  usualHour: z.number().int().nullable(),
  source: z.string(),
  createdAt: zInstant,
  /** As she says it, without the year. */
  birthday: z.object({ calendar: z.enum(BIRTHDAY_CALENDARS), monthDay: z.string() }).nullable(),
  tags: z.array(zPersonTag),
  /** Values of the fields asked for, by key; sensitive ones are never in a list. */
  fields: z.record(z.string(), z.string()),
});
export type ListedCustomer = z.infer<typeof zListedCustomer>;

export const listCustomers = defineEndpoint({
  method: 'GET',
  path: '/api/customers',
  access: 'customers:read',
  summary: 'People who meet a filter, in an order, a page at a time; masked and logged',
  query: z.object({
    after: zId.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    filter: zFilterText,
    sort: z.enum(['name', 'lastVisit', 'visits', 'spend']).default('name'),
    direction: z.enum(['asc', 'desc']).default('asc'),
    /** Keys of own fields to show, separated by commas. */
    fields: z.string().max(2_000).transform(splitList).pipe(z.array(zFieldKey).max(30)).optional(),
  }),
  output: z.object({
    customers: z.array(zListedCustomer),
    /** Pass as `after` for the next page; null at the end. */ next: zId.nullable(),
  }),
});

export const countCustomers = defineEndpoint({
  method: 'GET',
  path: '/api/customers/count',
  access: 'customers:read',
  summary: 'How many people meet a filter; exact when that is quick, otherwise about how many',
  query: z.object({ filter: zFilterText }),
  output: z.object({ count: z.number().int(), isExact: z.boolean() }),
});

export const listSources = defineEndpoint({
  method: 'GET',
  path: '/api/customers/sources',
  access: 'customers:read',
  summary: 'Where people are known from, to filter by',
  output: z.object({ sources: z.array(z.string()) }),
});

export const zSavedView = z.object({
  savedViewId: zId,
  name: z.string(),
  isShared: z.boolean(),
  /** Whether the one who asks may change it. */
  isMine: z.boolean(),
  filter: zListFilter,
  sort: zListSort,
  columns: z.array(z.string()),
});
export type SavedView = z.infer<typeof zSavedView>;

const zNewView = z.object({
  name: z.string().trim().min(1).max(60),
  isShared: z.boolean().default(false),
  filter: zListFilter,
  sort: zListSort,
  columns: zListColumns,
});
const zViewParams = z.object({ savedViewId: zId });

export const listSavedViews = defineEndpoint({
  method: 'GET',
  path: '/api/saved-views',
  access: 'customers:read',
  summary: 'The own saved lists and those shared with everybody, by name',
  output: z.object({ views: z.array(zSavedView) }),
});

export const createSavedView = defineEndpoint({
  method: 'POST',
  path: '/api/saved-views',
  access: 'customers:read',
  summary: 'Keeps filter, order and columns under a name; sharing needs the right to save groups',
  body: zNewView,
  output: zSavedView,
});

export const updateSavedView = defineEndpoint({
  method: 'PATCH',
  path: '/api/saved-views/:savedViewId',
  access: 'customers:read',
  summary: 'Changes a saved list',
  params: zViewParams,
  body: zNewView.partial(),
  output: zSavedView,
});

export const removeSavedView = defineEndpoint({
  method: 'DELETE',
  path: '/api/saved-views/:savedViewId',
  access: 'customers:read',
  summary: 'Removes a saved list',
  params: zViewParams,
  output: z.object({}),
});

/** Most people that can be chosen one by one; more are chosen by a filter. */
export const MAX_CHOSEN = 1_000;

/** Whom an act on many is for: chosen one by one, or everybody who meets a filter. */
export const zSelection = z.union([
  z.strictObject({ customerIds: z.array(zId).min(1).max(MAX_CHOSEN) }),
  z.strictObject({ filter: zListFilter }),
]);
export type Selection = z.infer<typeof zSelection>;

export const zTagChange = z.object({
  tagChangeId: zId,
  tagId: zId,
  tagName: z.string(),
  action: z.enum(['add', 'remove']),
  state: z.enum(['running', 'done', 'undoing', 'undone']),
  /** People gone through so far; `changed` of them had to be changed. */
  done: z.number().int(),
  changed: z.number().int(),
});
export type TagChange = z.infer<typeof zTagChange>;

export const createTagChange = defineEndpoint({
  method: 'POST',
  path: '/api/tag-changes',
  access: 'customers:write',
  summary: 'Hangs a tag on many people or takes it off; a few at once, all who meet a filter in the background',
  body: z.object({
    tag: z.union([z.strictObject({ tagId: zId }), z.strictObject({ name: z.string().trim().min(1).max(30) })]),
    action: z.enum(['add', 'remove']),
    selection: zSelection,
  }),
  output: zTagChange,
});

export const getTagChange = defineEndpoint({
  method: 'GET',
  path: '/api/tag-changes/:tagChangeId',
  access: 'customers:write',
  summary: 'How far an act on many people is',
  params: z.object({ tagChangeId: zId }),
  output: zTagChange,
});

export const undoTagChange = defineEndpoint({
  method: 'POST',
  path: '/api/tag-changes/:tagChangeId/undo',
  access: 'customers:write',
  summary: 'Takes an act on many people back: exactly what it changed',
  params: z.object({ tagChangeId: zId }),
  output: zTagChange,
});

export const createExport = defineEndpoint({
  method: 'POST',
  path: '/api/customers/exports',
  access: 'customers:export',
  summary:
    'Prepares a file of a list: with a reason, logged with the number of rows, masked unless asked for in clear by who may (PV-56)',
  body: z.object({
    filter: zListFilter,
    sort: zListSort,
    columns: zListColumns,
    format: z.enum(['csv', 'xlsx']),
    inClear: z.boolean().default(false),
    reason: z.string().trim().min(2).max(200),
  }),
  output: z.object({ listExportId: zId, people: z.number().int(), expiresAt: zInstant }),
});

export const downloadExport = defineEndpoint({
  method: 'GET',
  path: '/api/customers/exports/:listExportId/file',
  access: 'customers:export',
  summary: 'The file, for the one who prepared it, for fifteen minutes',
  params: z.object({ listExportId: zId }),
  output: z.unknown(),
});

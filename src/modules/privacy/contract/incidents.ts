import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { zReportReason } from './breach.ts';

/** What can leak; the last two are sensitive data and unique identifiers (PV-42). */
export const INCIDENT_ITEMS = [
  'name',
  'phone',
  'email',
  'address',
  'birthday',
  'orders',
  'points',
  'notes',
  'health',
  'unique_id',
] as const;
export const zIncidentItem = z.enum(INCIDENT_ITEMS);
export type IncidentItem = z.infer<typeof zIncidentItem>;

/** What is done about an incident; `changed` is written by the product when facts are. */
export const INCIDENT_STEPS = ['notified', 'posted', 'reported', 'noted', 'cleared', 'closed'] as const;
export const zIncidentStep = z.enum(['changed', ...INCIDENT_STEPS]);

const zWords = z.string().trim().max(2_000);

/** The facts, as far as they are known; they may be mended as often as more is found out (PV-40). */
const zFacts = z.object({
  /** It may have happened and is not proven (PV-41). */
  isPossible: z.boolean(),
  items: z.array(zIncidentItem).min(1).max(INCIDENT_ITEMS.length),
  persons: z.number().int().min(1).max(100_000_000),
  /** Somebody outside got in who may not. */
  wasAttack: z.boolean(),
  /** When and how; empty while it is not known. */
  happened: zWords,
  /** What the shop did and offers. */
  remedy: zWords,
});

export const zIncident = zFacts.extend({
  incidentId: zId,
  isRehearsal: z.boolean(),
  knownAt: zInstant,
  closedAt: zInstant.nullable(),
  noticeBy: zInstant,
  /** Null: the authority need not be told. */
  reportBy: zInstant.nullable(),
  reportReasons: z.array(zReportReason),
  /** When both were done; null: not yet. */
  notifiedAt: zInstant.nullable(),
  reportedAt: zInstant.nullable(),
  /** Minutes until the people have to be told; below 0 when it is late. */
  minutesLeft: z.number().int(),
  /** The notice to the people and what is posted for those who cannot be reached, ready to be read through. */
  notice: z.object({ ko: z.string(), en: z.string() }),
  steps: z.array(z.object({ kind: zIncidentStep, note: z.string(), at: zInstant, by: z.string().nullable() })),
});
export type Incident = z.infer<typeof zIncident>;

export const listIncidents = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/incidents',
  access: 'privacy:read',
  summary:
    'Leaks of personal data with their deadlines, the notice to the people and what was done, newest first (PV-43)',
  output: z.object({ incidents: z.array(zIncident) }),
});

/** A moment on the shop's clock: 'YYYY-MM-DDTHH:mm'. */
const zLocalMinute = z.iso.datetime({ local: true, precision: -1 });

const zHandled = z.object({
  persons: z.number().int(),
  /** Lists, searches and files: the log does not name whose records were in them. */
  lists: z.number().int(),
  exports: z.number().int(),
});

export const countAffected = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/incidents/affected',
  access: 'privacy:read',
  summary: 'How many people the access log names between two moments, in all and by account (PV-43)',
  query: z.object({ from: zLocalMinute, until: zLocalMinute }),
  output: z.object({
    all: zHandled,
    /** Without an account: programs, and the product itself. */
    accounts: z.array(zHandled.extend({ accountId: zId.nullable(), name: z.string().nullable() })),
  }),
});

export const createIncident = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/incidents',
  access: 'settings:write',
  summary: 'Takes down a leak, proven or possible, or a rehearsal of one; the 72 hours count from when it was known',
  body: zFacts.extend({
    isRehearsal: z.boolean(),
    knownAt: zLocalMinute,
  }),
  output: z.object({ incidentId: zId }),
});

export const updateIncident = defineEndpoint({
  method: 'PUT',
  path: '/api/privacy/incidents/:incidentId',
  access: 'settings:write',
  summary: 'Mends the facts as more is found out; what stood before stays in the steps',
  params: z.object({ incidentId: zId }),
  body: zFacts,
  output: z.object({}),
});

export const recordIncidentStep = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/incidents/:incidentId/steps',
  access: 'settings:write',
  summary: 'Writes down what was done: people told, posted, reported, noted, found to be none, closed',
  params: z.object({ incidentId: zId }),
  body: z.object({ kind: z.enum(INCIDENT_STEPS), note: zWords }),
  output: z.object({}),
});

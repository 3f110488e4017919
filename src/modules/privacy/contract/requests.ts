import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../../shared/endpoint.ts';

/** What a person may ask for (PIPA 20, 35–37, 35-2). */
export const REQUEST_TYPES = ['access', 'correct', 'delete', 'suspend', 'withdraw', 'portability', 'source'] as const;
export const zRequestType = z.enum(REQUEST_TYPES);
export type RequestType = z.infer<typeof zRequestType>;
export const zRequestState = z.enum(['open', 'done', 'refused']);
export const zReceivedVia = z.enum(['self_service', 'counter', 'phone', 'email', 'paper']);

export const zRequest = z.object({
  requestId: zId,
  type: zRequestType,
  /** Null once she is erased. */
  customerId: zId.nullable(),
  nameMasked: z.string(),
  receivedVia: zReceivedVia,
  detail: z.string(),
  receivedOn: zDay,
  dueOn: zDay,
  /** Days until it is due; below 0 when it is late. Null once it is closed. */
  daysLeft: z.number().int().nullable(),
  /** How near it is (PV-31): amber from D-3, red from D-1. */
  tone: z.enum(['calm', 'soon', 'urgent', 'closed']),
  state: zRequestState,
  result: z.string(),
  reason: z.string(),
});
export type PersonRequest = z.infer<typeof zRequest>;

export const listRequests = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/requests',
  access: 'customers:unmask',
  summary: 'What people asked for about their data, the most urgent first (PV-31)',
  output: z.object({ requests: z.array(zRequest) }),
});

const zText = z.string().trim().max(1_000);

export const createRequest = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/requests',
  access: 'customers:write',
  summary: 'Takes down what a person asks for; it is due ten days later (PV-30, PV-31)',
  params: z.object({ customerId: zId }),
  body: z.object({
    type: zRequestType,
    receivedVia: zReceivedVia.exclude(['self_service']),
    /** How the shop knows that it is she, or her agent. */
    identityCheck: zText.min(1),
    detail: zText.default(''),
  }),
  output: z.object({ requestId: zId, dueOn: zDay }),
});

export const closeRequest = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/requests/:requestId/close',
  access: 'customers:unmask',
  summary: 'Answers a request: done with what was done, or refused with the reason that is told to the person',
  params: z.object({ requestId: zId }),
  body: z.object({ state: z.enum(['done', 'refused']), result: zText.default(''), reason: zText.default('') }),
  output: z.object({}),
});

export const eraseByRequest = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/requests/:requestId/erase',
  access: 'settings:write',
  summary: 'Erases the person of an open request to delete; what she bought stays without her (PV-21, PV-23)',
  params: z.object({ requestId: zId }),
  output: z.object({}),
});

export const zGuardian = z.object({
  guardianId: zId,
  name: z.string(),
  contact: z.string(),
  askedAt: zInstant,
  verifiedAt: zInstant.nullable(),
});

export const listGuardians = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/guardians',
  access: 'customers:unmask',
  summary: 'Guardians whose child has not joined yet, in clear so that they can be asked; logged (PV-11)',
  output: z.object({ guardians: z.array(zGuardian) }),
});

export const GUARDIAN_METHODS = ['sms', 'card', 'phone_identity', 'paper', 'email', 'call'] as const;

export const verifyGuardian = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/guardians/:guardianId/verify',
  access: 'customers:unmask',
  summary: 'Notes that a guardian was asked and said yes, how, and where the proof is (PV-11)',
  params: z.object({ guardianId: zId }),
  body: z.object({ method: z.enum(GUARDIAN_METHODS), evidence: zText.min(1) }),
  output: z.object({}),
});

export const removeGuardian = defineEndpoint({
  method: 'DELETE',
  path: '/api/privacy/guardians/:guardianId',
  access: 'customers:unmask',
  summary: 'Destroys the data of a guardian who said no',
  params: z.object({ guardianId: zId }),
  output: z.object({}),
});

export const zDestruction = z.object({
  destructionId: zId,
  scope: z.string(),
  action: z.enum(['destroy', 'separate', 'anonymise']),
  reason: z.string(),
  dueOn: zDay.nullable(),
  doneAt: zInstant,
  count: z.number().int(),
  rows: z.record(z.string(), z.number().int()),
});

export const getRetention = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/retention',
  access: 'privacy:read',
  summary: 'People whose period has ended or soon ends, and the ledger of what was destroyed (PV-20, PV-22)',
  output: z.object({
    overdue: z.number().int(),
    soon: z.number().int(),
    /** Days in which what is due has to be destroyed. */
    destroyWithinDays: z.number().int(),
    people: z.array(z.object({ customerId: zId, nameMasked: z.string(), countedFrom: zDay, dueOn: zDay })),
    ledger: z.array(zDestruction),
    /** Whether no entry of the ledger was changed or taken out. */
    isWhole: z.boolean(),
  }),
});

export const listAnnounced = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/retention/announced',
  access: 'privacy:read',
  summary: 'Who is destroyed by the nightly job and on which day, masked, the next day first (PV-20)',
  query: z.object({
    offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    total: z.number().int(),
    people: z.array(z.object({ customerId: zId, nameMasked: z.string(), destroyOn: zDay })),
  }),
});

export const MAX_DUE_PEOPLE = 200;

export const destroyDue = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/retention/destroy',
  access: 'settings:write',
  summary: 'Destroys people whose period has ended; whoever is not due is left (PV-20)',
  body: z.object({ customerIds: z.array(zId).min(1).max(MAX_DUE_PEOPLE) }),
  output: z.object({ destroyed: z.number().int() }),
});

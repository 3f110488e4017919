import { z } from 'zod';
import { BIRTHDAY_CALENDARS } from '../../shared/birthday.ts';
import { defineEndpoint, zDay, zId, zInstant } from '../../shared/endpoint.ts';

export const CONTACT_KINDS = [
  'mobile',
  'landline',
  'virtual050',
  'voip',
  'rep15xx',
  'tollfree',
  'foreign',
  'email',
  'card',
] as const;
export const zContactKind = z.enum(CONTACT_KINDS);
export type ContactKind = z.infer<typeof zContactKind>;

/** A person found: name and number masked (PV-58). */
export const zFoundCustomer = z.object({
  customerId: zId,
  name: z.string(),
  phoneMasked: z.string().nullable(),
  lastVisitedOn: zDay.nullable(),
  visits: z.number().int(),
});
export type FoundCustomer = z.infer<typeof zFoundCustomer>;

export const findCustomers = defineEndpoint({
  method: 'GET',
  path: '/api/customers/search',
  access: 'customers:read',
  summary:
    'Finds people by name (two syllables inside, 초성), whole number or last four digits, e-mail, card, external id or order number (OP-03)',
  query: z.object({ q: z.string().trim().min(1).max(100), limit: z.coerce.number().int().min(1).max(50).default(20) }),
  output: z.object({ customers: z.array(zFoundCustomer), tookMs: z.number() }),
});

export * from './fields/contract.ts';
export * from './lists/contract.ts';

const zCustomerParams = z.object({ customerId: zId });

export const zContactPoint = z.object({
  contactPointId: zId,
  kind: zContactKind,
  valueMasked: z.string(),
  /** Since when nothing arrives there. */
  invalidSince: zInstant.nullable(),
});

export const zBirthdayCalendar = z.enum(BIRTHDAY_CALENDARS);
export const zMonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);

/** A birthday as somebody says it (OP-72). */
export const zBirthday = z.strictObject({ calendar: zBirthdayCalendar.default('solar'), monthDay: zMonthDay });

export const zCustomer = z.object({
  customerId: zId,
  /** Who shows her since she was merged; null: she herself. */
  mergedInto: zId.nullable(),
  name: z.string(),
  /** As she says it, without the year (OP-71), and the next day by the sun on which it is kept (OP-72); null: nobody knows. */
  birthday: z.object({ calendar: zBirthdayCalendar, monthDay: zMonthDay, nextOn: zDay.nullable() }).nullable(),
  /** Whether her birthday falls into the next seven days, today included. */
  birthdayThisWeek: z.boolean(),
  note: z.string(),
  source: z.string(),
  createdAt: zInstant,
  contactPoints: z.array(zContactPoint),
  externalIds: z.array(z.object({ source: z.string(), externalId: z.string() })),
});
export type Customer = z.infer<typeof zCustomer>;

export const getCustomer = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId',
  access: 'customers:read',
  summary: 'One person, masked; looking is logged (PV-55)',
  params: zCustomerParams,
  output: zCustomer,
});

export const unmaskCustomer = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/unmask',
  access: 'customers:unmask',
  summary: 'Name and ways to reach one person in clear; logged (PV-58)',
  params: zCustomerParams,
  output: z.object({
    name: z.string(),
    birthDate: zDay.nullable(),
    contactPoints: z.array(z.object({ contactPointId: zId, value: z.string() })),
  }),
});
export type UnmaskedCustomer = z.output<(typeof unmaskCustomer)['output']>;

const zName = z.string().trim().max(100);
const zNote = z.string().trim().max(2000);

export const createCustomer = defineEndpoint({
  method: 'POST',
  path: '/api/customers',
  access: 'customers:write',
  summary:
    'Adds a person; the same mobile or e-mail with the same name is the same person. Never carries consent (PV-08)',
  body: z.object({
    name: zName.default(''),
    phone: z.string().trim().max(40).optional(),
    email: z.string().trim().max(254).optional(),
    note: zNote.default(''),
  }),
  output: z.object({
    customerId: zId,
    existed: z.boolean(),
    /** Others who have her number, masked: nothing is merged by itself, each waits to be decided (OP-04, OP-05). */
    meetings: z.array(z.object({ meetingId: zId, name: z.string(), lastVisitedOn: zDay.nullable() })),
  }),
});
export type NewCustomer = z.input<(typeof createCustomer)['body']>;

export const updateCustomer = defineEndpoint({
  method: 'PATCH',
  path: '/api/customers/:customerId',
  access: 'customers:write',
  summary: 'Changes name, note or birthday; a birthday is new only with the consent to optional items',
  params: zCustomerParams,
  body: z
    .object({
      name: zName,
      note: zNote,
      /** Without `year` the birth date stays; with null it is forgotten; null alone forgets the whole birthday. */
      birthday: zBirthday.extend({ year: z.number().int().min(1890).max(2050).nullish() }).nullable(),
    })
    .partial(),
  output: zCustomer,
});

export const createContactPoint = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/contact-points',
  access: 'customers:write',
  summary: 'Adds a number or an e-mail address',
  params: zCustomerParams,
  body: z.object({ value: z.string().trim().min(1).max(254) }),
  output: zCustomer,
});

export const removeContactPoint = defineEndpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/contact-points/:contactPointId',
  access: 'customers:write',
  summary: 'Takes a number or an e-mail address away',
  params: zCustomerParams.extend({ contactPointId: zId }),
  output: zCustomer,
});

import { z } from 'zod';
import { isRealBirthday } from '../../../shared/birthday.ts';
import { defineEndpoint, zId } from '../../../shared/endpoint.ts';
import { mustBe } from '../../../shared/must-be.ts';
import { MAX_TAG_LENGTH, zBirthday, zCustomer, zPersonFields } from '../../customers/contract.ts';
import { zAvailability } from '../../menu/contract.ts';
import { zLineKind } from '../../orders/contract.ts';
import { zPhase } from '../../touchpoints/contract.ts';
import {
  FIELD_REFUSALS,
  MAX_PAYLOAD_BYTES,
  MAX_PAYLOAD_DEPTH,
  MAX_ROWS,
  refusePayload,
  zKey,
  zText,
} from '../fields.ts';
import { ROW_NOTES_LISTED } from './row-notes.ts';

/** Kinds are words of the domain (3.13): `survey.answered`, `reservation.requested`, `review.received`, or one's own. */
export const zKind = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/)
  .describe('What happened, as `thing.verb`: `survey.answered`, `reservation.requested`, `review.received`');

const zAt = z.iso
  .datetime({ offset: true })
  .describe('When it happened: ISO 8601 with an offset, not before 1970 and at most a day ahead');

/** Money of one line or item: far beyond any receipt, and a sum of it is still a whole number. */
const zMoney = z.number().int().min(-1e12).max(1e12);

export const zPerson = z
  .strictObject({
    externalId: zKey(200).optional().describe('The sender’s own id of the person; identifies alone'),
    name: zText(100).optional(),
    phone: zText(40).optional().describe('In any spelling; read with the country of the shop'),
    email: zText(254).optional(),
    cardNo: zText(60).optional(),
  })
  .describe('Who it is, as far as the sender knows. Never carries consent (PV-08)');

export const zTouchpointRow = z.strictObject({
  idempotencyKey: zKey(200)
    .optional()
    .describe(
      'The sender’s own key of this row: sent again, it is stored once; with other content it is refused. May be left out with an Idempotency-Key header',
    ),
  at: zAt,
  kind: zKind,
  phase: zPhase.default('before').describe('Where in the loop of a visit it belongs'),
  channel: zText(60).optional(),
  person: zPerson.optional(),
  anonymousId: zKey(200).optional().describe('A browser or device that nobody knows yet'),
  payload: z
    .record(z.string().max(100), z.unknown())
    .superRefine((payload, context) => {
      const reason = refusePayload(payload);
      if (reason !== undefined) context.addIssue({ code: 'custom', params: { words: FIELD_REFUSALS[reason] } });
    })
    .optional()
    .describe(`Anything else, at most ${MAX_PAYLOAD_BYTES} bytes of JSON and ${MAX_PAYLOAD_DEPTH} levels deep`),
  corrects: zId
    .optional()
    .describe(
      'The touchpoint that this one corrects: of the same person, not corrected before (OP-89). Both count as one',
    ),
});

function isReal({ calendar, monthDay }: z.output<typeof zBirthday>): boolean {
  const [month = 0, day = 0] = monthDay.split('-').map(Number);
  return isRealBirthday({ calendar, month, day });
}

export const zCustomerRow = zPerson
  .extend({
    birthDate: z.iso
      .date()
      .refine((day) => day >= '1890', mustBe({ ko: '1890년부터 적을 수 있어요.', en: 'This is before 1890.' }))
      .optional()
      .describe('By the sun. An optional item: stored of who agreed to those, else named in `issues`'),
    birthday: zBirthday
      .refine(isReal, mustBe({ ko: '없는 날이에요.', en: 'There is no such day.' }))
      .optional()
      .describe('A birthday without its year, or by the moon (`lunar`, `lunar_leap` for a leap month)'),
    note: zText(2_000)
      .optional()
      .describe(
        'Seen by everybody of the shop. One that tells of health, belief, politics or origin is left out and named in `issues`: its place is a sensitive field of the shop, for who agreed to it (PV-14)',
      ),
    fields: z
      .record(zKey(60), z.union([zText(500), z.number(), z.boolean()]))
      .optional()
      .describe('The shop’s own fields by their keys; a value that does not fit its field is named in `issues`'),
    tags: z
      .array(zText(MAX_TAG_LENGTH).pipe(z.string().min(1)))
      .max(50)
      .optional()
      .describe('Names; one that nobody used yet is made'),
  })
  .describe(
    'A person. Known by her external id, mobile, e-mail or card; what was missing is filled in, nothing is overwritten',
  );

export const zOrderRow = z.strictObject({
  orderNo: zKey(100).describe(
    'The receipt’s number. With the business day it is the order’s key: sent again, only new lines are added',
  ),
  orderedAt: zAt,
  customer: zPerson.optional().describe('Left out, the sale stays anonymous'),
  channel: zText(60).default(''),
  tableNo: zText(40).default(''),
  covers: z.number().int().min(0).max(9_999).nullable().default(null),
  couponCode: zText(60).default(''),
  staffName: zText(80).default(''),
  lines: z
    .array(
      z.strictObject({
        itemCode: zKey(100).optional().describe('The till’s code; the name where it has none'),
        itemName: zText(300).pipe(z.string().min(1)),
        category: zText(100).optional(),
        options: zText(300).default('').describe('How it was ordered, joined by `, `'),
        quantity: z.number().min(-1e6).max(1e6).multipleOf(0.001),
        amountMinor: zMoney.describe(
          'The line’s total after discount in the smallest unit of the currency; negative for a refund',
        ),
        kind: zLineKind.default('sale'),
        unitPriceMinor: zMoney.optional(),
        costMinor: zMoney.optional(),
      }),
    )
    .min(1)
    .max(500),
});

export const zItemRow = z.strictObject({
  code: zKey(100).optional().describe('The till’s code; the name where it has none'),
  name: zText(300).pipe(z.string().min(1)),
  category: zText(100).default(''),
  priceMinor: zMoney.optional(),
  costMinor: zMoney.optional(),
  availability: zAvailability
    .optional()
    .describe(
      '`sold_out` and `surplus` end by themselves with the business day; `in_stock` ends them now. Left out: as it was',
    ),
});

/** One wrong value of a row: where it stands in the row, and what is wrong. */
const zIssue = z.object({
  path: z.string(),
  code: z
    .string()
    .optional()
    .describe(`For programs, of these alone; anything else is told by its sentence:\n${ROW_NOTES_LISTED}`),
  message: z.string().describe('A sentence in the language that was asked for'),
});

/** What became of each row, in the order sent. */
const results = <S extends z.ZodRawShape>(stored: S) =>
  z.object({
    recorded: z.number().int(),
    duplicates: z.number().int(),
    refused: z.number().int(),
    results: z.array(
      z.discriminatedUnion('status', [
        z.object({ status: z.enum(['recorded', 'duplicate']), ...stored }),
        z.object({ status: z.literal('refused'), issues: z.array(zIssue) }),
      ]),
    ),
  });

/** Rows are read one by one, so that a bad one spoils no other; the document shows what a row looks like. */
const rows = () => z.array(z.unknown()).min(1).max(MAX_ROWS);

export const recordTouchpoints = defineEndpoint({
  method: 'POST',
  path: '/api/v1/touchpoints',
  access: 'touchpoints:write',
  summary:
    'Appends what happened, before, during or after a visit: up to 5,000 rows, each stored once however often it is sent',
  body: z.strictObject({ touchpoints: rows() }),
  output: results({
    touchpointId: zId,
    customerId: zId.nullable(),
    issues: z.array(zIssue).optional().describe('`nobody`: the row is stored without a person'),
  }),
});

export const recordCustomers = defineEndpoint({
  method: 'POST',
  path: '/api/v1/customers',
  access: 'customers:write',
  summary: 'Makes people known: up to 5,000. Somebody who is known already is a `duplicate` and gets what was missing',
  body: z.strictObject({ customers: rows() }),
  output: results({
    customerId: zId,
    issues: z
      .array(zIssue)
      .optional()
      .describe('What of the row was not stored, though the person was, and `shared_number`, which is told once'),
  }),
});

export const recordOrders = defineEndpoint({
  method: 'POST',
  path: '/api/v1/orders',
  access: 'orders:write',
  summary:
    'Stores sales with their lines: up to 5,000 orders. An order sent again gets the lines it did not have (a refund, say); with nothing new it is a `duplicate`',
  body: z.strictObject({ orders: rows() }),
  output: results({
    orderId: zId,
    customerId: zId.nullable(),
    issues: z
      .array(zIssue)
      .optional()
      .describe('`shared_number`, which is told once; `nobody`: stored without a person'),
  }),
});

export const recordItems = defineEndpoint({
  method: 'POST',
  path: '/api/v1/items',
  access: 'items:write',
  summary:
    'Describes what is sold: up to 5,000 items with category, price and cost, and whether it can be had today. A known item takes the new description',
  body: z.strictObject({ items: rows() }),
  output: results({ itemId: zId }),
});

export const findCustomer = defineEndpoint({
  method: 'GET',
  path: '/api/v1/customers',
  access: 'customers:read',
  summary:
    'The people behind an external id, a phone number or an e-mail address, masked; every look is logged (PV-55)',
  query: z
    .strictObject({
      externalId: zKey(200).optional(),
      phone: zText(40).pipe(z.string().min(1)).optional(),
      email: zText(254).pipe(z.string().min(1)).optional(),
    })
    .refine(
      (query) => Object.values(query).filter((value) => value !== undefined).length === 1,
      mustBe({
        ko: 'externalId, phone, email 가운데 하나만 적어 주세요.',
        en: 'Give exactly one of externalId, phone and email.',
      }),
    ),
  output: z.object({ customers: z.array(zCustomer.extend(zPersonFields.shape)) }),
});

import { z } from 'zod';
import { BIRTHDAY_CALENDARS } from '../../shared/birthday.ts';
import { defineEndpoint, zAmountMinor, zDay, zId } from '../../shared/endpoint.ts';

/** A business day against the mean of the same weekday before; the mean is null below four such weekdays. */
export const zDayReport = z.object({
  day: zDay,
  orders: z.number().int(),
  netMinor: zAmountMinor,
  /** Orders of people the shop knows. */
  knownOrders: z.number().int(),
  /** People whose first visit it was. */
  newPeople: z.number().int(),
  usual: z
    .object({
      /** Weekdays behind the means. */
      n: z.number().int(),
      orders: z.number(),
      netMinor: z.number(),
      /** Weekdays that are no part of the means: over three times the usual, as with one huge order. */
      leftOut: z.array(zDay),
    })
    .nullable(),
});

export const zGuest = z.object({
  customerId: zId,
  /** Masked. */
  name: z.string(),
  visits: z.number().int(),
  lastVisitOn: zDay,
});

export const zExpectedGuest = zGuest.extend({
  intervalDays: z.number(),
  /** morning, lunch, break, dinner, night; null when none stands out. */
  usualDaypart: z.string().nullable(),
  usualItem: z.string().nullable(),
});

export const zRestingGuest = zGuest.extend({
  daysSinceLast: z.number().int(),
  /** Of them, days of a long closure: not counted against her. */
  closedDays: z.number().int(),
  /** Her usual days between two visits. */
  intervalDays: z.number(),
  worthPerMonthMinor: zAmountMinor,
});

/** A play under way. No winner before the planned date, so only counts are told until then. */
export const zPlayUnderWay = z.object({
  playId: zId,
  name: z.string(),
  launchedOn: zDay,
  plannedEndOn: zDay,
  /** Days that are still counted, today among them; zero or less when the last planned day is over. */
  daysLeft: z.number().int(),
  treated: z.number().int(),
  holdout: z.number().int(),
  treatedBuyers: z.number().int(),
  holdoutBuyers: z.number().int(),
  /** Coupons of it that were used. */
  redeemed: z.number().int(),
  /** Of a play by drawn days: whether today it is out, or a set offered at the tables (MT-80). Null of any other, and when its days are over. */
  offerDay: z.object({ isOn: z.boolean(), isSet: z.boolean() }).nullable(),
});

/** Something that did not go through by itself and a person has to mend; what she is to decide is in the inbox of decisions. */
export const zFault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import_failed'), batchId: zId, fileName: z.string() }),
  z.object({ kind: z.literal('rows_rejected'), batchId: zId, fileName: z.string(), rejected: z.number().int() }),
  z.object({ kind: z.literal('message_unconfirmed'), playId: zId, name: z.string(), count: z.number().int() }),
  z.object({ kind: z.literal('sender_missing'), missing: z.array(z.enum(['name', 'email', 'phone', 'address'])) }),
]);
export type Fault = z.infer<typeof zFault>;

export const zToday = z.object({
  today: zDay,
  /** Last business day with a sale; null before the first. */
  lastSaleOn: zDay.nullable(),
  yesterday: zDayReport,
  /** No sale has come for days: whose turn it is today cannot be told. */
  isBehind: z.boolean(),
  /** Today so far; null while nothing was sold yet. */
  soFar: zDayReport.nullable(),
  greet: z.object({
    expected: z.array(zExpectedGuest),
    expectedTotal: z.number().int(),
    birthdays: z.array(zGuest.extend({ birthdayOn: zDay, calendar: z.enum(BIRTHDAY_CALENDARS), monthDay: z.string() })),
  }),
  resting: z.object({
    total: z.number().int(),
    worthPerMonthMinor: zAmountMinor,
    /** Of all of them, those an advertising e-mail may reach. */
    mayEmail: z.number().int(),
    top: z.array(zRestingGuest),
  }),
  plays: z.array(zPlayUnderWay),
  faults: z.array(zFault),
  /** How a new shop begins; null when all of it is done. */
  firstSteps: z.array(z.object({ step: z.enum(['import', 'resting', 'play']), done: z.boolean() })).nullable(),
});
export type Today = z.infer<typeof zToday>;

export const getToday = defineEndpoint({
  method: 'GET',
  path: '/api/today',
  access: 'insights:read',
  summary: "Today's board: since yesterday, who to greet, who is slipping away, plays under way, what needs a decision",
  output: zToday,
});

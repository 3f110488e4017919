import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';
import { zKey } from '../fields.ts';

/** What Google's own service takes at most. */
export const MAX_EVENTS = 25;
export const MAX_BODY_BYTES = 262_144;

const zMicros = z.union([z.string().regex(/^\d{1,17}$/), z.number().int().min(0)]).optional();
const zFields = z.record(z.string(), z.unknown());

export const zMeasuredEvent = z.object({
  name: z
    .string()
    .max(40)
    .regex(/^[a-zA-Z]\w*$/),
  params: zFields.optional(),
  timestamp_micros: zMicros,
});

/** A request of the Measurement Protocol; consent and user properties of Google's are read by nobody here. */
export const zMeasurement = z.object({
  client_id: zKey(200).optional().describe('The browser; an app sends app_instance_id'),
  app_instance_id: zKey(200).optional(),
  user_id: zKey(200).optional().describe('The site’s own id of the person'),
  timestamp_micros: zMicros,
  events: z.array(z.unknown()).min(1).max(MAX_EVENTS),
});
export type Measurement = z.output<typeof zMeasurement>;
export type MeasuredEvent = z.output<typeof zMeasuredEvent>;

const request = {
  access: 'touchpoints:write' as const,
  query: z.object({
    measurement_id: z.string().max(60).optional().describe('Taken and not looked at: the key says whose it is'),
    firebase_app_id: z.string().max(200).optional(),
    api_secret: z.string().optional().describe('A key of ours'),
  }),
  body: zFields,
};

export const collect = defineEndpoint({
  ...request,
  method: 'POST',
  path: '/mp/collect',
  summary:
    'GA4 Measurement Protocol: events of a site or app. Like at Google the answer is 204 whether an event is kept or ignored; ask /debug/mp/collect',
  output: z.object({}),
});

export const debugCollect = defineEndpoint({
  ...request,
  method: 'POST',
  path: '/debug/mp/collect',
  summary: 'GA4 Measurement Protocol: says what is wrong with a request, and stores nothing',
  output: z.object({
    validationMessages: z.array(
      z.object({ fieldPath: z.string(), description: z.string(), validationCode: z.string() }),
    ),
  }),
});

import { z } from 'zod';

/** Who may call: `anonymous`, any signed-in person (`signed-in`), or a right such as `plays:send` checked in the service. */
export type Access = 'anonymous' | 'signed-in' | `${string}:${string}`;

/** One HTTP endpoint, described once: the server binds a handler to it, the browser and the tests call it. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify style, e.g. `/api/customers/:customerId`. */
  path: string;
  access: Access;
  summary: string;
  params: P;
  query: Q;
  body: B;
  output: O;
}

const nothing = z.object({});
type Nothing = typeof nothing;

/** Fills in empty params, query and body, and keeps the types. */
export function defineEndpoint<
  O extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = z.ZodUndefined | Nothing,
>(endpoint: {
  method: Endpoint['method'];
  path: string;
  access: Access;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  output: O;
}): Endpoint<P, Q, B, O> {
  return {
    params: nothing as unknown as P,
    query: nothing as unknown as Q,
    body: nothing.optional() as unknown as B,
    ...endpoint,
  };
}

/** What a caller passes: only the parts the endpoint has. */
export type EndpointInput<E extends Endpoint> = {
  params?: z.input<E['params']>;
  query?: z.input<E['query']>;
  body?: z.input<E['body']>;
};
export type EndpointOutput<E extends Endpoint> = z.output<E['output']>;

/** The database knows no year 0. */
const YEAR_ONE = '0001';

/** An ISO day such as `2026-11-21`: a business day of the shop, never an instant. */
export const zDay = z.iso.date().refine((day) => day >= YEAR_ONE);
/** An instant as ISO 8601 with offset. */
export const zInstant = z.string();
/** An instant that somebody asks with. */
export const zAskedInstant = z.iso.datetime({ offset: true }).refine((instant) => instant >= YEAR_ONE);
/** An integer of the currency's minor unit (won, pence). */
export const zAmountMinor = z.number().int();
export const zId = z.uuid();

/** Where a page begins: `next` of the page before, an instant and an id. */
export const zPlaceInLine = z.string().refine((text) => {
  const [at, id, more] = text.split(',');
  return zAskedInstant.safeParse(at).success && zId.safeParse(id).success && more === undefined;
});

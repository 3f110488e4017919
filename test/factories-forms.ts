import type { FastifyInstance } from 'fastify';
import type { ConsentText } from '../src/modules/privacy/contract/texts.ts';
import { listConsents } from '../src/modules/privacy/index.ts';
import type { TestContext } from './database.ts';
import { buildShop, signIn, type TestShop } from './factories.ts';

/** Who fills in the forms of a shop: its tablet, its public form, a person's own page; and what the shop holds after them. */
export function buildForms(context: TestContext, server: FastifyInstance) {
  let callers = 0;

  /** Somebody at a browser; each has an address of its own, because tries are counted by it. */
  function browser(cookie?: string) {
    callers += 1;
    const remoteAddress = `10.0.0.${callers}`;
    return async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
      const headers = { 'user-agent': 'tablet browser', ...(cookie ? { cookie } : {}) };
      const answer = await server.inject({ method, url, remoteAddress, headers, ...(payload ? { payload } : {}) });
      return { status: answer.statusCode, body: answer.json() };
    };
  }
  type Ask = ReturnType<typeof browser>;

  /** A shop, and somebody of it at a browser. */
  async function open(role: 'owner' | 'manager' | 'staff' = 'owner') {
    const shop = await buildShop(context);
    return { shop, ask: browser((await signIn(context, shop, role)).cookie) };
  }

  /** The words in force: the id of their version by the kind of consent. */
  async function textsOf(ask: Ask, url = '/api/tablet/consent') {
    const { body } = await ask('GET', url);
    return new Map((body.texts as ConsentText[]).map((text) => [text.kind as string, text.textVersionId]));
  }

  const pressed = (texts: Map<string, string>, answers: Record<string, 'granted' | 'refused'>) =>
    Object.entries(answers).map(([kind, state]) => ({ kind, state, textVersionId: texts.get(kind) }));

  async function people(shop: TestShop) {
    const rows = await shop.db.selectFrom('customers.customer').selectAll().execute();
    const consents = await listConsents(shop.db, {
      workspaceId: shop.workspaceId,
      customerIds: rows.map(({ customerId }) => customerId),
    });
    return rows.map((row) => ({ ...row, consents: consents.get(row.customerId) ?? {} }));
  }

  return { browser, open, textsOf, pressed, people };
}

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type { ConsentText } from '../../src/modules/privacy/contract/texts.ts';
import { newId } from '../../src/shared/ids.ts';
import type { TestContext } from '../database.ts';
import { signIn, type TestShop } from '../factories.ts';

/** Somebody who comes in, and what is claimed of her without any proof. */
export interface Guest {
  name: string;
  phone: string;
  email: string;
  /** What a file, a body or a member of staff says she agreed to. */
  claim: 'granted' | 'refused' | 'absent' | '';
}

/** Where they come to. */
export interface Door {
  context: TestContext;
  server: FastifyInstance;
  now: Date;
  shop: TestShop;
  guests: readonly Guest[];
}

/** A way in: what it goes by in the product's own lists, and how people come by it. */
export interface Way {
  way: string;
  /** `POST /api/customers`, `import contacts`, `platform square`, `source tracker`: see `everyWay`. */
  by: readonly string[];
  /** Nobody may become known by it at all. */
  makesNobody?: true;
  comeIn: (door: Door) => Promise<void>;
}

/** Words in which programs and files claim a consent. */
export const FLAGS = {
  marketing_consent: 'granted',
  ad_sms: 'granted',
  subscribed: true,
  accepts_marketing: true,
  consents: [{ kind: 'ad_sms', state: 'granted' }],
};

export const EVIDENCE_AT = '2026-01-02T10:00:00+09:00';

/** Sends a body as the owner does. */
export async function post({ context, server, shop }: Door, url: string, payload: object) {
  const { cookie } = await signIn(context, shop);
  return server.inject({ method: 'POST', url, payload, headers: { cookie } });
}

/** A file of these guests; `before` and `at` stand around what is said of each. */
export function write(
  { context, shop, guests }: Door,
  header: string,
  { before = () => '', at = EVIDENCE_AT }: { before?: (n: number) => string; at?: string } = {},
): string {
  const lines = guests.map(
    ({ name, phone, email, claim }, n) => `${before(n)}${name},${phone},${email},${claim},${at}`,
  );
  return writeText({ context, shop }, [header, ...lines].join('\n'));
}

export function writeText({ context, shop }: Pick<Door, 'context' | 'shop'>, text: string): string {
  const file = path.join(context.config.home, `${shop.workspaceId}-${newId()}.csv`);
  writeFileSync(file, text);
  return file;
}

let caller = 0;

/** Presses nothing but the membership on a form, each guest from an address of her own. */
export async function pressMembership(
  { server, guests }: Door,
  to: { url: string; headers?: Record<string, string> },
): Promise<void> {
  for (const { name, phone, email } of guests) {
    caller += 1;
    const remoteAddress = `10.1.${caller >> 8}.${caller & 255}`;
    const headers = to.headers ?? {};
    const json = (await server.inject({ method: 'GET', url: to.url, headers, remoteAddress })).json();
    const texts: ConsentText[] = json.texts ?? json.form.texts;
    const text = texts.find(({ kind }) => kind === 'svc_membership');
    const choices = [{ kind: 'svc_membership', state: 'granted', textVersionId: text?.textVersionId }];
    const body = { name, phone, email, choices, marketing_use: true, ad_sms: 'granted' };
    const answer = await server.inject({ method: 'POST', url: to.url, payload: body, headers, remoteAddress });
    expect(answer.json()).toMatchObject({ joined: true });
  }
}

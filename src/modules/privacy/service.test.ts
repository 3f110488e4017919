import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { newId } from '../../shared/ids.ts';
import {
  type ConsentSaid,
  expireImportedConsents,
  hashContact,
  listConsents,
  listContactability,
  recordConsents,
  recordConsentsNow,
  suppress,
} from './index.ts';
import { decideReplaces, decideSaidAt, decideSuppressed, importEvidence } from './rules.ts';

const context = await createTestContext();
const at = (day: number) => new Date(Date.UTC(2026, 9, day));

function said(shop: TestShop, customerId: string, change: Partial<ConsentSaid>): ConsentSaid {
  return {
    workspaceId: shop.workspaceId,
    customerId,
    kind: 'ad_email',
    state: 'granted',
    method: 'paper',
    evidence: 'sheet',
    at: at(1),
    ...change,
  };
}

async function stateOf(shop: TestShop, customerId: string) {
  return (await listConsents(shop.db, { workspaceId: shop.workspaceId, customerIds: [customerId] })).get(customerId)
    ?.ad_email?.state;
}

describe('what a person said', () => {
  it('holds by when it was said, not by when it was recorded', async () => {
    const shop = await buildShop(context);
    const id = newId();
    await recordConsents(shop.db, [said(shop, id, { state: 'withdrawn', at: at(5) })], at(30));
    await recordConsents(shop.db, [said(shop, id, { at: at(3) }), said(shop, id, { at: at(5) })], at(30));
    expect(await stateOf(shop, id)).toBe('withdrawn');
    await recordConsents(
      shop.db,
      [said(shop, id, { at: at(6) }), said(shop, id, { state: 'refused', at: at(2) })],
      at(30),
    );
    expect(await stateOf(shop, id)).toBe('granted');
    const events = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('state')
      .where('customerId', '=', id)
      .execute();
    expect(events).toHaveLength(5);
  });

  it('gives the same in SQL as in the rule, whatever the order', async () => {
    const shop = await buildShop(context);
    const id = newId();
    let held: ConsentSaid | undefined;
    for (let step = 0; step < 60; step += 1) {
      const one = said(shop, id, {
        state: (['granted', 'withdrawn', 'refused', 'reconfirmed'] as const)[(step * 7) % 4] ?? 'granted',
        at: at(1 + ((step * 5) % 11)),
      });
      await recordConsents(shop.db, [one], at(30));
      if (decideReplaces(one, held)) held = one;
      expect(await stateOf(shop, id)).toBe(held?.state);
    }
  });

  it('is no consent before its day has come, while a refusal counts from now (PV-16)', () => {
    expect(decideSaidAt({ state: 'granted', at: at(9) }, at(8))).toBeUndefined();
    expect(decideSaidAt({ state: 'refused', at: at(9) }, at(8))).toEqual(at(8));
    expect(decideSaidAt({ state: 'granted', at: at(8) }, at(8))).toEqual(at(8));
  });

  it('is not recorded before its day has come, and nothing that came with it (PV-16)', async () => {
    const shop = await buildShop(context);
    const id = newId();
    for (const state of ['granted', 'refused'] as const) {
      const ahead = [said(shop, id, { at: at(3) }), said(shop, id, { kind: 'ad_sms', state, at: at(9) })];
      await expect(recordConsents(shop.db, ahead, at(8))).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect(await stateOf(shop, id)).toBeUndefined();
    await recordConsents(shop.db, [said(shop, id, { at: at(8) })], at(8));
    expect(await stateOf(shop, id)).toBe('granted');
  });

  it('is withdrawn at once, even from a consent that is dated ahead (AD-11)', async () => {
    const shop = await buildShop(context);
    const [customerId, { workspaceId }] = [newId(), shop];
    await recordConsents(shop.db, [said(shop, customerId, { at: at(20) })], at(30));
    const withdrawal = { kind: 'ad_email', state: 'withdrawn', method: 'staff', evidence: 'spoken' } as const;
    await recordConsentsNow(shop.db, { workspaceId, customerId, said: [withdrawal], now: at(5) });
    expect(await stateOf(shop, customerId)).toBe('withdrawn');
  });

  it('holds again when the file that said otherwise is taken back, whatever the order of taking back', async () => {
    const shop = await buildShop(context);
    const [agreed, refused, filed] = [newId(), newId(), newId()];
    const [first, second] = [newId(), newId()];
    const file = (customerId: string, batchId: string, day: number, state: 'granted' | 'refused') =>
      said(shop, customerId, { method: 'import', evidence: importEvidence(batchId, 2), at: at(day), state });
    await recordConsents(shop.db, [said(shop, agreed, {}), said(shop, refused, { state: 'withdrawn' })], at(30));
    await recordConsents(
      shop.db,
      [file(agreed, first, 2, 'refused'), file(refused, first, 2, 'granted'), file(filed, first, 2, 'granted')],
      at(30),
    );
    await recordConsents(shop.db, [file(refused, second, 3, 'granted'), file(filed, second, 3, 'granted')], at(30));
    const undo = (batchId: string, day: number) =>
      expireImportedConsents(shop.db, { workspaceId: shop.workspaceId, batchId, now: at(day) });
    const states = () => Promise.all([agreed, refused, filed].map((id) => stateOf(shop, id)));
    expect(await states()).toEqual(['refused', 'granted', 'granted']);
    expect(await undo(first, 4)).toBe(1);
    expect(await states()).toEqual(['granted', 'granted', 'granted']);
    expect(await undo(second, 5)).toBe(2);
    expect(await states()).toEqual(['granted', 'withdrawn', 'expired']);
    expect(await undo(second, 6)).toBe(0);
  });

  it('cannot hold without the event that says so', async () => {
    const shop = await buildShop(context);
    const id = newId();
    const bare = { workspaceId: shop.workspaceId, customerId: id, kind: 'ad_email', state: 'granted', at: at(1) };
    await expect(
      shop.db
        .insertInto('privacy.consent')
        .values({ ...bare, consentEventId: newId() })
        .execute(),
    ).rejects.toThrow(/foreign key/);
    await recordConsents(shop.db, [said(shop, id, { state: 'refused' })], at(30));
    const event = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('consentEventId')
      .where('customerId', '=', id)
      .executeTakeFirstOrThrow();
    await expect(
      shop.db
        .updateTable('privacy.consent')
        .set({ state: 'granted', consentEventId: event.consentEventId })
        .where('customerId', '=', id)
        .execute(),
    ).rejects.toThrow(/foreign key/);
    await expect(sql`delete from privacy.consent_event`.execute(shop.db)).rejects.toThrow(/permission denied/);
    // Her word is nobody else's.
    await expect(
      shop.db.updateTable('privacy.consentEvent').set({ customerId: newId() }).where('customerId', '=', id).execute(),
    ).rejects.toThrow(/stays with its person/);
  });
});

describe('a refused address', () => {
  it('stays refused until the person herself agrees again; a file cannot do it', () => {
    const granted = { state: 'granted', method: 'tablet', at: at(9) };
    expect(decideSuppressed(undefined, undefined)).toBe(false);
    expect(decideSuppressed(at(5), undefined)).toBe(true);
    expect(decideSuppressed(at(5), granted)).toBe(false);
    expect(decideSuppressed(at(9), granted)).toBe(true);
    expect(decideSuppressed(at(5), { ...granted, method: 'import' })).toBe(true);
    expect(decideSuppressed(at(5), { ...granted, state: 'withdrawn' })).toBe(true);
  });

  it('is known by its keyed hash, whatever its spelling, and for that shop only', async () => {
    const [shop, other] = [await buildShop(context), await buildShop(context)];
    const { key } = context.secrets;
    await suppress(shop.db, {
      workspaceId: shop.workspaceId,
      contactHash: hashContact(key, ' Guest@Example.com'),
      channel: 'email',
      reason: 'one_click',
      at: at(5),
    });
    const id = newId();
    const ask = async (one: TestShop) =>
      (
        await listContactability(one.db, {
          workspaceId: one.workspaceId,
          channel: 'email',
          customerIds: [id],
          contacts: new Map([[id, 'guest@example.com']]),
          key,
        })
      ).get(id)?.suppressed;
    expect(await ask(shop)).toBe(true);
    expect(await ask(other)).toBe(false);
  });
});

describe('the consents of a card', () => {
  it('are recorded with proof, and a spoken refusal takes effect at once', async () => {
    const [shop, other] = [await buildShop(context), await buildShop(context)];
    const customerId = await buildPerson(shop, { email: 'guest@example.com' });
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop, 'staff');
    const { cookie: stranger } = await signIn(context, other);
    const url = `/api/customers/${customerId}/consents`;
    const post = (payload: object, who = cookie) =>
      server.inject({ method: 'POST', url, payload, headers: { cookie: who } });
    expect((await server.inject(url)).statusCode).toBe(401);
    expect(
      (await post({ choices: [{ kind: 'ad_email', state: 'refused' }], method: 'staff' }, stranger)).statusCode,
    ).toBe(404);
    expect(
      (await post({ choices: [{ kind: 'ad_email', state: 'granted' }], method: 'staff', evidence: 'she said so' }))
        .statusCode,
    ).toBe(400);
    expect((await post({ choices: [{ kind: 'ad_email', state: 'granted' }], method: 'paper' })).statusCode).toBe(400);
    expect(
      (await post({ choices: [{ kind: 'ad_email', state: 'granted' }], method: 'paper', evidence: 'sheet 12' }))
        .statusCode,
    ).toBe(200);
    for (const method of ['tablet', 'web', 'sms_link', 'import']) {
      const pressed = { choices: [{ kind: 'ad_email', state: 'granted' }], method, evidence: 'counter tablet' };
      expect((await post(pressed)).statusCode, method).toBe(400);
    }
    const guardian = { choices: [{ kind: 'guardian', state: 'granted' }], method: 'paper', evidence: 'sheet 13' };
    expect((await post(guardian)).statusCode).toBe(400);
    const refused = await post({ choices: [{ kind: 'ad_email', state: 'withdrawn' }], method: 'staff' });
    expect(refused.json().consents).toMatchObject([{ kind: 'ad_email', state: 'withdrawn', method: 'staff' }]);
    const read = await server.inject({ method: 'GET', url, headers: { cookie } });
    expect(read.json().events).toHaveLength(2);
    expect(await shop.db.selectFrom('privacy.suppression').select('reason').execute()).toEqual([{ reason: 'staff' }]);
  });
});

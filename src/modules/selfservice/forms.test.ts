import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer } from '../../../test/factories.ts';
import { buildForms } from '../../../test/factories-forms.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { refreshDuplicates } from '../customers/duplicates/compute.ts';
import { mergeCustomers } from '../customers/index.ts';
import { recordConsents } from '../privacy/index.ts';
import { JOIN_KINDS } from './contract.ts';

const context = await createTestContext();
const server = await buildServer(context);
const { browser, open, textsOf, pressed, people } = buildForms(context, server);
const GUEST = { name: '김하나', phone: '010-1234-5678' };

describe('the consent tablet', () => {
  it('makes a member of who refuses everything optional (PV-06), with the words and the proof', async () => {
    const { shop, ask } = await open('staff');
    const texts = await textsOf(ask);
    expect([...texts.keys()]).toEqual([...JOIN_KINDS]);
    const choices = pressed(texts, {
      svc_membership: 'granted',
      svc_optional_fields: 'refused',
      marketing_use: 'refused',
      sensitive_health: 'refused',
    });
    const answer = await ask('POST', '/api/tablet/consent', { ...GUEST, birthDate: '1990-05-05', choices });
    expect(answer).toMatchObject({ status: 200, body: { joined: true } });
    const [person] = await people(shop);
    expect(person).toMatchObject({ name: '김하나', birthDate: null, source: 'tablet' });
    expect(
      Object.fromEntries(Object.entries(person?.consents ?? {}).map(([kind, said]) => [kind, said?.state])),
    ).toEqual({
      svc_membership: 'granted',
      svc_optional_fields: 'refused',
      marketing_use: 'refused',
      sensitive_health: 'refused',
    });
    const event = await shop.db
      .selectFrom('privacy.consentEvent')
      .selectAll()
      .where('kind', '=', 'svc_membership')
      .executeTakeFirstOrThrow();
    expect(event).toMatchObject({ method: 'tablet', textVersionId: texts.get('svc_membership') });
    expect(event.device).toContain('tablet browser');
    expect(event.actor).not.toBeNull();
  });

  it('stores nothing of who refuses the membership', async () => {
    const { shop, ask } = await open();
    const choices = pressed(await textsOf(ask), { svc_membership: 'refused', marketing_use: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...GUEST, choices })).body).toEqual({ joined: false });
    expect(await people(shop)).toEqual([]);
    expect(await shop.db.selectFrom('privacy.consentEvent').selectAll().execute()).toEqual([]);
  });

  it('takes no way of advertising without the consent to promotion, and no word that is not in force', async () => {
    const { shop, ask } = await open();
    const texts = await textsOf(ask);
    const choices = pressed(texts, { svc_membership: 'granted', ad_sms: 'granted', ad_night: 'granted' });
    await ask('POST', '/api/tablet/consent', { ...GUEST, choices });
    expect(Object.keys((await people(shop))[0]?.consents ?? {})).toEqual(['svc_membership']);
    await ask('POST', '/api/privacy/texts', {
      kind: 'svc_membership',
      lang: 'ko',
      title: '회원 동의',
      purpose: '회원 확인',
      items: '이름',
      retention: '▶1년◀',
      refusal: '거부하면 적립할 수 없습니다.',
    });
    const stale = await ask('POST', '/api/tablet/consent', { name: '박건', phone: '010-2222-3333', choices });
    expect(stale.status).toBe(409);
    expect(await people(shop)).toHaveLength(1);
  });

  it('keeps a child out until a guardian was checked, and asks it for no promotion (PV-11)', async () => {
    const { shop, ask } = await open();
    const texts = await textsOf(ask);
    const child = { name: '아이', phone: '010-3333-4444', birthDate: '2012-11-22' };
    const choices = pressed(texts, { svc_membership: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...child, choices })).status).toBe(400);
    await ask('POST', '/api/tablet/guardians', { name: '어머니', contact: '010-9999-8888' });
    const waiting = (await ask('GET', '/api/privacy/guardians')).body.guardians;
    expect(waiting).toMatchObject([{ name: '어머니', contact: '010-9999-8888', verifiedAt: null }]);
    const { guardianId } = waiting[0];
    expect((await ask('POST', '/api/tablet/consent', { ...child, guardianId, choices })).status).toBe(400);
    expect(await people(shop)).toEqual([]);
    const verify = { method: 'call', evidence: '11월 21일 11시 통화' };
    expect((await ask('POST', `/api/privacy/guardians/${guardianId}/verify`, verify)).status).toBe(200);
    const promoted = pressed(texts, { svc_membership: 'granted', marketing_use: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...child, guardianId, choices: promoted })).status).toBe(400);
    expect((await ask('POST', '/api/tablet/consent', { ...child, guardianId, choices })).body).toEqual({
      joined: true,
    });
    const [joined] = await people(shop);
    expect(joined).toMatchObject({ birthDate: '2012-11-22' });
    expect(joined?.consents).toMatchObject({ svc_membership: { state: 'granted' }, guardian: { state: 'granted' } });
    // One guardian's answer is for one child.
    const second = { ...child, name: '동생', phone: '010-3333-5555', guardianId, choices };
    expect((await ask('POST', '/api/tablet/consent', second)).status).toBe(404);
    // Born a day earlier she is 14, and joins by herself.
    const older = { name: '언니', phone: '010-3333-6666', birthDate: '2012-11-21', choices };
    expect((await ask('POST', '/api/tablet/consent', older)).body).toEqual({ joined: true });
    // A child whom the shop knows is one on every way in.
    const url = `/api/customers/${joined?.customerId}/consents`;
    const onPaper = { choices: [{ kind: 'ad_email', state: 'granted' }], method: 'paper', evidence: '동의서 3' };
    expect((await ask('POST', url, onPaper)).status).toBe(400);
  });

  it('knows a child by her own record, though it was merged into a grown-up of one number with a parent (PV-11)', async () => {
    const { shop, ask } = await open();
    const phone = '+821044445555';
    const [parent, child] = [await buildPerson(shop), await buildPerson(shop, { name: '아이', phone })];
    for (const [customerId, birthDate] of [
      [parent, '1980-01-02'],
      [child, '2015-01-02'],
    ] as const)
      await shop.db
        .updateTable('customers.customer')
        .set({ birthDate })
        .where('workspaceId', '=', shop.workspaceId)
        .where('customerId', '=', customerId)
        .execute();
    const link = (await ask('POST', `/api/customers/${child}/self-link`)).body;
    await mergeCustomers(shop.db, shop.actor(), { into: parent, from: child, now: context.clock.now() });
    const texts = await textsOf(ask);
    const choices = pressed(texts, { svc_membership: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { name: '아이', phone, choices })).status).toBe(400);
    const path = `/api${new URL(link.url).pathname}`;
    const guest = browser();
    const { session } = (await guest('POST', `${path}/open`, { code: link.code })).body;
    const said = { session, kind: 'marketing_use', state: 'granted', textVersionId: texts.get('marketing_use') };
    expect((await guest('POST', `${path}/consents`, said)).status).toBe(400);
  });

  it('refuses a resident number in any box (PV-12)', async () => {
    const { shop, ask } = await open();
    const choices = pressed(await textsOf(ask), { svc_membership: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...GUEST, name: '900101-1234567', choices })).status).toBe(400);
    expect(await people(shop)).toEqual([]);
  });

  it('takes down what a person says whom the shop knows', async () => {
    const { shop, ask } = await open('staff');
    const customerId = await buildPerson(shop, { name: '김하나' });
    expect((await ask('GET', `/api/tablet/people/${customerId}`)).body).toEqual({ nameMasked: '김*나' });
    const choices = pressed(await textsOf(ask), { marketing_use: 'granted', ad_email: 'granted' });
    expect((await ask('POST', `/api/tablet/people/${customerId}/consent`, { choices })).status).toBe(200);
    expect((await people(shop))[0]?.consents.ad_email).toMatchObject({ state: 'granted', method: 'tablet' });
  });
});

describe('the public form', () => {
  it('works without signing in until it is shut, and never undoes a refusal of somebody known', async () => {
    const { shop, ask } = await open();
    const { url } = (await ask('GET', '/api/join-link')).body;
    const path = `/api${new URL(url).pathname}`;
    const guest = browser();
    const texts = await textsOf(guest, path);
    const choices = pressed(texts, { svc_membership: 'granted', marketing_use: 'granted', ad_sms: 'granted' });
    expect((await guest('POST', path, { ...GUEST, choices })).body).toEqual({ joined: true });
    const [person] = await people(shop);
    expect(person).toMatchObject({ source: 'web_form', consents: { ad_sms: { state: 'granted', method: 'web' } } });
    const said = {
      workspaceId: shop.workspaceId,
      customerId: person?.customerId ?? '',
      method: 'staff',
      evidence: 'x',
    } as const;
    const now = new Date(context.clock.now().getTime() + 1);
    await recordConsents(shop.db, [{ ...said, kind: 'ad_sms', state: 'withdrawn', at: now }], now);
    context.clock.set(new Date(now.getTime() + 1_000));
    expect((await guest('POST', path, { ...GUEST, choices })).body).toEqual({ joined: true });
    expect((await people(shop))[0]?.consents.ad_sms?.state).toBe('withdrawn');
    await ask('POST', '/api/join-link');
    expect((await guest('GET', path)).status).toBe(404);
  });

  it('is asked ten times in ten minutes at most', async () => {
    const { ask } = await open();
    const path = `/api${new URL((await ask('GET', '/api/join-link')).body.url).pathname}`;
    const guest = browser();
    const choices = pressed(await textsOf(guest, path), { svc_membership: 'refused' });
    const states: number[] = [];
    for (let n = 0; n < 11; n += 1) states.push((await guest('POST', path, { ...GUEST, choices })).status);
    expect(states.slice(0, 10).every((status) => status === 200)).toBe(true);
    expect(states[10]).toBe(429);
  });
});

describe('a number that somebody else has (OP-04)', () => {
  it('makes a second person, and the shop reads of both at once, whatever the next look through thinks', async () => {
    const { shop, ask } = await open();
    const known = await buildPerson(shop, { name: '박건', phone: '+821012345678' });
    const texts = await textsOf(ask);
    const choices = pressed(texts, { svc_membership: 'granted' });
    const joinAs = (name: string) => ask('POST', '/api/tablet/consent', { ...GUEST, name, choices });
    expect((await joinAs('김하나')).body).toEqual({ joined: true });
    // The same guest again is the same person, and nobody new.
    await joinAs('김하나');
    const made = (await people(shop)).find(({ name }) => name === '김하나');
    expect(await people(shop)).toHaveLength(2);
    const look = async () => {
      const { pairs, total } = (await ask('GET', '/api/customers/duplicates')).body;
      const { open: decisions } = (await ask('GET', '/api/decisions')).body;
      return { pairs, total, decisions };
    };
    const { pairs, total, decisions } = await look();
    expect(total).toBe(1);
    expect(pairs).toHaveLength(1);
    const [pair] = pairs;
    expect(new Set([pair.a.customerId, pair.b.customerId])).toEqual(new Set([known, made?.customerId]));
    expect(pair.reasons).toContainEqual(expect.objectContaining({ field: 'mobile', level: 'same' }));
    const { meetingId } = pair.meeting;
    const card = { kind: 'same_number', subject: meetingId, to: `/people/duplicates?pair=${meetingId}` };
    expect(decisions).toContainEqual(expect.objectContaining(card));
    expect(decisions.filter(({ kind }: { kind: string }) => kind === 'duplicates')).toEqual([]);
    // Two names on one number are a family as likely: the next look through would not show them.
    await refreshDuplicates(shop.db, shop.workspaceId, context.clock.now());
    const after = await look();
    expect(after.pairs[0]?.meeting?.meetingId).toBe(meetingId);
    expect((await ask('GET', '/api/customers/duplicates/count')).body).toEqual({
      total: 1,
      computedAt: context.clock.now().toISOString(),
    });
    const { a, b } = { a: pair.a.customerId, b: pair.b.customerId };
    expect((await ask('POST', '/api/customers/duplicates/different', { a, b })).status).toBe(200);
    const decided = await look();
    expect([decided.total, decided.decisions.some(({ kind }: { kind: string }) => kind === 'same_number')]).toEqual([
      0,
      false,
    ]);
  });
});

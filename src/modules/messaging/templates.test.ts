import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import { buildProgramme } from '../../../test/factories-loyalty.ts';
import { newId } from '../../shared/ids.ts';
import { setPack } from '../workspace/index.ts';
import { STARTER_TEMPLATES } from './rules/index.ts';

const context = await createTestContext();
const server = await buildServer(context);

async function open() {
  context.clock.set(TEST_NOW);
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop, 'owner');
  return {
    shop,
    call: async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
      const answer = await server.inject({
        method,
        url,
        headers: { cookie },
        ...(payload ? { payload } : {}),
      });
      return { status: answer.statusCode, body: answer.json<Record<string, never>>() };
    },
  };
}

const ALIMTALK = {
  name: '예약 확정',
  channel: 'kakao',
  class: 'info',
  body: '[#{가게}] #{이름}님, 예약이 확정되었습니다.',
} as const;
const POINTS_LINE = '※ 고객님의 유료 구매로 지급된 포인트 안내입니다.';

describe('templates', () => {
  it('puts those of the shipped ones in that the shop has a use for, once, each lawful as an AlimTalk (AD-40, AD-41, AD-44)', async () => {
    const { shop, call } = await open();
    type List = {
      templates: { problems: unknown[]; reviewState: string }[];
      startersLeft: number;
      unfit: { name: { en: string }; missing: string }[];
    };
    const install = async () => (await call('POST', '/api/message-templates/starters')).body as unknown as List;
    const unfitOf = ({ unfit }: List) => unfit.map(({ name, missing }) => `${name.en}: ${missing}`);
    await install();
    const ofRestaurant = await install();
    expect(unfitOf(ofRestaurant)).toEqual([
      'Points earned: points',
      'Work in progress: pack',
      'Appointment tomorrow: pack',
      'Tuition due: pack',
    ]);
    expect(ofRestaurant.startersLeft).toBe(0);
    expect(ofRestaurant.templates).toHaveLength(STARTER_TEMPLATES.length - 4);
    // What the shop lacks is mended, and the rest comes in.
    await buildProgramme(context, shop);
    for (const pack of ['workshop', 'salon'] as const) {
      await setPack(shop.db, shop.workspaceId, pack);
      await install();
    }
    const all = await install();
    expect(unfitOf(all)).toEqual([]);
    expect(all.templates).toHaveLength(STARTER_TEMPLATES.length);
    for (const one of all.templates) expect(one).toMatchObject({ problems: [], reviewState: 'draft' });
  });

  it('offers a cafe no reservations until somebody has reserved', async () => {
    const { shop, call } = await open();
    await setPack(shop.db, shop.workspaceId, 'cafe');
    type List = { unfit: { missing: string }[] };
    const missing = async () =>
      ((await call('GET', '/api/message-templates')).body as unknown as List).unfit.map((one) => one.missing);
    expect((await missing()).filter((one) => one === 'reservations')).toHaveLength(4);
    const { shopId } = shop.workspace;
    await shop.db
      .insertInto('touchpoints.touchpoint')
      .values({
        workspaceId: shop.workspaceId,
        touchpointId: newId(),
        shopId,
        at: context.clock.now(),
        receivedAt: context.clock.now(),
        businessDay: '2026-11-21',
        source: 'book',
        idempotencyKey: 'r1',
        phase: 'before',
        kind: 'reservation.confirmed',
      })
      .execute();
    expect(await missing()).not.toContain('reservations');
  });

  it('cannot be asked for without the basis line of points, and can with it (AD-41)', async () => {
    const { call } = await open();
    const text = { ...ALIMTALK, body: '#{이름}님, 포인트 #{점수}점이 적립되었습니다.' };
    const made = (await call('POST', '/api/message-templates', text)).body as unknown as { templateId: string };
    const path = `/api/message-templates/${made.templateId}`;
    expect((await call('POST', `${path}/review`, { to: 'requested' })).status).toBe(400);
    expect((await call('PUT', path, { ...text, body: `${text.body}\n${POINTS_LINE}` })).status).toBe(200);
    expect((await call('POST', `${path}/review`, { to: 'requested' })).status).toBe(200);
  });

  it('says which words keep it from being asked for (AD-40, AD-41)', async () => {
    const { call } = await open();
    const text = { ...ALIMTALK, body: '#{이름}님께 20% 할인 쿠폰을 드려요.' };
    const made = (await call('POST', '/api/message-templates', text)).body as unknown as { templateId: string };
    const { status, body } = await call('POST', `/api/message-templates/${made.templateId}/review`, {
      to: 'requested',
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toMatch(/고치고 다시 부탁해 주세요: .*할인.*\(AD-40\).*\(AD-41\)/);
  });

  it('goes draft, requested, approved, suspended and no other way; its text stays while reviewed (AD-43)', async () => {
    const { call } = await open();
    const made = (await call('POST', '/api/message-templates', ALIMTALK)).body as unknown as { templateId: string };
    const path = `/api/message-templates/${made.templateId}`;
    expect((await call('POST', `${path}/review`, { to: 'approved', providerCode: 'T1' })).status).toBe(409);
    await call('POST', `${path}/review`, { to: 'requested' });
    expect((await call('PUT', path, ALIMTALK)).status).toBe(409);
    expect((await call('POST', `${path}/review`, { to: 'approved' })).status).toBe(400);
    expect((await call('POST', `${path}/review`, { to: 'approved', providerCode: 'T1' })).status).toBe(200);
    expect((await call('DELETE', path)).status).toBe(409);
    expect((await call('POST', `${path}/review`, { to: 'suspended' })).status).toBe(200);
    expect((await call('DELETE', path)).status).toBe(200);
  });

  it('shows line by line where the provider’s text differs (AD-43)', async () => {
    const { shop, call } = await open();
    await call('POST', '/api/message-templates', ALIMTALK);
    await shop.db.updateTable('messaging.template').set({ providerText: '[#{가게}] 다른 글' }).execute();
    const { body } = await call('GET', '/api/message-templates');
    const list = body as unknown as { templates: { diff: { side: string; text: string }[] }[] };
    expect(list.templates[0]?.diff).toEqual([
      { side: 'here', text: ALIMTALK.body },
      { side: 'provider', text: '[#{가게}] 다른 글' },
    ]);
  });

  it('is previewed for the longest and the emptiest person, with the class it looks like (AD-04, AD-23)', async () => {
    const { call } = await open();
    const ask = (draft: object) => call('POST', '/api/message-templates/preview', { subject: '', ...draft });
    expect((await ask({ ...ALIMTALK, name: undefined })).body).toMatchObject({
      proposed: { class: 'info', rule: 'AD-02' },
      variables: ['#{가게}', '#{이름}'],
      samples: [
        { which: 'longest', medium: 'alimtalk', missing: [] },
        { which: 'emptiest', missing: ['#{이름}'] },
      ],
    });
    expect((await ask({ channel: 'sms', class: 'ad', body: '{이름}님께 쿠폰을 드려요' })).body).toMatchObject({
      missingParts: expect.arrayContaining(['refusalNumber']),
      samples: [{ text: expect.stringMatching(/^\(광고\)/) }, { text: expect.stringContaining('고객님께') }],
    });
    expect((await ask({ channel: 'sms', class: 'ad', body: '{{ 이름' })).body).toMatchObject({
      unreadable: expect.stringMatching(/./),
      samples: [],
    });
    const letter = (await ask({ channel: 'email', class: 'ad', subject: '가을 소식', body: '안녕하세요' }))
      .body as unknown as {
      samples: { subject: string; html: string }[];
    };
    expect(letter.samples[0]?.subject).toBe('(광고) 가을 소식');
    expect(letter.samples[0]?.html).toContain('수신거부');
  });
});

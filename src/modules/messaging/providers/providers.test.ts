import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildJpeg, INFO, KEYS, Notes } from '../../../../test/factories-desk.ts';
import { newId } from '../../../shared/ids.ts';
import type { Simulator } from '../simulator/house.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { askMaySend, clear } from './cleared.ts';
import { openProvider, signSolapi } from './index.ts';
import { signNhnWebhook } from './nhn.ts';
import type { OutgoingMessage } from './outgoing.ts';

const now = () => new Date('2026-11-21T12:00:00+09:00');
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ ...KEYS.solapi, now });
});
afterAll(() => simulator.close());

const message = (n: number): OutgoingMessage => ({
  messageId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  class: 'info',
  medium: 'sms',
  to: `0102000${String(n).padStart(4, '0')}`,
  from: '021234567',
  subject: '',
  text: `예약이 확정되었습니다 ${n}`,
  bytes: 20,
  priceMinor: 12,
});
const batch = (...numbers: number[]) => numbers.map((n) => clear(askMaySend(INFO), message(n)));

type Name = 'solapi' | 'aligo' | 'nhn';
const open = (name: Name, { baseUrl = simulator.url, answerTimeoutMs = 10_000 } = {}) =>
  openProvider(name, { baseUrl, kakaoBaseUrl: baseUrl, answerTimeoutMs, isTest: false }, KEYS[name], now);
/** Does not wait long for an answer: for a simulator that gives none. */
const openHasty = (name: Name) => open(name, { answerTimeoutMs: 150 });
const kinds = (notes: Notes) => notes.outcomes.map(({ kind }) => kind);
const signal = new AbortController().signal;

describe('SOLAPI’s signature', () => {
  it('equals the vector of §8', () => {
    expect(signSolapi('SECRET', '2026-11-21T09:00:00+09:00', '0123456789abcdef0123456789abcdef')).toBe(
      '434c3ed73be1c649a397abdca9c02e918d9c46fe5fc096298ba3aca931f2644f',
    );
  });

  it('equals the vector of the message samples', () => {
    expect(
      signSolapi('TESTSECRET0123456789TESTSECRET01', '2024-05-01T00:00:00.000Z', '0123456789abcdef0123456789abcdef'),
    ).toBe('595df00daa40d18526ac17109666f180ef7c03c33775a8a8e0b709a7668a811a');
  });
});

describe.each(['solapi', 'aligo', 'nhn'] as const)('%s', (name) => {
  it('takes a batch, without those that were stopped in the last moment', async () => {
    const notes = new Notes();
    notes.stopped.add(message(2).messageId);
    const before = simulator.taken.length;
    await open(name).send(batch(1, 2, 3), notes, signal);
    expect(notes.begun).toHaveLength(3);
    expect(kinds(notes).sort()).toEqual(['accepted', 'accepted', 'stopped']);
    expect(simulator.taken.slice(before).map(({ to }) => to)).toEqual([message(1).to, message(3).to]);
  });

  it('tells a call that nobody answered from one that never arrived', async () => {
    const silent = new Notes();
    simulator.faults = { silentAfterTaking: 1 };
    await openHasty(name).send(batch(4), silent, signal);
    simulator.faults = { badGateway: 1 };
    await open(name).send(batch(5), silent, signal);
    simulator.faults = {};
    expect(kinds(silent)).toEqual(['unknown', 'unknown']);
    const closed = await startSimulator();
    await closed.close();
    const gone = new Notes();
    await open(name, { baseUrl: closed.url }).send(batch(6), gone, signal);
    expect(kinds(gone)).toEqual(['unreachable']);
  });

  it('is asked what it took after silence, where it can be asked', async () => {
    const notes = new Notes();
    simulator.faults = { silentAfterTaking: 1 };
    await openHasty(name).send(batch(7), notes, signal);
    simulator.faults = {};
    const provider = open(name);
    if (name === 'aligo') {
      expect(provider.findTaken).toBeUndefined();
      return;
    }
    const taken = await provider.findTaken?.([message(7).messageId, message(8).messageId], now());
    expect([...(taken?.keys() ?? [])]).toEqual([message(7).messageId]);
  });

  it('waits when it is told that it is too fast', async () => {
    const notes = new Notes();
    simulator.faults = { tooMany: 1 };
    await open(name).send(batch(9), notes, signal);
    simulator.faults = {};
    expect(kinds(notes)).toEqual(['later']);
  });

  it('says what became of a message', async () => {
    const notes = new Notes();
    simulator.fateOf = () => ({ code: '4000' });
    await open(name).send(batch(10), notes, signal);
    const [outcome] = notes.outcomes;
    const id = outcome?.kind === 'accepted' ? (outcome.providerMessageId ?? '') : '';
    expect(await open(name).status([id])).toMatchObject([{ providerMessageId: id, state: 'delivered' }]);
    simulator.fateOf = () => ({ code: '3010' });
    expect(await open(name).status([id])).toMatchObject([{ state: 'failed', failure: 'invalid_number' }]);
  });
});

describe('Aligo’s line breaks', () => {
  it('arrive as the one byte they are counted as, and beside a picture as the two that they become (AD-30 c)', async () => {
    const apart = await startSimulator({ now });
    const provider = open('aligo', { baseUrl: apart.url });
    const lines = clear(askMaySend(INFO), { ...message(30), text: '온기식당\n예약\n확인' });
    await provider.send([lines], new Notes(), signal);
    expect(apart.taken.map(({ text }) => text)).toEqual(['온기식당\n예약\n확인']);
    const notes = new Notes();
    const picture = { pictureId: newId(), image: buildJpeg() };
    const [fits, breaks] = [1_999, 2_000].map((bytes, n) =>
      clear(askMaySend(INFO), { ...message(31 + n), medium: 'mms' as const, text: '가\n나', bytes, picture }),
    );
    if (fits && breaks) await provider.send([fits, breaks], notes, signal);
    expect(notes.outcomes).toMatchObject([
      { messageId: breaks?.messageId, kind: 'rejected', failure: 'too_long' },
      { messageId: fits?.messageId, kind: 'accepted' },
    ]);
    await apart.close();
  });
});

describe('Aligo’s AlimTalk', () => {
  it('is asked for in KakaoTalk’s own history, apart from text messages', async () => {
    const notes = new Notes();
    const alimtalk = clear(askMaySend({ ...INFO, channel: 'kakao' }), {
      ...message(20),
      medium: 'alimtalk' as const,
      templateCode: 'T1',
    });
    const apart = await startSimulator({ now });
    const provider = open('aligo', { baseUrl: apart.url });
    await provider.send([alimtalk], notes, signal);
    await provider.send(batch(21), notes, signal);
    const ids = notes.outcomes.flatMap((one) =>
      one.kind === 'accepted' && one.providerMessageId ? [one.providerMessageId] : [],
    );
    expect(ids).toEqual([`kakao:1:${message(20).to}`, `2:${message(21).to}`]);
    apart.fateOf = ({ type }) => ({ code: type === 'ATA' ? '3102' : '4000' });
    expect(await provider.status(ids)).toMatchObject([
      { providerMessageId: ids[0], state: 'failed', failure: 'not_on_kakao' },
      { providerMessageId: ids[1], state: 'delivered' },
    ]);
    apart.fateOf = () => ({ code: '4000' });
    expect(await provider.status(ids.slice(0, 1))).toMatchObject([{ providerMessageId: ids[0], state: 'delivered' }]);
    await apart.close();
  });
});

describe('a call to NHN’s Hub', () => {
  it('holds one content for whom it is the same, and our reference with each contact (API v1.0)', async () => {
    const apart = await startSimulator({ now });
    const provider = open('nhn', { baseUrl: apart.url });
    const calls = vi.spyOn(globalThis, 'fetch');
    const [same, alike, other] = [40, 41, 42].map((n) =>
      clear(askMaySend(INFO), { ...message(n), text: n === 42 ? '다른 글' : '같은 글', subject: '' }),
    );
    const notes = new Notes();
    if (same && alike && other) await provider.send([same, alike, other], notes, signal);
    const bodies = calls.mock.calls.map(([, init]) => JSON.parse(init?.body as string));
    calls.mockRestore();
    const contact = (n: number) => ({
      contacts: [{ contactType: 'PHONE_NUMBER', contact: message(n).to, clientReference: message(n).messageId }],
    });
    const sender = { senderPhoneNumber: '021234567' };
    expect(bodies).toEqual([
      { sender, content: { messageType: 'SMS', body: '같은 글' }, recipients: [contact(40), contact(41)] },
      { sender, content: { messageType: 'SMS', body: '다른 글' }, recipients: [contact(42)] },
    ]);
    const ids = notes.outcomes.map((one) => (one.kind === 'accepted' ? one.providerMessageId : null));
    expect(ids).toEqual([`N1:${same?.messageId}`, `N1:${alike?.messageId}`, `N2:${other?.messageId}`]);
    apart.fateOf = ({ to }) => ({ code: to === alike?.to ? '3010' : '4000' });
    const reports = await provider.status(ids.flatMap((id) => id ?? []));
    expect(reports.map(({ providerMessageId, state, failure }) => [providerMessageId, state, failure])).toEqual([
      [ids[0], 'delivered', undefined],
      [ids[1], 'failed', 'invalid_number'],
      [ids[2], 'delivered', undefined],
    ]);
    await apart.close();
  });

  it('that is refused for one of them takes the others, and only what concerns the account holds up the shop', async () => {
    const wrong = { isSuccessful: false, resultCode: -2000 };
    const outcomesOf = async (header: object, status: number, isRefused: (to: string) => boolean) => {
      let calls = 0;
      const fetching = vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
        calls += 1;
        const { recipients } = JSON.parse(init?.body as string);
        const refused = recipients.some(({ contacts }: { contacts: { contact: string }[] }) =>
          isRefused(contacts[0]?.contact ?? ''),
        );
        const answer = refused ? { header } : { header: { isSuccessful: true, resultCode: 0 }, messageId: `N${calls}` };
        return new Response(JSON.stringify(answer), { status: refused ? status : 200 });
      });
      const notes = new Notes();
      const same = Array.from({ length: 60 }, (_, n) =>
        clear(askMaySend(INFO), { ...message(100 + n), text: '같은 글' }),
      );
      await open('nhn').send(same, notes, signal);
      fetching.mockRestore();
      return { calls, told: Map.groupBy(notes.outcomes, ({ kind }) => kind) };
    };
    const bad = message(107);
    for (const status of [200, 400]) {
      const { calls, told } = await outcomesOf(wrong, status, (to) => to === bad.to);
      expect(told.get('accepted')).toHaveLength(59);
      expect(told.get('rejected')).toEqual([
        { messageId: bad.messageId, kind: 'rejected', failure: 'unknown', code: `HTTP ${status} -2000` },
      ]);
      // The whole, twenty parts of three, and each of the three.
      expect(calls).toBe(24);
    }
    for (const [header, status] of [
      [wrong, 401],
      [wrong, 403],
      [{ ...wrong, resultCode: -1001 }, 200],
    ] as const) {
      const { calls, told } = await outcomesOf(header, status, () => true);
      expect([calls, told.get('unreachable')?.length]).toEqual([1, 60]);
    }
  });

  it('of before the upgrade is asked for by its own id, which was the call’s alone', async () => {
    const apart = await startSimulator({ now });
    const provider = open('nhn', { baseUrl: apart.url });
    await provider.send(batch(44), new Notes(), signal);
    apart.fateOf = () => ({ code: '4000' });
    expect(await provider.status(['N1'])).toMatchObject([{ providerMessageId: 'N1', state: 'delivered' }]);
    await apart.close();
  });

  it('of an AlimTalk names the profile, the template and each one’s variables without their braces', async () => {
    const apart = await startSimulator({ now });
    const calls = vi.spyOn(globalThis, 'fetch');
    const alimtalk = clear(askMaySend({ ...INFO, channel: 'kakao' }), {
      ...message(43),
      medium: 'alimtalk' as const,
      templateCode: 'T1',
      variables: { '#{이름}': '김하나' },
    });
    const notes = new Notes();
    await open('nhn', { baseUrl: apart.url }).send([alimtalk], notes, signal);
    const body = JSON.parse(calls.mock.calls[0]?.[1]?.body as string);
    calls.mockRestore();
    await apart.close();
    expect(kinds(notes)).toEqual(['accepted']);
    expect(body).toMatchObject({
      sender: { senderKey: KEYS.nhn.senderKey, senderProfileType: 'NORMAL' },
      templateId: 'T1',
      recipients: [{ templateParameters: { 이름: '김하나' } }],
    });
  });
});

describe('who refused at the provider', () => {
  it.each(['solapi', 'nhn'] as const)('%s lists them', async (name) => {
    simulator.optouts = [{ number: '01020000001', at: now() }];
    expect(await open(name).optouts(new Date('2026-11-01'))).toEqual(simulator.optouts);
  });
});

describe('a report that comes by itself', () => {
  const raw = Buffer.from(
    JSON.stringify({
      event: 'MESSAGE_RESULT_UPDATE',
      hooks: [{ messageId: 'N1', clientReference: 'R1', status: 'DELIVERED' }],
    }),
  );

  it('of NHN is believed with its signature only', () => {
    const signature = signNhnWebhook(KEYS.nhn.webhookSecret, raw);
    expect(open('nhn').readWebhook?.({ headers: { 'x-toast-webhook-signature': signature }, raw })).toMatchObject({
      trusted: true,
      reports: [{ providerMessageId: 'N1:R1', state: 'delivered' }],
    });
    const typed = { 'x-toast-webhook-signature': KEYS.nhn.webhookSecret };
    expect(open('nhn').readWebhook?.({ headers: typed, raw })).toMatchObject({ trusted: true });
    expect(
      open('nhn').readWebhook?.({ headers: { 'x-toast-webhook-signature': `${signature}x` }, raw }),
    ).toBeUndefined();
    expect(open('nhn').readWebhook?.({ headers: {}, raw })).toBeUndefined();
  });

  it('of SOLAPI is unsigned, so it is a hint and no more', () => {
    const body = Buffer.from(JSON.stringify([{ messageId: 'M1', statusCode: '4000' }]));
    expect(open('solapi').readWebhook?.({ headers: {}, raw: body })).toMatchObject({ trusted: false });
  });
});

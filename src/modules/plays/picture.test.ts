import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import { buildCaller, buildJpeg, connectProvider, giveRefusalNumber, KEYS } from '../../../test/factories-desk.ts';
import { EMAIL_PLAY, giveSenderDetails } from '../../../test/factories-plays.ts';
import { workOff } from '../../../test/work-off.ts';
import { MAX_PICTURE_BYTES } from '../messaging/index.ts';
import { startSimulator } from '../messaging/simulator/simulator.ts';

const context = await createTestContext();
const server = await buildServer(context);
const now = () => context.clock.now();
const PRICES = { sms: 12, lms: 39, mms: 200 };
const image = buildJpeg({ width: 640, height: 480, bytes: 5_000 });
const MESSAGE = { subject: '', body: '{이름}님, 새 메뉴가 나왔어요.', locale: 'ko' };
const PLAY = { ...EMAIL_PLAY, channel: 'sms', offer: { kind: 'none' }, holdoutRate: 0.01, message: MESSAGE };

async function open(provider: keyof typeof KEYS = 'solapi', people = 0) {
  const shop = await buildShop(context);
  await giveSenderDetails(shop);
  const simulator = await startSimulator({ ...(provider === 'solapi' ? KEYS.solapi : {}), now });
  await connectProvider(context, shop, { provider, baseUrl: simulator.url, answerTimeoutMs: 10_000 });
  await shop.db
    .updateTable('messaging.providerAccount')
    .set({ prices: JSON.stringify(PRICES) })
    .execute();
  for (let n = 0; n < people; n += 1) await buildCaller(shop, n);
  const { cookie } = await signIn(context, shop);
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, type: answer.headers['content-type'], raw: answer.rawPayload, answer };
  };
  const made = async (...request: Parameters<typeof call>) => {
    const { status, answer } = await call(...request);
    expect(status, answer.body).toBe(200);
    return answer.json();
  };
  const upload = (playId: string, file: Buffer, language = 'ko') => {
    const boundary = 'boundary-of-the-test';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
    return server.inject({
      method: 'POST',
      url: `/api/plays/${playId}/pictures`,
      headers: { cookie, 'x-dangol-locale': language, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
  };
  /** A draft whose text message shows the picture. */
  const draftWithPicture = async () => {
    const { playId } = await made('POST', '/api/plays', PLAY);
    const { pictureId } = (await upload(playId, image)).json();
    await made('PATCH', `/api/plays/${playId}`, { message: { ...MESSAGE, pictureId } });
    return { playId: playId as string, pictureId: pictureId as string };
  };
  const pictures = () => shop.db.selectFrom('messaging.picture').select(['pictureId', 'playId']).execute();
  return { shop, simulator, call, made, upload, draftWithPicture, pictures };
}

describe('a play with a picture', () => {
  it.each(['solapi', 'aligo', 'nhn'] as const)(
    'goes out as MMS through %s, picture and label with it',
    async (name) => {
      const { shop, simulator, made, draftWithPicture } = await open(name, 4);
      // Two batches, so that a second one could send the picture up again.
      await shop.db.updateTable('messaging.providerAccount').set({ messagesPerSecond: 2 }).execute();
      const { playId, pictureId } = await draftWithPicture();
      const preview = await made('GET', `/api/plays/${playId}/preview`);
      expect(preview.messageCostMinor).toBe(preview.treated * PRICES.mms);
      const { queued } = await made('POST', `/api/plays/${playId}/launch`, {});
      await workOff(context);
      await simulator.close();
      const rows = await shop.db
        .selectFrom('messaging.message')
        .select(['state', 'medium', 'priceMinor', 'pictureId'])
        .execute();
      expect(queued).toBeGreaterThan(2);
      expect(rows).toHaveLength(queued);
      for (const row of rows) expect(row).toEqual({ state: 'sent', medium: 'mms', priceMinor: PRICES.mms, pictureId });
      expect(simulator.taken).toHaveLength(queued);
      for (const { type, text, picture } of simulator.taken) {
        expect([type, picture?.equals(image)]).toEqual(['MMS', true]);
        // The refusal stays text, never part of the picture (AD-21).
        // A form writes its line breaks as it must; only Aligo's is one.
        expect(text.replaceAll('\r\n', '\n')).toMatch(
          /^\(광고\)온기식당\n손님\d님, 새 메뉴가 나왔어요\.\n무료거부0801234567$/,
        );
      }
      expect(simulator.uploads.size).toBe(name === 'aligo' ? 0 : 1);
    },
  );

  it('is shown by the dry run as MMS with its price, and goes nowhere (AD-52)', async () => {
    const { shop, simulator, made, call, draftWithPicture } = await open('solapi', 3);
    await giveRefusalNumber(shop, now(), { isDryRun: true });
    const { playId, pictureId } = await draftWithPicture();
    await made('POST', `/api/plays/${playId}/launch`, {});
    await workOff(context);
    const { messages } = await made('GET', '/api/message-dry-run');
    expect(messages[0]).toMatchObject({ medium: 'mms', priceMinor: PRICES.mms });
    const read = await made('POST', `/api/message-dry-run/${messages[0].messageId}/read`);
    expect(read).toMatchObject({ medium: 'mms', pictureUrl: `/api/plays/${playId}/pictures/${pictureId}` });
    const shown = await call('GET', read.pictureUrl);
    expect([shown.status, shown.type, shown.raw.equals(image)]).toEqual([200, 'image/jpeg', true]);
    await simulator.close();
    expect([simulator.taken.length, simulator.uploads.size]).toEqual([0, 0]);
  });

  it('is measured as MMS while it is written', async () => {
    const { simulator, made } = await open();
    const body = { channel: 'sms', text: '새 메뉴', hasPicture: true };
    const { samples } = await made('POST', '/api/message-preview', body);
    expect(samples).toMatchObject([
      { medium: 'mms', priceMinor: PRICES.mms, limitBytes: 2_000 },
      { medium: 'mms', priceMinor: PRICES.mms, limitBytes: 2_000 },
    ]);
    const plain = await made('POST', '/api/message-preview', { ...body, hasPicture: false });
    expect(plain.samples[0]).toMatchObject({ medium: 'sms', priceMinor: PRICES.sms });
    await simulator.close();
  });

  it('is shown as it leaves: with the play’s own offer for everybody, its bytes, and no cost that nobody wrote down', async () => {
    const { shop, simulator, made } = await open('solapi', 3);
    const offer = { offer: '2,000원 할인', until: '12월 5일 (토)', coupon: 'K7M-4RX-92D' };
    const text = '{이름}님, {혜택} {기한}까지';
    const { samples } = await made('POST', '/api/message-preview', { channel: 'sms', text, offer });
    for (const sample of samples) {
      expect(sample.missing).toEqual([]);
      expect(sample.text).toContain('2,000원 할인 12월 5일 (토)까지\n쿠폰 K7M-4RX-92D');
    }
    const { playId } = await made('POST', '/api/plays', {
      ...PLAY,
      offer: EMAIL_PLAY.offer,
      message: { ...MESSAGE, body: text },
    });
    const priced = await made('GET', `/api/plays/${playId}/preview`);
    expect(priced.unpriced).toEqual([]);
    // AD-30: the telephone is in the carriers' table, the thumb is not.
    await made('PATCH', `/api/plays/${playId}`, { message: { ...MESSAGE, body: `${text} ☎️👍` } });
    const { warnings } = await made('GET', `/api/plays/${playId}/preview`);
    expect(warnings).toContainEqual({ code: 'signs_not_carried', blocking: false, detail: '👍' });
    const [sample] = priced.samples;
    expect(sample).toMatchObject({ medium: 'lms', length: { limitBytes: 2_000 } });
    expect(sample.length.bytes).toBeGreaterThan(90);
    await shop.db.updateTable('messaging.providerAccount').set({ prices: '{}' }).execute();
    expect((await made('GET', `/api/plays/${playId}/preview`)).unpriced).toEqual(['sms']);
    await simulator.close();
  });

  it('takes a JPEG of at most 200 KB and says in both languages what else is wrong', async () => {
    const { simulator, made, upload, pictures } = await open();
    const { playId } = await made('POST', '/api/plays', PLAY);
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000200000001008020000', 'hex');
    const refused = async (file: Buffer, language?: string) => {
      const answer = await upload(playId, file, language);
      return [answer.statusCode, answer.json().error.message];
    };
    expect(await refused(png)).toEqual([400, expect.stringContaining('JPG 사진만')]);
    expect(await refused(png, 'en')).toEqual([400, expect.stringContaining('JPG pictures only')]);
    expect(await refused(buildJpeg({ bytes: MAX_PICTURE_BYTES + 1 }))).toEqual([400, expect.stringContaining('200KB')]);
    expect(await refused(buildJpeg({ bytes: 4 * MAX_PICTURE_BYTES }), 'en')).toEqual([
      400,
      expect.stringContaining('200 KB'),
    ]);
    expect(await refused(buildJpeg({ width: 4_000 }))).toEqual([400, expect.stringContaining('1,500')]);
    expect(await pictures()).toEqual([]);
    expect((await upload(playId, image)).json()).toMatchObject({ bytes: 5_000, width: 640, height: 480 });
    await simulator.close();
  });

  it('goes with its draft, with the message that names it no more, and as a copy into the next try', async () => {
    const { simulator, made, call, draftWithPicture, pictures } = await open('solapi', 2);
    const first = await draftWithPicture();
    await made('PATCH', `/api/plays/${first.playId}`, { message: MESSAGE });
    expect(await pictures()).toEqual([]);
    const second = await draftWithPicture();
    const other = await made('POST', '/api/plays', { ...PLAY, message: { ...MESSAGE, pictureId: second.pictureId } });
    expect(other.message).toEqual(MESSAGE);
    // A picture of another play is not its own.
    const foreign = { message: { ...MESSAGE, pictureId: second.pictureId } };
    expect((await call('PATCH', `/api/plays/${other.playId}`, foreign)).status).toBe(400);
    expect((await call('GET', `/api/plays/${other.playId}/pictures/${second.pictureId}`)).status).toBe(404);
    const next = await made('POST', `/api/plays/${second.playId}/next-version`);
    expect(await pictures()).toHaveLength(2);
    const copied = await call('GET', `/api/plays/${next.playId}/pictures/${next.message.pictureId}`);
    expect(copied.raw.equals(image)).toBe(true);
    await made('DELETE', `/api/plays/${second.playId}`);
    expect(await pictures()).toEqual([{ pictureId: next.message.pictureId, playId: next.playId }]);
    await simulator.close();
  });
});

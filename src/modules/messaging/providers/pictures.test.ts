import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildJpeg, INFO, KEYS, Notes } from '../../../../test/factories-desk.ts';
import type { Simulator } from '../simulator/house.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { askMaySend, clear } from './cleared.ts';
import { openProvider } from './index.ts';
import type { OutgoingMessage } from './outgoing.ts';

const now = () => new Date('2026-11-21T12:00:00+09:00');
const signal = new AbortController().signal;
const image = buildJpeg();
const picture = { pictureId: '00000000-0000-4000-8000-0000000000aa', image };

const message = (n: number, change: Partial<OutgoingMessage> = {}) =>
  clear(askMaySend(INFO), {
    messageId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    class: 'info',
    medium: 'mms',
    to: `0102000${String(n).padStart(4, '0')}`,
    from: '021234567',
    subject: '새 메뉴',
    text: `새 메뉴가 나왔어요 ${n}`,
    bytes: 20,
    priceMinor: 200,
    picture,
    ...change,
  });

type Name = 'solapi' | 'aligo' | 'nhn';
let simulator: Simulator;
afterEach(async () => {
  vi.restoreAllMocks();
  await simulator.close();
});
const open = async (name: Name) => {
  simulator = await startSimulator({ ...(name === 'solapi' ? KEYS.solapi : {}), now });
  const { url } = simulator;
  const account = { baseUrl: url, kakaoBaseUrl: url, answerTimeoutMs: 10_000, isTest: false };
  return openProvider(name, account, KEYS[name], now);
};

/** What goes over the wire: where to, and the body as it is. */
function listen() {
  const calls = vi.spyOn(globalThis, 'fetch');
  return () =>
    calls.mock.calls.map(([url, init]) => ({
      path: typeof url === 'string' ? url.slice(simulator.url.length) : '',
      headers: init?.headers as Record<string, string> | undefined,
      body: init?.body,
    }));
}
const json = (body: unknown): unknown => JSON.parse(String(body));
const fileIn = async (body: unknown, name: string) => {
  const file = (body as FormData).get(name);
  if (!(file instanceof File)) throw new Error(`no file ${name}`);
  return { name: file.name, type: file.type, image: Buffer.from(await file.arrayBuffer()) };
};

describe('a picture message as each provider wants it', () => {
  it('SOLAPI takes the picture to its storage, and the message names its id', async () => {
    const provider = await open('solapi');
    const sent = listen();
    await provider.send([message(1)], new Notes(), signal);
    const [upload, send] = sent();
    expect(upload?.path).toBe('/storage/v1/files');
    expect(json(upload?.body)).toEqual({ file: image.toString('base64'), name: 'picture.jpg', type: 'MMS' });
    expect(json(send?.body)).toMatchObject({
      messages: [{ to: '01020000001', type: 'MMS', subject: '새 메뉴', text: '새 메뉴가 나왔어요 1', imageId: 'F1' }],
    });
  });

  it('Aligo takes the picture with the call, which is for one picture only', async () => {
    const provider = await open('aligo');
    const sent = listen();
    const other = { pictureId: '00000000-0000-4000-8000-0000000000bb', image: buildJpeg({ width: 64 }) };
    await provider.send([message(1), message(2, { picture: other }), message(3)], new Notes(), signal);
    const forms = sent().map(({ body }) => body as FormData);
    expect(forms.map((form) => [form.get('msg_type'), form.get('cnt'), form.get('title')])).toEqual([
      ['MMS', '2', '새 메뉴'],
      ['MMS', '1', '새 메뉴'],
    ]);
    expect(await fileIn(forms[0], 'image1')).toEqual({ name: 'picture.jpg', type: 'image/jpeg', image });
    expect((await fileIn(forms[1], 'image1')).image.equals(other.image)).toBe(true);
  });

  it('NHN takes the picture as an attachment, and the content names its id', async () => {
    const provider = await open('nhn');
    const sent = listen();
    await provider.send([message(1)], new Notes(), signal);
    const [upload, send] = sent();
    expect(upload?.path).toBe('/attachment/v1.0/attachments');
    // The form says its own type, with the boundary.
    expect(Object.keys(upload?.headers ?? {})).not.toContain('content-type');
    const form = upload?.body as FormData | undefined;
    expect(form?.get('fileName')).toBe('picture.jpg');
    expect(await fileIn(form, 'file')).toEqual({ name: 'picture.jpg', type: 'image/jpeg', image });
    expect(send?.path).toBe('/message/v1.0/SMS/free-form-messages/NORMAL');
    expect(json(send?.body)).toMatchObject({
      content: { messageType: 'MMS', title: '새 메뉴', body: '새 메뉴가 나왔어요 1', attachmentIds: ['F1'] },
    });
  });

  it.each(['solapi', 'aligo', 'nhn'] as const)('%s has it with every message of every batch', async (name) => {
    const provider = await open(name);
    const notes = new Notes();
    const words = message(3, { medium: 'sms', subject: '', picture: undefined });
    await provider.send([message(1), message(2), words], notes, signal);
    await provider.send([message(4)], notes, signal);
    expect(notes.outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('accepted'));
    const got = simulator.taken.map(({ to, type, picture: one }) => [to.at(-1), type, one?.equals(image)] as const);
    expect(got.sort(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
      ['1', 'MMS', true],
      ['2', 'MMS', true],
      ['3', 'SMS', undefined],
      ['4', 'MMS', true],
    ]);
    // Sent up once for the run; Aligo keeps none.
    expect(simulator.uploads.size).toBe(name === 'aligo' ? 0 : 1);
  });
});

describe.each(['solapi', 'nhn'] as const)('%s and a picture that does not get there', (name) => {
  it('refused: its messages fail, the others go, and nothing counts as handed over', async () => {
    const provider = await open(name);
    const notes = new Notes();
    const broken = { pictureId: '00000000-0000-4000-8000-0000000000cc', image: Buffer.from('no picture') };
    await provider.send([message(1, { picture: broken }), message(2)], notes, signal);
    expect(notes.begun).toEqual([message(2).messageId]);
    expect(notes.outcomes).toMatchObject([
      { messageId: message(1).messageId, kind: 'rejected', code: 'picture_refused' },
      { messageId: message(2).messageId, kind: 'accepted' },
    ]);
  });

  it('not answered: nobody was written to, so it can be tried again', async () => {
    const provider = await open(name);
    const notes = new Notes();
    vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new DOMException('late', 'TimeoutError'));
    await provider.send([message(1)], notes, signal);
    expect(notes).toMatchObject({ begun: [], outcomes: [{ kind: 'unreachable', reason: 'TimeoutError' }] });
    await provider.send([message(1)], notes, signal);
    expect(notes.outcomes[1]).toMatchObject({ kind: 'accepted' });
  });
});

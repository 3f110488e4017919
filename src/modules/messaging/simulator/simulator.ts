import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../../../shared/seeded.ts';
import { signSolapi } from '../providers/solapi.ts';
import { decideFate } from './fate.ts';
import type { Faults, Simulator, TakenMessage } from './house.ts';
import { answer, bodyOf, formOf, isJpeg } from './http.ts';
import { openNhnHouse } from './nhn.ts';
import { listPolled, type Polled } from './polled.ts';

interface Options {
  apiKey?: string;
  apiSecret?: string;
  faults?: Faults;
  now?: () => Date;
  /** The seed of what goes wrong: the same seed, the same trouble. */
  seed?: number;
}

const PAGE_SIZE = 500;
/** A signature is taken for this long around its date, and once [S29]. */
const SIGNATURE_MS = 15 * 60_000;

/**
 * A message provider that speaks the HTTP of SOLAPI, Aligo and NHN Cloud: takes, delays, delivers, fails by class, falls
 * silent, answers 429 and 5xx, and reports twice and in any order. For tests, benchmarks and the demo; it reaches nobody.
 */
export async function startSimulator(options: Options = {}): Promise<Simulator> {
  const now = options.now ?? (() => new Date());
  const random = seeded(options.seed ?? 1);
  const taken: TakenMessage[] = [];
  const uploads = new Map<string, Buffer>();
  const byRef = new Map<string, TakenMessage>();
  const byId = new Map<string, TakenMessage>();
  /** Aligo counts KakaoTalk's calls apart, and answers for them in a history of their own. */
  const kakaoCalls = new Map<string, TakenMessage[]>();
  const usedSignatures = new Set<string>();
  const simulator: Omit<Simulator, 'close' | 'url'> = {
    taken,
    uploads,
    faults: options.faults ?? {},
    optouts: [],
    sendAnswer: undefined,
    fateOf: ({ providerMessageId }) => decideFate(providerMessageId),
    reports() {
      const twice = [...taken, ...taken].map((message) => ({
        messageId: message.providerMessageId,
        statusCode: simulator.fateOf(message).code,
        dateUpdated: now().toISOString(),
      }));
      const early = taken.map(({ providerMessageId }) => ({
        messageId: providerMessageId,
        statusCode: '3000',
        dateUpdated: now().toISOString(),
      }));
      return [...twice, ...early]
        .map((one) => ({ one, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
    },
  };
  let nextId = 0;
  const take = (message: Omit<TakenMessage, 'providerMessageId' | 'takenAt'>): TakenMessage => {
    nextId += 1;
    const one = { ...message, providerMessageId: `M${String(nextId).padStart(9, '0')}`, takenAt: now() };
    taken.push(one);
    byRef.set(one.ref, one);
    byId.set(one.providerMessageId, one);
    return one;
  };

  /** Lists of which a page is still to be asked for. */
  const listed = new Map<string, Polled<TakenMessage>[]>();
  /** What somebody who asks for these messages is told. */
  const polled = (messages: readonly TakenMessage[]) =>
    listPolled(messages, {
      codeOf: (message) => simulator.fateOf(message).code,
      isRepeated: simulator.faults.repeatsPolled === true,
    });

  /** Keeps a picture; undefined for what is no JPEG. */
  const keep = (image: Buffer): string | undefined => {
    if (!isJpeg(image)) return undefined;
    const id = `F${uploads.size + 1}`;
    uploads.set(id, image);
    return id;
  };

  /** Works a call to send off, with whatever goes wrong around it. */
  async function sending(response: ServerResponse, messages: number, work: () => unknown): Promise<void> {
    const { faults } = simulator;
    const happens = (share: number | undefined) => share !== undefined && random() < share;
    faults.onSend?.(messages, 'before');
    if (happens(faults.tooMany)) return answer(response, 429, { errorCode: 'TooManyRequests' });
    if (happens(faults.serverError)) return answer(response, 500, { errorCode: 'InternalError' });
    if (happens(faults.silentBeforeTaking)) return;
    if (simulator.sendAnswer !== undefined) return answer(response, 200, simulator.sendAnswer);
    const body = work();
    faults.onSend?.(messages, 'after');
    if (happens(faults.silentAfterTaking)) return;
    if (faults.delayMs) await wait(faults.delayMs);
    if (happens(faults.badGateway)) return answer(response, 502, '<html>Bad Gateway</html>');
    answer(response, 200, body);
  }

  const isSigned = (request: IncomingMessage): boolean => {
    const header = request.headers.authorization ?? '';
    const [, apiKey, date = '', salt = '', signature = ''] =
      /^HMAC-SHA256 apiKey=(\S+), date=(\S+), salt=(\S+), signature=(\S+)$/.exec(header) ?? [];
    if (apiKey !== options.apiKey || usedSignatures.has(signature)) return false;
    if (Math.abs(now().getTime() - new Date(date).getTime()) > SIGNATURE_MS) return false;
    usedSignatures.add(signature);
    return signSolapi(options.apiSecret ?? '', date, salt) === signature;
  };

  async function solapi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (options.apiSecret !== undefined && !isSigned(request))
      return answer(response, 403, { errorCode: 'SignatureDoesNotMatch' });
    if (url.pathname === '/storage/v1/files') {
      const { file, type } = JSON.parse(await bodyOf(request)) as { file?: string; type?: string };
      const fileId = type === 'MMS' ? keep(Buffer.from(file ?? '', 'base64')) : undefined;
      if (fileId === undefined) return answer(response, 400, { errorCode: 'ValidationError' });
      return answer(response, 200, { fileId, type });
    }
    if (url.pathname === '/messages/v4/send-many/detail') {
      const { messages } = JSON.parse(await bodyOf(request)) as {
        messages: {
          to: string;
          from: string;
          type: string;
          text?: string;
          imageId?: string;
          customFields: { ref: string };
          kakaoOptions?: { bms?: { targeting?: string; chatBubbleType?: string } };
        }[];
      };
      // Words of one's own are free-form and say in which bubble they stand.
      const isWrong = messages.some(({ type, kakaoOptions }) => {
        const { targeting, chatBubbleType } = kakaoOptions?.bms ?? {};
        return type.startsWith('BMS') && (type !== 'BMS_FREE' || !targeting || chatBubbleType !== 'TEXT');
      });
      const lacksPicture = messages.some(({ type, imageId }) => (type === 'MMS') !== uploads.has(imageId ?? ''));
      if (isWrong || lacksPicture) return answer(response, 400, { errorCode: 'ValidationError' });
      return sending(response, messages.length, () => ({
        groupInfo: { groupId: `G${nextId}`, count: { total: messages.length, registeredFailed: 0 } },
        failedMessageList: [],
        messageList: messages.map(({ to, from, type, text = '', imageId, customFields }) => ({
          messageId: take({ ref: customFields.ref, to, from, type, text, picture: uploads.get(imageId ?? '') })
            .providerMessageId,
          customFields,
          statusCode: '2000',
        })),
      }));
    }
    if (url.pathname === '/messages/v4/list') {
      const ids = url.searchParams.get('messageIds')?.split(',');
      const since = url.searchParams.get('startDate');
      const from = Number(url.searchParams.get('startKey') ?? 0);
      // Later pages are of the list whose first was asked for.
      const asked = [...(ids ?? []), since ?? ''].join(' ');
      if (from === 0)
        listed.set(
          asked,
          polled(
            ids
              ? ids.flatMap((id) => byId.get(id) ?? [])
              : taken.filter(({ takenAt }) => since === null || takenAt >= new Date(since)),
          ),
        );
      const all = listed.get(asked) ?? [];
      const isLast = from + PAGE_SIZE >= all.length;
      if (isLast) listed.delete(asked);
      const page = all.slice(from, from + PAGE_SIZE);
      return answer(response, 200, {
        messageList: Object.fromEntries(
          page.map(({ message, code }, nth) => [
            `${message.providerMessageId}:${nth}`,
            {
              messageId: message.providerMessageId,
              statusCode: code,
              customFields: { ref: message.ref },
            },
          ]),
        ),
        nextKey: isLast ? null : String(from + PAGE_SIZE),
      });
    }
    if (url.pathname === '/iam/v1/black')
      return answer(response, 200, {
        blackList: simulator.optouts.map(({ number, at }) => ({
          recipientNumber: number,
          dateCreated: at.toISOString(),
        })),
      });
    if (url.pathname === '/cash/v1/balance') return answer(response, 200, { balance: 12_345 });
    if (url.pathname === '/kakao/v2/templates') return answer(response, 200, { templateList: [] });
    answer(response, 404, { errorCode: 'NotFound' });
  }

  async function aligo(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { form, files } = await formOf(request);
    if (url.pathname === '/send_mass/') {
      const count = Number(form.get('cnt'));
      const picture = files.get('image1');
      if ((form.get('msg_type') === 'MMS') !== (picture !== undefined && isJpeg(picture)))
        return answer(response, 200, { result_code: -804, message: 'image', msg_id: '' });
      return sending(response, count, () => {
        const call = String(taken.length + 1);
        for (let at = 1; at <= count; at += 1) {
          const to = form.get(`rec_${at}`) ?? '';
          const one = take({
            ref: '',
            to,
            from: form.get('sender') ?? '',
            type: form.get('msg_type') ?? '',
            text: form.get(`msg_${at}`) ?? '',
            picture,
          });
          byId.set(`${call}:${to}`, one);
        }
        return { result_code: 1, message: 'success', msg_id: call, success_cnt: count, error_cnt: 0 };
      });
    }
    if (url.pathname.startsWith('/akv10/token/create/')) return answer(response, 200, { code: 0, token: 'T' });
    if (url.pathname === '/akv10/alimtalk/send/') {
      const receivers = [...form.keys()].filter((name) => name.startsWith('receiver_'));
      return sending(response, receivers.length, () => {
        const mid = String(taken.length + 1);
        const called = receivers.map((name) =>
          take({
            ref: '',
            to: form.get(name) ?? '',
            from: form.get('sender') ?? '',
            type: 'ATA',
            text: form.get(name.replace('receiver', 'message')) ?? '',
          }),
        );
        kakaoCalls.set(mid, called);
        return { code: 0, message: 'ok', info: { mid } };
      });
    }
    if (url.pathname === '/akv10/history/detail/') {
      const called = kakaoCalls.get(form.get('mid') ?? '');
      if (!called || form.get('token') !== 'T') return answer(response, 200, { code: -99, message: 'no such call' });
      const [page, limit] = [Number(form.get('page')), Number(form.get('limit'))];
      const all = polled(called);
      return answer(response, 200, {
        code: 0,
        list: all.slice((page - 1) * limit, page * limit).map(({ message, code }) => {
          if (code === '3000') return { phone: message.to, status: '전송중', rslt: '', rslt_message: '' };
          const result = { '4000': '성공', '3102': '카카오톡 미사용자' }[code] ?? '결번';
          return { phone: message.to, status: '완료', rslt: code, rslt_message: result };
        }),
        currentPage: page,
        totalPage: Math.ceil(all.length / limit),
      });
    }
    if (url.pathname === '/sms_list/') {
      const mid = form.get('mid') ?? '';
      const called = [...byId].flatMap(([id, message]) => (id.startsWith(`${mid}:`) ? [message] : []));
      const states: Record<string, string> = { '3000': '전송중', '4000': '발송완료', '1061': '080 수신거부' };
      const list = polled(called).map(({ message, code }) => ({
        receiver: message.to,
        sms_state: states[code] ?? '결번',
        mdid: `${mid}:${message.to}`,
      }));
      return answer(response, 200, { result_code: 1, list });
    }
    if (url.pathname === '/remain/') return answer(response, 200, { result_code: 1, SMS_CNT: 500 });
    answer(response, 404, {});
  }

  const speakNhn = openNhnHouse({
    taken,
    uploads,
    take,
    keep,
    sending,
    polled,
    optouts: () => simulator.optouts,
  });

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    const speaks = /^\/(message\/v1\.0|template|attachment)\//.test(url.pathname)
      ? speakNhn
      : /^\/(send_mass|sms_list|remain|akv10|cancel)\//.test(url.pathname)
        ? aligo
        : solapi;
    speaks(request, response, url).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(simulator, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

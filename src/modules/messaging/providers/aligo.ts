import { z } from 'zod';
import { type FailureClass, TEXT_LIMITS } from '../rules/index.ts';
import type { Cleared } from './cleared.ts';
import { callProvider } from './http.ts';
import type { OutgoingMessage } from './outgoing.ts';
import {
  type DeliveryReport,
  type MessageProvider,
  type Outcome,
  type ProviderTemplate,
  rejectBrand,
} from './provider.ts';
import { type Account, notAnswered } from './solapi.ts';

export const zAligoCredentials = z.object({
  key: z.string().min(1),
  userId: z.string().min(1),
  /** The KakaoTalk channel's sender key. */
  senderKey: z.string().default(''),
});

/** Different texts in one call: at most 500 [S33]. */
const BATCH_SIZE = 500;
const TOKEN_MINUTES = 30;
const SUBJECT_WITHOUT_ONE = '안내';

const zAnswer = z
  .object({ result_code: z.coerce.number(), message: z.string().default(''), msg_id: z.coerce.string().default('') })
  .loose();
const zKakaoAnswer = z
  .object({
    code: z.coerce.number(),
    message: z.string().default(''),
    info: z.object({ mid: z.coerce.string() }).loose().optional(),
  })
  .loose();

/** Before the id of an AlimTalk: KakaoTalk's calls are counted apart from those of text messages and asked for elsewhere. */
const KAKAO = 'kakao:';
/** People of a call named on one page of KakaoTalk's history. */
const HISTORY_PAGE = 500;
const zHistory = z
  .object({
    code: z.coerce.number(),
    list: z
      .array(
        z
          .object({
            phone: z.coerce.string(),
            status: z.coerce.string().default(''),
            rslt: z.coerce.string().default(''),
            rslt_message: z.string().nullish(),
          })
          .loose(),
      )
      .default([]),
    totalPage: z.coerce.number().default(1),
  })
  .loose();

/** Result codes of a refused call; from the vendor's table, those that mean something to us [S33, mem]. */
const FAILURES: Readonly<Record<number, FailureClass>> = {
  [-101]: 'sender',
  [-103]: 'balance',
  [-104]: 'too_long',
  [-201]: 'balance',
  [-202]: 'sender',
};

/** Whether a text beside a picture is too long as it goes there: in a form with parts each line break is two bytes (AD-30 c). */
const isTooLong = ({ medium, text, bytes }: OutgoingMessage) =>
  medium === 'mms' && bytes + (text.split('\n').length - 1) > TEXT_LIMITS.lmsBytes;

/**
 * Aligo [S33]. It knows no reference of ours and no key for repeating: a call that was not answered stays unknown, and is
 * never made again. A report is asked for by its id and the receiver's number, which it lists back.
 */
export function openAligo(account: Account, credentials: z.output<typeof zAligoCredentials>): MessageProvider {
  const timeoutMs = account.answerTimeoutMs;
  // A form with parts turns every \n into \r\n, which they count as two bytes; a plain one leaves it as it is (AD-30 c).
  const form = (fields: Record<string, string>, image?: Buffer) => {
    if (!image) return new URLSearchParams(fields);
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set('image1', new Blob([new Uint8Array(image)], { type: 'image/jpeg' }), 'picture.jpg');
    return body;
  };
  const smsAuth = { key: credentials.key, user_id: credentials.userId };
  const kakaoAuth = { apikey: credentials.key, userid: credentials.userId };
  const post = (url: string, fields: Record<string, string>, image?: Buffer) =>
    callProvider(url, { method: 'POST', body: form(fields, image), timeoutMs });
  const ask = async <T>(url: string, fields: Record<string, string>, schema: z.ZodType<T>): Promise<T> => {
    const answer = await post(url, fields);
    if (answer.kind !== 'answered' || answer.status >= 400) throw notAnswered(answer);
    return schema.parse(answer.body);
  };
  let token: { value: string; until: number } | undefined;
  const kakaoToken = async (): Promise<string> => {
    if (token && token.until > performance.now()) return token.value;
    const answer = await ask(
      `${account.kakaoBaseUrl}/akv10/token/create/${TOKEN_MINUTES}/i`,
      kakaoAuth,
      z.object({ token: z.string() }).loose(),
    );
    token = { value: answer.token, until: performance.now() + (TOKEN_MINUTES - 1) * 60_000 };
    return token.value;
  };
  const sendTexts = async (messages: readonly OutgoingMessage[], medium: 'sms' | 'lms' | 'mms'): Promise<Outcome[]> => {
    const fields: Record<string, string> = {
      ...smsAuth,
      sender: messages[0]?.from ?? '',
      msg_type: medium.toUpperCase(),
      cnt: String(messages.length),
      ...(medium === 'sms' ? {} : { title: messages[0]?.subject || SUBJECT_WITHOUT_ONE }),
      ...(account.isTest ? { testmode_yn: 'Y' } : {}),
    };
    for (const [at, message] of messages.entries()) {
      fields[`rec_${at + 1}`] = message.to;
      fields[`msg_${at + 1}`] = message.text;
    }
    // They keep no pictures: it goes with the call, which is for one picture only (see `groups`).
    const answer = await post(`${account.baseUrl}/send_mass/`, fields, messages[0]?.picture?.image);
    return readAnswer(messages, answer, (body) => {
      const read = zAnswer.safeParse(body).data;
      return read && { code: read.result_code, id: read.msg_id, isTaken: read.result_code > 0 };
    });
  };
  const sendAlimtalk = async (messages: readonly OutgoingMessage[], token: string): Promise<Outcome[]> => {
    const fields: Record<string, string> = {
      ...kakaoAuth,
      token,
      senderkey: credentials.senderKey,
      tpl_code: messages[0]?.templateCode ?? '',
      sender: messages[0]?.from ?? '',
      // We fall back ourselves, never twice (AD-32).
      failover: 'N',
      ...(account.isTest ? { testMode: 'Y' } : {}),
    };
    for (const [at, message] of messages.entries()) {
      fields[`receiver_${at + 1}`] = message.to;
      fields[`subject_${at + 1}`] = message.subject || SUBJECT_WITHOUT_ONE;
      fields[`message_${at + 1}`] = message.text;
    }
    const answer = await post(`${account.kakaoBaseUrl}/akv10/alimtalk/send/`, fields);
    return readAnswer(messages, answer, (body) => {
      const read = zKakaoAnswer.safeParse(body).data;
      return read && { code: read.code, id: `${KAKAO}${read.info?.mid ?? ''}`, isTaken: read.code === 0 };
    });
  };
  /** `/akv10/history/detail/` of one call, page by page [mem]: text messages and KakaoTalk have histories of their own. */
  const kakaoReports = async (mid: string): Promise<DeliveryReport[]> => {
    const reports: DeliveryReport[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const fields = { ...kakaoAuth, token: await kakaoToken(), mid, page: String(page), limit: String(HISTORY_PAGE) };
      const { list, totalPage } = await ask(`${account.kakaoBaseUrl}/akv10/history/detail/`, fields, zHistory);
      pages = totalPage;
      for (const { phone, status, rslt, rslt_message } of list) {
        const read = readKakaoResult(status, rslt_message ?? '');
        const providerMessageId = `${KAKAO}${mid}:${phone.replace(/\D/g, '')}`;
        if (read) reports.push({ providerMessageId, code: rslt, at: null, ...read });
      }
    }
    return reports;
  };
  return {
    name: 'aligo',
    batchSize: BATCH_SIZE,
    async send(batch: readonly Cleared<OutgoingMessage>[], handOver) {
      // One text that is too long would have the whole call turned down.
      const tooLong = batch.filter(isTooLong);
      if (tooLong.length > 0)
        await handOver.settle(
          tooLong.map(({ messageId }) => ({ messageId, kind: 'rejected', failure: 'too_long', code: 'line_breaks' })),
        );
      for (const messages of groups(batch.filter((message) => !isTooLong(message)))) {
        const medium = messages[0]?.medium;
        // What can fail without anything being sent comes before the messages count as handed over.
        const token = medium === 'alimtalk' ? await kakaoToken().catch(() => undefined) : '';
        if (token === undefined) {
          await handOver.settle(
            messages.map(({ messageId }) => ({ messageId, kind: 'unreachable', reason: 'no token' })),
          );
          return;
        }
        const going = await handOver.begin(messages.map(({ messageId }) => messageId));
        const left = messages.filter(({ messageId }) => going.has(messageId));
        const stopped = messages.filter(({ messageId }) => !going.has(messageId));
        const outcomes: Outcome[] = stopped.map(({ messageId }) => ({ messageId, kind: 'stopped' }));
        if (left.length > 0) {
          if (medium === 'alimtalk') outcomes.push(...(await sendAlimtalk(left, token)));
          else if (medium === 'sms' || medium === 'lms' || medium === 'mms')
            outcomes.push(...(await sendTexts(left, medium)));
          else outcomes.push(...left.map(rejectBrand));
        }
        await handOver.settle(outcomes);
      }
    },
    async status(ids) {
      const zDetails = z.object({
        list: z
          .array(
            z
              .object({
                receiver: z.coerce.string(),
                sms_state: z.string().default(''),
                mdid: z.coerce.string().default(''),
              })
              .loose(),
          )
          .default([]),
      });
      const calls = new Set(ids.map((id) => id.slice(0, id.lastIndexOf(':'))));
      const reports: DeliveryReport[] = [];
      for (const mid of calls) {
        if (mid.startsWith(KAKAO)) {
          reports.push(...(await kakaoReports(mid.slice(KAKAO.length))));
          continue;
        }
        const { list } = await ask(
          `${account.baseUrl}/sms_list/`,
          { ...smsAuth, mid, page: '1', page_size: '500' },
          zDetails,
        );
        for (const one of list) {
          const read = readState(one.sms_state);
          if (read)
            reports.push({ providerMessageId: `${mid}:${one.receiver}`, code: one.sms_state, at: null, ...read });
        }
      }
      return reports;
    },
    async cancel(providerMessageId) {
      const mid = providerMessageId.slice(0, providerMessageId.lastIndexOf(':'));
      // What is not put off for later leaves at once, and theirs for later is not used.
      if (mid.startsWith(KAKAO)) return false;
      const answer = await ask(`${account.baseUrl}/cancel/`, { ...smsAuth, mid }, zAnswer);
      return answer.result_code > 0;
    },
    // The list of refused numbers is only on their page; the 080 service of the shop tells us otherwise.
    optouts: async () => [],
    async balance() {
      const zRemain = z.object({ SMS_CNT: z.coerce.number() }).loose();
      // They answer in messages, not money.
      return (await ask(`${account.baseUrl}/remain/`, smsAuth, zRemain)).SMS_CNT;
    },
    async templates() {
      const zTemplates = z.object({
        list: z
          .array(
            z
              .object({
                templtCode: z.string(),
                templtName: z.string(),
                templtContent: z.string(),
                inspStatus: z.string(),
                status: z.string().default(''),
              })
              .loose(),
          )
          .default([]),
      });
      const fields = { ...kakaoAuth, token: await kakaoToken(), senderkey: credentials.senderKey };
      const states: Record<string, ProviderTemplate['state']> = { APR: 'approved', REJ: 'rejected' };
      return (await ask(`${account.kakaoBaseUrl}/akv10/template/list/`, fields, zTemplates)).list.map((one) => ({
        code: one.templtCode,
        name: one.templtName,
        text: one.templtContent,
        state: one.status === 'S' ? 'suspended' : (states[one.inspStatus] ?? 'requested'),
        reason: '',
      }));
    },
  };
}

/** Calls that can be one: the same kind of message, title, picture, template and sender. */
function groups(batch: readonly Cleared<OutgoingMessage>[]): Cleared<OutgoingMessage>[][] {
  return [
    ...Map.groupBy(batch, (one) =>
      JSON.stringify([
        one.medium,
        one.medium === 'sms' ? '' : one.subject,
        one.picture?.pictureId,
        one.templateCode,
        one.from,
      ]),
    ).values(),
  ];
}

function readState(state: string): { state: DeliveryReport['state']; failure?: FailureClass } | undefined {
  if (state.includes('완료')) return { state: 'delivered' };
  if (/결번|없는/.test(state)) return { state: 'failed', failure: 'invalid_number' };
  // Their 080 service; a phone that is set to refuse is another thing.
  if (/수신\s*거부|080/.test(state)) return { state: 'failed', failure: 'opted_out' };
  if (/거부/.test(state)) return { state: 'failed', failure: 'blocked' };
  if (/스팸/.test(state)) return { state: 'failed', failure: 'spam_filter' };
  if (state.includes('실패')) return { state: 'failed', failure: 'unknown' };
  return state.includes('전송중') ? { state: 'at_carrier' } : undefined;
}

/** What KakaoTalk's history says of one person: a step, and once it is over a result in words [mem]. */
function readKakaoResult(
  status: string,
  result: string,
): { state: DeliveryReport['state']; failure?: FailureClass } | undefined {
  if (result === '') return status.includes('전송중') ? { state: 'at_carrier' } : undefined;
  if (result.includes('성공')) return { state: 'delivered' };
  if (/미사용|미가입|사용자가 아님/.test(result)) return { state: 'failed', failure: 'not_on_kakao' };
  if (/차단|거부/.test(result)) return { state: 'failed', failure: 'blocked' };
  if (/템플릿/.test(result)) return { state: 'failed', failure: 'template' };
  if (/결번|없는|잘못된 (?:전화)?번호/.test(result)) return { state: 'failed', failure: 'invalid_number' };
  return { state: 'failed', failure: 'unknown' };
}

function readAnswer(
  messages: readonly OutgoingMessage[],
  answer: Awaited<ReturnType<typeof callProvider>>,
  read: (body: unknown) => { code: number; id: string; isTaken: boolean } | undefined,
): Outcome[] {
  const all = (outcome: (message: OutgoingMessage) => Outcome) => messages.map(outcome);
  if (answer.kind !== 'answered')
    return all(({ messageId }) => ({ messageId, kind: answer.kind, reason: answer.reason }));
  if (answer.status === 429) return all(({ messageId }) => ({ messageId, kind: 'later', reason: 'HTTP 429' }));
  const result = read(answer.body);
  if (!result) return all(({ messageId }) => ({ messageId, kind: 'unknown', reason: 'answer not understood' }));
  if (result.isTaken)
    return all(({ messageId, to }) => ({ messageId, kind: 'accepted', providerMessageId: `${result.id}:${to}` }));
  const failure = FAILURES[result.code] ?? 'unknown';
  return all(({ messageId }) => ({ messageId, kind: 'rejected', failure, code: String(result.code) }));
}

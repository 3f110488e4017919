import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { FailureClass } from '../rules/index.ts';
import type { Cleared } from './cleared.ts';
import { callProvider } from './http.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { PictureUploads, readUpload } from './pictures.ts';
import {
  type DeliveryReport,
  type MessageProvider,
  type Outcome,
  type ProviderTemplate,
  rejectBrand,
} from './provider.ts';
import { type Account, notAnswered } from './solapi.ts';

export const zNhnCredentials = z.object({
  appKey: z.string().min(1),
  /** Sent as X-NHN-Authorization. */
  accessToken: z.string().min(1),
  /** With which they sign what they tell us. */
  webhookSecret: z.string().default(''),
  /** The KakaoTalk channel's sender key. */
  senderKey: z.string().default(''),
});

const BATCH_SIZE = 1_000;
const PAGE_SIZE = 1_000;
/** A call holds one text: whoever gets words of her own is a call of her own. */
const CALLS_AT_ONCE = 20;
/** So many calls are asked for one by one; of more, everything of the days in which they may have been is looked through. */
const CALLS_ASKED_ALONE = 10;
/** Reports are asked for three days long; the Hub looks back seven. */
const LOOK_BACK_MS = 4 * 86_400_000;
const CLOCK_MARGIN_MS = 60_000;
/** Of a call that was refused for one of many, so many parts are tried once more, until the one is found. */
const PARTS_OF_REFUSED = 20;
/** App key unknown, wrong or closed, member or address not let in, their own fault: they concern every message alike. */
const ACCOUNT_CODES = new Set([-1000, -1001, -1002, -1003, -1004, -9999]);
const ACCOUNT_STATUSES = new Set([401, 403]);
const CHANNELS = {
  sms: 'SMS',
  lms: 'SMS',
  mms: 'SMS',
  alimtalk: 'ALIMTALK',
  email: 'EMAIL',
} as const satisfies Partial<Record<OutgoingMessage['medium'], string>>;
const PURPOSES = { ad: 'AD', auth: 'AUTH', info: 'NORMAL', notice_legal: 'NORMAL' } as const;

const zAnswer = z.object({
  header: z.object({ isSuccessful: z.boolean(), resultCode: z.number() }).loose(),
  messageId: z.string().default(''),
});
const zUploaded = z.object({ attachmentId: z.string().min(1) }).loose();
const zResult = z
  .object({
    messageId: z.string().default(''),
    clientReference: z.string().nullish(),
    status: z.string().default(''),
    resultCode: z.string().nullish(),
    resultMessage: z.string().nullish(),
    deliveredDateTime: z.string().nullish(),
    updatedDateTime: z.string().nullish(),
  })
  .loose();
type Result = z.output<typeof zResult>;
const zResults = z.object({ contactDeliveryResults: z.array(zResult).default([]), totalCount: z.number().default(0) });
const zWebhook = z.object({
  event: z.string(),
  hooks: z
    .array(
      zResult.extend({
        recipientNo: z.string().default(''),
        createdDateTime: z.string().nullish(),
      }),
    )
    .default([]),
});

const FAILURES: Readonly<Record<string, FailureClass>> = {
  INVALID_NUMBER: 'invalid_number',
  NOT_SUBSCRIBED: 'not_subscribed',
  UNSUBSCRIBED: 'opted_out',
  BLOCKED: 'blocked',
  SPAM: 'spam_filter',
  SENDER: 'sender',
  BALANCE: 'balance',
  TEMPLATE: 'template',
  ENCODING: 'encoding',
  NOT_KAKAO_USER: 'not_on_kakao',
};

/** What their carriers and KakaoTalk say in words; codes differ by channel. */
const FAILURES_IN_WORDS: readonly (readonly [RegExp, FailureClass])[] = [
  [/수신\s*거부|080/, 'opted_out'],
  [/결번|없는 번호|잘못된 번호|유효하지 않은 (?:수신|전화)/, 'invalid_number'],
  [/미사용|카카오톡 (?:사용자가 아|미가입)/, 'not_on_kakao'],
  [/스팸/, 'spam_filter'],
  [/차단/, 'blocked'],
  [/템플릿/, 'template'],
];

/** Base64 HMAC-SHA256 of the body: X-Toast-Webhook-Signature [S23; the hash from memory]. */
export function signNhnWebhook(secret: string, raw: Buffer): string {
  return createHmac('sha256', secret).update(raw).digest('base64');
}

/** A call has one id and may have been to many: a message is the call and our reference in it. */
const idOf = (callId: string, ref: string) => `${callId}:${ref}`;
/** An id of before that was the call's alone, for each message was a call of its own: it is the whole of it. */
const callOf = (id: string) => id.split(':', 1)[0] ?? '';

/**
 * NHN Cloud Notification Hub [S23], as its guide of API v1.0 has it (docs.nhncloud.com, read 2026-11-22): one content a call,
 * our reference with each contact, results by contact. Every call carries a key for repeating, made of the messages in it;
 * after silence the results are asked for our reference. From memory: the key's header, the codes that concern the
 * account, and the lists of refusals and templates. Check them with an account before the first real message.
 */
export function openNhn(
  account: Account,
  credentials: z.output<typeof zNhnCredentials>,
  now: () => Date,
): MessageProvider {
  const timeoutMs = account.answerTimeoutMs;
  const headers = {
    'content-type': 'application/json',
    'X-NC-APP-KEY': credentials.appKey,
    'X-NHN-Authorization': `Bearer ${credentials.accessToken.replace(/^Bearer\s+/i, '')}`,
  };
  const get = async (path: string): Promise<unknown> => {
    const answer = await callProvider(`${account.baseUrl}${path}`, { method: 'GET', headers, timeoutMs });
    if (answer.kind !== 'answered' || answer.status >= 400) throw notAnswered(answer);
    return answer.body;
  };
  async function* results(since: Date, query: Record<string, string> = {}): AsyncGenerator<Result> {
    const window = {
      createdDateTimeFrom: new Date(since.getTime() - CLOCK_MARGIN_MS).toISOString(),
      createdDateTimeTo: new Date(now().getTime() + CLOCK_MARGIN_MS).toISOString(),
    };
    for (let offset = 0; ; ) {
      const search = new URLSearchParams({ ...window, ...query, offset: String(offset), limit: String(PAGE_SIZE) });
      const page = zResults.parse(await get(`/message/v1.0/contact-delivery-results?${search}`));
      yield* page.contactDeliveryResults;
      // They may list fewer at a time than was asked for.
      offset += page.contactDeliveryResults.length;
      if (page.contactDeliveryResults.length === 0 || offset >= page.totalCount) return;
    }
  }
  const pictures = new PictureUploads(async (image) => {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(image)], { type: 'image/jpeg' }), 'picture.jpg');
    body.set('fileName', 'picture.jpg');
    // The form brings its own content type, with the boundary.
    const { 'content-type': _, ...auth } = headers;
    return readUpload(
      await callProvider(`${account.baseUrl}/attachment/v1.0/attachments`, {
        method: 'POST',
        headers: auth,
        body,
        timeoutMs,
      }),
      (answered) => zUploaded.safeParse(answered).data?.attachmentId,
    );
  });
  /** One call: everybody in it gets the same words, or the same template. */
  const call = async (messages: readonly OutgoingMessage[]): Promise<Outcome[]> => {
    const [first] = messages;
    if (!first) return [];
    // Their brand message has a channel of its own that this adapter does not speak (§2.7).
    if (first.medium === 'brand') return messages.map(rejectBrand);
    const isTemplate = first.medium === 'alimtalk';
    const key = createHash('sha256')
      .update(messages.map(({ messageId }) => messageId).join())
      .digest('hex');
    const kind = isTemplate ? 'template-messages' : 'free-form-messages';
    const answer = await callProvider(
      `${account.baseUrl}/message/v1.0/${CHANNELS[first.medium]}/${kind}/${PURPOSES[first.class]}`,
      {
        method: 'POST',
        headers: { ...headers, 'X-NC-API-IDEMPOTENCY-KEY': key },
        body: JSON.stringify({
          ...(isTemplate
            ? {
                sender: { senderKey: credentials.senderKey, senderProfileType: 'NORMAL' },
                templateId: first.templateCode ?? '',
              }
            : { sender: { senderPhoneNumber: first.from }, content: toContent(first, pictures.idOf(first)) }),
          recipients: messages.map((message) => ({
            contacts: [{ contactType: 'PHONE_NUMBER', contact: message.to, clientReference: message.messageId }],
            ...(isTemplate ? { templateParameters: toParameters(message.variables) } : {}),
          })),
        }),
        timeoutMs,
      },
    );
    return readAnswer(messages, answer);
  };
  /** A call that is refused is taken apart: what is wrong with one of it must not keep the others. */
  const callInParts = async (messages: readonly OutgoingMessage[]): Promise<Outcome[]> => {
    const told: Outcome[] = [];
    const open = [messages];
    while (open.length > 0) {
      const together = open.splice(0, CALLS_AT_ONCE);
      const answers = await Promise.all(together.map(call));
      for (const [nth, outcomes] of answers.entries()) {
        const asked = together[nth] ?? [];
        const isRefused = outcomes.every(({ kind }) => kind === 'rejected');
        if (isRefused && asked.length > 1 && asked[0]?.medium !== 'brand') open.push(...partsOf(asked));
        else told.push(...outcomes);
      }
      const gone = told.find((one) => one.kind === 'unreachable');
      if (gone) return [...told, ...open.flat().map(({ messageId }) => ({ ...gone, messageId }))];
    }
    return told;
  };
  return {
    name: 'nhn',
    batchSize: BATCH_SIZE,
    async send(batch: readonly Cleared<OutgoingMessage>[], handOver) {
      const { ready, failed } = await pictures.prepare(batch);
      if (failed.length > 0) await handOver.settle(failed);
      const calls = [...Map.groupBy(ready, keyOfCall).values()];
      for (let from = 0; from < calls.length; from += CALLS_AT_ONCE) {
        const together = calls.slice(from, from + CALLS_AT_ONCE);
        const going = await handOver.begin(together.flat().map(({ messageId }) => messageId));
        const isGoing = ({ messageId }: OutgoingMessage) => going.has(messageId);
        const answers = await Promise.all(together.map((messages) => callInParts(messages.filter(isGoing))));
        const stopped = together.flat().filter((message) => !isGoing(message));
        const outcomes = answers.flat();
        await handOver.settle([
          ...stopped.map(({ messageId }): Outcome => ({ messageId, kind: 'stopped' })),
          ...outcomes,
        ]);
        if (outcomes.some(({ kind }) => kind === 'unreachable')) return;
      }
    },
    async findTaken(messageIds, since) {
      const wanted = new Set(messageIds);
      const found = new Map<string, string>();
      for await (const { messageId, clientReference } of results(since)) {
        if (clientReference && wanted.has(clientReference))
          found.set(clientReference, idOf(messageId, clientReference));
      }
      return found;
    },
    async status(ids) {
      const wanted = new Set(ids);
      const callIds = [...new Set(ids.map(callOf))];
      const since = new Date(now().getTime() - LOOK_BACK_MS);
      const queries = callIds.length > CALLS_ASKED_ALONE ? [{}] : callIds.map((messageId) => ({ messageId }));
      const reports: DeliveryReport[] = [];
      for (const query of queries) {
        for await (const one of results(since, query)) {
          const report = toReport(one);
          const providerMessageId = [report.providerMessageId, one.messageId].find((id) => wanted.has(id));
          if (providerMessageId !== undefined) reports.push({ ...report, providerMessageId });
        }
      }
      return reports;
    },
    async cancel(providerMessageId) {
      const answer = await callProvider(
        `${account.baseUrl}/message/v1.0/messages/${callOf(providerMessageId)}/cancel`,
        {
          method: 'POST',
          headers,
          timeoutMs,
        },
      );
      return answer.kind === 'answered' && answer.status < 300;
    },
    async optouts(since) {
      const zOut = z.object({
        unsubscribes: z.array(z.object({ recipientNo: z.string(), at: z.string() }).loose()).default([]),
      });
      const { unsubscribes } = zOut.parse(
        await get(`/message/v1.0/unsubscribes?${new URLSearchParams({ since: since.toISOString() })}`),
      );
      return unsubscribes.map((one) => ({ number: one.recipientNo, at: new Date(one.at) }));
    },
    // Paid by the month: nothing is left to run out.
    balance: async () => null,
    async templates() {
      const zTemplates = z.object({
        templates: z
          .array(
            z
              .object({
                templateId: z.string(),
                name: z.string(),
                content: z.string(),
                status: z.string(),
                comment: z.string().default(''),
              })
              .loose(),
          )
          .default([]),
      });
      const states: Record<string, ProviderTemplate['state']> = {
        APPROVED: 'approved',
        REJECTED: 'rejected',
        STOP: 'suspended',
        DORMANT: 'dormant',
      };
      return zTemplates.parse(await get('/template/v1.0/templates?channel=ALIMTALK')).templates.map((one) => ({
        code: one.templateId,
        name: one.name,
        text: one.content,
        state: states[one.status] ?? 'requested',
        reason: one.comment,
      }));
    },
    readWebhook({ headers, raw }) {
      const given = headers['x-toast-webhook-signature'];
      if (typeof given !== 'string' || credentials.webhookSecret === '') return undefined;
      // Their SMS service sends the signature as it was typed into its settings; nobody but the two of us knows either.
      const isSigned = [signNhnWebhook(credentials.webhookSecret, raw), credentials.webhookSecret].some((expected) =>
        isSame(given, expected),
      );
      if (!isSigned) return undefined;
      const { event, hooks } = zWebhook.parse(JSON.parse(raw.toString('utf8')));
      if (event === 'UNSUBSCRIBE')
        return {
          trusted: true,
          reports: [],
          optouts: hooks.map((hook) => ({ number: hook.recipientNo, at: new Date(hook.createdDateTime ?? now()) })),
        };
      return { trusted: true, reports: event === 'MESSAGE_RESULT_UPDATE' ? hooks.map(toReport) : [], optouts: [] };
    },
  };
}

const isSame = (given: string, expected: string) => {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Messages that go in one call. */
const keyOfCall = ({ medium, class: kind, templateCode, from, subject, text, picture }: OutgoingMessage) =>
  JSON.stringify(
    medium === 'alimtalk' ? [medium, kind, templateCode] : [medium, kind, from, subject, text, picture?.pictureId],
  );

function partsOf(messages: readonly OutgoingMessage[]): (readonly OutgoingMessage[])[] {
  const size = Math.ceil(messages.length / PARTS_OF_REFUSED);
  return Array.from({ length: Math.ceil(messages.length / size) }, (_, nth) =>
    messages.slice(nth * size, (nth + 1) * size),
  );
}

function toContent({ medium, subject, text }: OutgoingMessage, attachmentId: string | undefined) {
  return {
    messageType: medium.toUpperCase(),
    ...(subject === '' ? {} : { title: subject }),
    body: text,
    ...(attachmentId === undefined ? {} : { attachmentIds: [attachmentId] }),
  };
}

/** They call a variable by its name alone: `#{이름}` → 이름. */
const toParameters = (variables: OutgoingMessage['variables']) =>
  Object.fromEntries(Object.entries(variables ?? {}).map(([name, value]) => [name.replace(/^#\{|\}$/g, ''), value]));

const STATES: Readonly<Record<string, DeliveryReport['state']>> = {
  DELIVERED: 'delivered',
  OPENED: 'delivered',
  SEND_FAILED: 'failed',
  DELIVERY_FAILED: 'failed',
  CANCELED: 'failed',
  SENT: 'at_carrier',
};

function toReport(one: Result): DeliveryReport {
  const state = STATES[one.status] ?? 'submitted';
  const words = FAILURES_IN_WORDS.find(([pattern]) => pattern.test(one.resultMessage ?? ''))?.[1];
  const at = one.deliveredDateTime ?? one.updatedDateTime;
  return {
    providerMessageId: idOf(one.messageId, one.clientReference ?? ''),
    state,
    failure: state === 'failed' ? (FAILURES[one.resultCode ?? ''] ?? words ?? 'unknown') : undefined,
    code: one.resultCode ?? one.status,
    at: at ? new Date(at) : null,
  };
}

function readAnswer(messages: readonly OutgoingMessage[], answer: Awaited<ReturnType<typeof callProvider>>): Outcome[] {
  const all = (outcome: (messageId: string) => Outcome) => messages.map(({ messageId }) => outcome(messageId));
  if (answer.kind !== 'answered') return all((messageId) => ({ messageId, kind: answer.kind, reason: answer.reason }));
  if (answer.status === 429) return all((messageId) => ({ messageId, kind: 'later', reason: 'HTTP 429' }));
  const read = zAnswer.safeParse(answer.body).data;
  if (answer.status >= 400 || (read && !read.header.isSuccessful)) {
    const code = `HTTP ${answer.status} ${read?.header.resultCode ?? ''}`.trim();
    return ACCOUNT_STATUSES.has(answer.status) || ACCOUNT_CODES.has(read?.header.resultCode ?? 0)
      ? all((messageId) => ({ messageId, kind: 'unreachable', reason: code }))
      : all((messageId) => ({ messageId, kind: 'rejected', failure: 'unknown', code }));
  }
  if (!read || read.messageId === '')
    return all((messageId) => ({ messageId, kind: 'unknown', reason: 'answer not understood' }));
  return all((messageId) => ({ messageId, kind: 'accepted', providerMessageId: idOf(read.messageId, messageId) }));
}

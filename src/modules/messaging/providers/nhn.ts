import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { FailureClass } from '../rules/index.ts';
import type { Cleared } from './cleared.ts';
import { callProvider } from './http.ts';
import { PictureUploads, readUpload } from './pictures.ts';
import {
  type DeliveryReport,
  type MessageProvider,
  type Outcome,
  type OutgoingMessage,
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
  messages: z
    .array(z.object({ messageId: z.string(), clientReference: z.string(), resultCode: z.number().default(0) }).loose())
    .default([]),
});
const zUploaded = z.object({ attachmentId: z.string().min(1) }).loose();
const zList = z.object({
  messages: z
    .array(
      z
        .object({
          messageId: z.string(),
          clientReference: z.string().nullish(),
          status: z.string(),
          resultCode: z.string().nullish(),
          completedAt: z.string().nullish(),
        })
        .loose(),
    )
    .default([]),
  totalCount: z.number().default(0),
});
const zWebhook = z.object({
  event: z.string(),
  hooks: z
    .array(
      z
        .object({
          messageId: z.string().default(''),
          status: z.string().default(''),
          resultCode: z.string().nullish(),
          recipientNo: z.string().default(''),
          at: z.string().nullish(),
        })
        .loose(),
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

/** Base64 HMAC-SHA256 of the body: X-Toast-Webhook-Signature [S23; the hash from memory]. */
export function signNhnWebhook(secret: string, raw: Buffer): string {
  return createHmac('sha256', secret).update(raw).digest('base64');
}

/**
 * NHN Cloud Notification Hub [S23]. Every call carries a key for repeating, made of the messages in it, and each message
 * our reference; after silence the list is asked for it. Field names of list and reference are from memory: check them
 * with an account before the first real message.
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
    'X-NHN-Authorization': credentials.accessToken,
  };
  const get = async (path: string): Promise<unknown> => {
    const answer = await callProvider(`${account.baseUrl}${path}`, { method: 'GET', headers, timeoutMs });
    if (answer.kind !== 'answered' || answer.status >= 400) throw notAnswered(answer);
    return answer.body;
  };
  async function* list(query: Record<string, string>) {
    for (let page = 1; ; page += 1) {
      const search = new URLSearchParams({ ...query, pageNum: String(page), pageSize: String(PAGE_SIZE) });
      const { messages, totalCount } = zList.parse(await get(`/message/v1.0/messages?${search}`));
      yield* messages;
      if (messages.length === 0 || page * PAGE_SIZE >= totalCount) return;
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
  return {
    name: 'nhn',
    batchSize: BATCH_SIZE,
    async send(batch: readonly Cleared<OutgoingMessage>[], handOver) {
      const { ready, failed } = await pictures.prepare(batch);
      if (failed.length > 0) await handOver.settle(failed);
      for (const messages of Map.groupBy(ready, (one) =>
        JSON.stringify([one.medium, one.class, one.templateCode, one.from]),
      ).values()) {
        const going = await handOver.begin(messages.map(({ messageId }) => messageId));
        const left = messages.filter(({ messageId }) => going.has(messageId));
        const outcomes: Outcome[] = messages
          .filter(({ messageId }) => !going.has(messageId))
          .map(({ messageId }) => ({ messageId, kind: 'stopped' }));
        const first = left[0];
        // Friend talk ended on 2025-12-31, and the Notification Hub has no channel for what came after it (§2.7).
        if (first?.medium === 'brand') {
          outcomes.push(...left.map(rejectBrand));
        } else if (first) {
          const kind = first.medium === 'alimtalk' ? 'template-messages' : 'free-form-messages';
          const key = createHash('sha256')
            .update(left.map(({ messageId }) => messageId).join())
            .digest('hex');
          const answer = await callProvider(
            `${account.baseUrl}/message/v1.0/${CHANNELS[first.medium]}/${kind}/${PURPOSES[first.class]}`,
            {
              method: 'POST',
              headers: { ...headers, 'X-NC-API-IDEMPOTENCY-KEY': key },
              body: JSON.stringify({
                sender: { senderPhoneNumber: first.from, senderKey: credentials.senderKey },
                ...(first.templateCode ? { templateId: first.templateCode } : {}),
                messageType: first.medium.toUpperCase(),
                recipients: left.map((message) => ({
                  clientReference: message.messageId,
                  contacts: [{ contactType: 'PHONE_NUMBER', contact: message.to }],
                  ...(message.medium === 'alimtalk'
                    ? { templateParameters: message.variables ?? {} }
                    : { content: toContent(message, pictures.idOf(message)) }),
                })),
              }),
              timeoutMs,
            },
          );
          outcomes.push(...readAnswer(left, answer));
        }
        await handOver.settle(outcomes);
      }
    },
    async findTaken(messageIds, since) {
      const wanted = new Set(messageIds);
      const found = new Map<string, string>();
      const query = {
        startDateTime: new Date(since.getTime() - 60_000).toISOString(),
        endDateTime: new Date(now().getTime() + 60_000).toISOString(),
      };
      for await (const one of list(query)) {
        if (one.clientReference && wanted.has(one.clientReference)) found.set(one.clientReference, one.messageId);
      }
      return found;
    },
    async status(ids) {
      const reports: DeliveryReport[] = [];
      for (let from = 0; from < ids.length; from += PAGE_SIZE) {
        for await (const one of list({ messageIds: ids.slice(from, from + PAGE_SIZE).join(',') }))
          reports.push(toReport({ ...one, at: one.completedAt }));
      }
      return reports;
    },
    async cancel(providerMessageId) {
      const answer = await callProvider(`${account.baseUrl}/message/v1.0/messages/${providerMessageId}/cancel`, {
        method: 'POST',
        headers,
        timeoutMs,
      });
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
      const expected = Buffer.from(signNhnWebhook(credentials.webhookSecret, raw));
      const said = Buffer.from(given);
      if (said.length !== expected.length || !timingSafeEqual(said, expected)) return undefined;
      const { event, hooks } = zWebhook.parse(JSON.parse(raw.toString('utf8')));
      if (event === 'UNSUBSCRIBE')
        return {
          trusted: true,
          reports: [],
          optouts: hooks.map((hook) => ({ number: hook.recipientNo, at: new Date(hook.at ?? now()) })),
        };
      return { trusted: true, reports: event === 'MESSAGE_RESULT_UPDATE' ? hooks.map(toReport) : [], optouts: [] };
    },
  };
}

function toContent({ subject, text }: OutgoingMessage, attachmentId: string | undefined) {
  return { title: subject, body: text, ...(attachmentId === undefined ? {} : { attachmentIds: [attachmentId] }) };
}

function toReport(one: {
  messageId: string;
  status: string;
  resultCode?: string | null | undefined;
  at?: string | null | undefined;
}): DeliveryReport {
  const states: Record<string, DeliveryReport['state']> = {
    COMPLETED: 'delivered',
    FAILED: 'failed',
    SENDING: 'at_carrier',
  };
  const state = states[one.status] ?? 'submitted';
  return {
    providerMessageId: one.messageId,
    state,
    failure: state === 'failed' ? (FAILURES[one.resultCode ?? ''] ?? 'unknown') : undefined,
    code: one.resultCode ?? one.status,
    at: one.at ? new Date(one.at) : null,
  };
}

function readAnswer(messages: readonly OutgoingMessage[], answer: Awaited<ReturnType<typeof callProvider>>): Outcome[] {
  const all = (outcome: (messageId: string) => Outcome) => messages.map(({ messageId }) => outcome(messageId));
  if (answer.kind !== 'answered') return all((messageId) => ({ messageId, kind: answer.kind, reason: answer.reason }));
  if (answer.status === 429) return all((messageId) => ({ messageId, kind: 'later', reason: 'HTTP 429' }));
  const read = zAnswer.safeParse(answer.body).data;
  if (answer.status >= 400 || (read && !read.header.isSuccessful))
    return all((messageId) => ({
      messageId,
      kind: 'unreachable',
      reason: `HTTP ${answer.status} ${read?.header.resultCode ?? ''}`.trim(),
    }));
  if (!read) return all((messageId) => ({ messageId, kind: 'unknown', reason: 'answer not understood' }));
  const byReference = new Map(read.messages.map((one) => [one.clientReference, one]));
  return all((messageId) => {
    const one = byReference.get(messageId);
    if (!one) return { messageId, kind: 'unknown', reason: 'not in the answer' };
    if (one.resultCode !== 0) return { messageId, kind: 'rejected', failure: 'unknown', code: String(one.resultCode) };
    return { messageId, kind: 'accepted', providerMessageId: one.messageId };
  });
}

import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readSolapiCode } from '../rules/index.ts';
import type { Cleared } from './cleared.ts';
import { callProvider } from './http.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { PictureUploads, readUpload } from './pictures.ts';
import type { DeliveryReport, MessageProvider, Outcome, ProviderTemplate } from './provider.ts';

export const zSolapiCredentials = z.object({
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
  /** The KakaoTalk channel. */
  pfId: z.string().default(''),
});

export interface Account {
  baseUrl: string;
  kakaoBaseUrl: string;
  answerTimeoutMs: number;
  isTest: boolean;
}

/** Hex HMAC-SHA256 of date and salt: what SOLAPI calls the signature [S29]. Vectors: solapi.test.ts. */
export function signSolapi(apiSecret: string, date: string, salt: string): string {
  return createHmac('sha256', apiSecret)
    .update(date + salt)
    .digest('hex');
}

const zSendAnswer = z.object({
  groupInfo: z
    .object({ groupId: z.string().default('') })
    .loose()
    .optional(),
  failedMessageList: z
    .array(z.object({ statusCode: z.string(), customFields: z.record(z.string(), z.string()).optional() }).loose())
    .default([]),
  messageList: z
    .array(z.object({ messageId: z.string(), customFields: z.record(z.string(), z.string()).optional() }).loose())
    .default([]),
});
const zListAnswer = z.object({
  messageList: z.record(
    z.string(),
    z
      .object({
        messageId: z.string(),
        statusCode: z.string(),
        dateUpdated: z.string().optional(),
        customFields: z.record(z.string(), z.string()).nullish(),
      })
      .loose(),
  ),
  nextKey: z.string().nullish(),
});
const zUploaded = z.object({ fileId: z.string().min(1) }).loose();
const zReports = z.array(
  z.object({ messageId: z.string(), statusCode: z.string(), dateUpdated: z.string().nullish() }).loose(),
);

const TYPES = { sms: 'SMS', lms: 'LMS', mms: 'MMS', alimtalk: 'ATA', brand: 'BMS_FREE', email: 'LMS' } as const;
// `BMS_TEXT` is sent with a template of theirs; our own words are `BMS_FREE` in a text bubble. I: friends of the channel.
const BATCH_SIZE = 1_000;
const PAGE_SIZE = 500;
/** Their clock and ours may differ; the list is asked from a little before the call. */
const CLOCK_MARGIN_MS = 60_000;

function toBody(message: OutgoingMessage, { pfId, imageId }: { pfId: string; imageId: string | undefined }) {
  const kakao =
    message.medium === 'alimtalk'
      ? { pfId, templateId: message.templateCode ?? '', variables: message.variables ?? {}, disableSms: true }
      : { pfId, disableSms: true, bms: { targeting: 'I', chatBubbleType: 'TEXT' } };
  return {
    to: message.to,
    from: message.from,
    type: TYPES[message.medium],
    ...(message.medium === 'alimtalk' ? {} : { text: message.text }),
    ...(message.subject !== '' && message.medium !== 'sms' ? { subject: message.subject } : {}),
    ...(imageId === undefined ? {} : { imageId }),
    // Text and buttons of an AlimTalk are the template's own (AD-42); we fall back ourselves, never twice (AD-32).
    ...(message.medium === 'alimtalk' || message.medium === 'brand' ? { kakaoOptions: kakao } : {}),
    // Our reference: what the list is searched for when a call was not answered.
    customFields: { ref: message.messageId },
  };
}

/** SOLAPI (CoolSMS) [S29, S42]. Messages carry our id in `customFields.ref`; after silence the list is asked for it. */
export function openSolapi(
  account: Account,
  credentials: z.output<typeof zSolapiCredentials>,
  now: () => Date,
): MessageProvider {
  const { apiKey, apiSecret, pfId } = credentials;
  const headers = () => {
    const date = now().toISOString();
    const salt = randomBytes(16).toString('hex');
    return {
      'content-type': 'application/json',
      authorization: `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signSolapi(apiSecret, date, salt)}`,
    };
  };
  const timeoutMs = account.answerTimeoutMs;
  const get = async (path: string): Promise<unknown> => {
    const answer = await callProvider(`${account.baseUrl}${path}`, { method: 'GET', headers: headers(), timeoutMs });
    if (answer.kind !== 'answered' || answer.status >= 400) throw notAnswered(answer);
    return answer.body;
  };
  async function* list(
    query: Record<string, string>,
  ): AsyncGenerator<z.output<typeof zListAnswer>['messageList'][string]> {
    let startKey = '';
    do {
      const search = new URLSearchParams({ ...query, limit: String(PAGE_SIZE), ...(startKey ? { startKey } : {}) });
      const page = zListAnswer.parse(await get(`/messages/v4/list?${search}`));
      yield* Object.values(page.messageList);
      startKey = page.nextKey ?? '';
    } while (startKey !== '');
  }
  const pictures = new PictureUploads(async (image) =>
    readUpload(
      await callProvider(`${account.baseUrl}/storage/v1/files`, {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify({ file: image.toString('base64'), name: 'picture.jpg', type: 'MMS' }),
        timeoutMs,
      }),
      (body) => zUploaded.safeParse(body).data?.fileId,
    ),
  );
  return {
    name: 'solapi',
    batchSize: BATCH_SIZE,
    async send(batch: readonly Cleared<OutgoingMessage>[], handOver) {
      // What can fail without anything being sent comes before the messages count as handed over.
      const { ready, failed } = await pictures.prepare(batch);
      const going = await handOver.begin(ready.map(({ messageId }) => messageId));
      const messages = ready.filter(({ messageId }) => going.has(messageId));
      const stopped = ready.filter(({ messageId }) => !going.has(messageId));
      const answer =
        messages.length === 0
          ? undefined
          : await callProvider(`${account.baseUrl}/messages/v4/send-many/detail`, {
              method: 'POST',
              headers: headers(),
              body: JSON.stringify({
                messages: messages.map((message) => toBody(message, { pfId, imageId: pictures.idOf(message) })),
                allowDuplicates: true,
                showMessageList: true,
              }),
              timeoutMs,
            });
      await handOver.settle([
        ...failed,
        ...stopped.map(({ messageId }): Outcome => ({ messageId, kind: 'stopped' })),
        ...(answer ? readAnswer(messages, answer) : []),
      ]);
    },
    async findTaken(messageIds, since) {
      const wanted = new Set(messageIds);
      const found = new Map<string, string>();
      const startDate = new Date(since.getTime() - CLOCK_MARGIN_MS).toISOString();
      for await (const { messageId, customFields } of list({
        startDate,
        endDate: new Date(now().getTime() + CLOCK_MARGIN_MS).toISOString(),
      })) {
        const ref = customFields?.['ref'];
        if (ref !== undefined && wanted.has(ref)) found.set(ref, messageId);
      }
      return found;
    },
    async status(ids) {
      const reports: DeliveryReport[] = [];
      for (let from = 0; from < ids.length; from += PAGE_SIZE) {
        for await (const one of list({ messageIds: ids.slice(from, from + PAGE_SIZE).join(',') }))
          reports.push(toReport(one));
      }
      return reports;
    },
    // What is handed over without a date is passed on at once; there is nothing to take back.
    cancel: async () => false,
    async optouts(since) {
      const zBlack = z.object({
        blackList: z.array(z.object({ recipientNumber: z.string(), dateCreated: z.string() }).loose()).default([]),
      });
      const { blackList } = zBlack.parse(
        await get(`/iam/v1/black?${new URLSearchParams({ startDate: since.toISOString() })}`),
      );
      return blackList.map((one) => ({ number: one.recipientNumber, at: new Date(one.dateCreated) }));
    },
    async balance() {
      return z
        .object({ balance: z.number() })
        .loose()
        .parse(await get('/cash/v1/balance')).balance;
    },
    async templates() {
      const zTemplates = z.object({
        templateList: z
          .array(
            z
              .object({
                templateId: z.string(),
                name: z.string(),
                content: z.string(),
                status: z.string(),
                comments: z.array(z.object({ content: z.string() }).loose()).default([]),
              })
              .loose(),
          )
          .default([]),
      });
      const states: Record<string, ProviderTemplate['state']> = {
        APPROVED: 'approved',
        REJECTED: 'rejected',
        SUSPENDED: 'suspended',
        DORMANT: 'dormant',
      };
      return zTemplates.parse(await get('/kakao/v2/templates?limit=500')).templateList.map((one) => ({
        code: one.templateId,
        name: one.name,
        text: one.content,
        state: states[one.status] ?? 'requested',
        reason: one.comments.at(-1)?.content ?? '',
      }));
    },
    readWebhook({ raw }) {
      // Nothing in the body is signed: it says which messages to ask about, and SOLAPI is asked.
      const parsed = zReports.safeParse(JSON.parse(raw.toString('utf8')));
      return parsed.success ? { trusted: false, reports: parsed.data.map(toReport), optouts: [] } : undefined;
    },
  };
}

function toReport(one: {
  messageId: string;
  statusCode: string;
  dateUpdated?: string | null | undefined;
}): DeliveryReport {
  const { state, failure } = readSolapiCode(one.statusCode);
  return {
    providerMessageId: one.messageId,
    state,
    failure,
    code: one.statusCode,
    at: one.dateUpdated ? new Date(one.dateUpdated) : null,
  };
}

function readAnswer(messages: readonly OutgoingMessage[], answer: Awaited<ReturnType<typeof callProvider>>): Outcome[] {
  const all = (outcome: (messageId: string) => Outcome) => messages.map(({ messageId }) => outcome(messageId));
  if (answer.kind === 'unreachable')
    return all((messageId) => ({ messageId, kind: 'unreachable', reason: answer.reason }));
  if (answer.kind === 'unknown') return all((messageId) => ({ messageId, kind: 'unknown', reason: answer.reason }));
  if (answer.status === 429) return all((messageId) => ({ messageId, kind: 'later', reason: 'HTTP 429' }));
  if (answer.status >= 400) {
    const code = z.object({ errorCode: z.string() }).safeParse(answer.body).data?.errorCode ?? `HTTP ${answer.status}`;
    // The call as a whole was refused: nothing was taken, and the next would be refused as well.
    return all((messageId) => ({ messageId, kind: 'unreachable', reason: code }));
  }
  const read = zSendAnswer.safeParse(answer.body);
  if (!read.success) return all((messageId) => ({ messageId, kind: 'unknown', reason: 'answer not understood' }));
  const taken = new Map(read.data.messageList.map((one) => [one.customFields?.['ref'], one.messageId]));
  const failed = new Map(read.data.failedMessageList.map((one) => [one.customFields?.['ref'], one.statusCode]));
  return all((messageId) => {
    const code = failed.get(messageId);
    if (code !== undefined)
      return { messageId, kind: 'rejected', failure: readSolapiCode(code).failure ?? 'unknown', code };
    return { messageId, kind: 'accepted', providerMessageId: taken.get(messageId) ?? null };
  });
}

/** What the one who asks is told when a provider does not answer, or refuses. */
export function notAnswered(answer: Awaited<ReturnType<typeof callProvider>>): AppError {
  const reason = answer.kind === 'answered' ? `HTTP ${answer.status}` : answer.reason;
  return new AppError('unavailable', `message provider: ${reason}`, {
    userMessage: {
      ko: '메시지 서비스가 답하지 않았어요. 잠시 뒤에 다시 해 주세요. 바뀐 것은 없어요.',
      en: 'The message service did not answer. Please try again in a moment. Nothing was changed.',
    },
    details: { reason },
  });
}

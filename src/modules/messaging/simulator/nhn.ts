import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Simulator, TakenMessage } from './house.ts';
import { answer, bodyOf, formOf } from './http.ts';
import type { Polled } from './polled.ts';

/** What the simulator lends to the part of it that speaks for one provider. */
interface House {
  taken: readonly TakenMessage[];
  uploads: ReadonlyMap<string, Buffer>;
  take: (message: Omit<TakenMessage, 'providerMessageId' | 'takenAt'>) => TakenMessage;
  keep: (image: Buffer) => string | undefined;
  sending: (response: ServerResponse, messages: number, work: () => unknown) => Promise<void>;
  polled: (messages: readonly TakenMessage[]) => Polled<TakenMessage>[];
  optouts: () => Simulator['optouts'];
}

/** A call to send, as the Hub's guide of API v1.0 has it: one content for everybody in it. */
interface Call {
  sender: { senderPhoneNumber?: string; senderKey?: string; senderProfileType?: string };
  templateId?: string;
  content?: { messageType?: string; title?: string; body?: string; attachmentIds?: string[] };
  recipients: { contacts: { contactType: string; contact: string; clientReference?: string }[] }[];
}

const OK = { isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' };
const WRONG = { header: { ...OK, isSuccessful: false, resultCode: -2000 } };
const WHO = { header: { ...OK, isSuccessful: false, resultCode: -1000 } };
const STATUSES: Readonly<Record<string, string>> = { '3000': 'SENT', '4000': 'DELIVERED' };

/** Speaks as NHN Cloud's Notification Hub. */
export function openNhnHouse(house: House) {
  const { taken, uploads, take, keep, sending, polled } = house;
  const answered = new Map<string, unknown>();
  /** The call that brought each message: all of a call have one id. */
  const callOf = new Map<TakenMessage, string>();

  function readCall(
    channel: string | undefined,
    call: Call,
  ): { type: string; picture: Buffer | undefined } | undefined {
    const { sender, templateId, content, recipients } = call;
    const isNamed = recipients.every(
      ({ contacts }) => contacts.length === 1 && contacts[0]?.contactType === 'PHONE_NUMBER',
    );
    if (!isNamed || recipients.length === 0) return undefined;
    if (channel === 'ALIMTALK')
      return templateId && sender.senderKey && sender.senderProfileType && !content
        ? { type: 'ATA', picture: undefined }
        : undefined;
    const { messageType = '', body = '', attachmentIds = [] } = content ?? {};
    const picture = uploads.get(attachmentIds[0] ?? '');
    if (!sender.senderPhoneNumber || body === '' || !['SMS', 'LMS', 'MMS'].includes(messageType)) return undefined;
    return (messageType === 'MMS') === (picture !== undefined) ? { type: messageType, picture } : undefined;
  }

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (!request.headers['x-nhn-authorization']?.toString().startsWith('Bearer ')) return answer(response, 401, WHO);
    if (url.pathname === '/attachment/v1.0/attachments') {
      const attachmentId = keep((await formOf(request)).files.get('file') ?? Buffer.alloc(0));
      return attachmentId === undefined
        ? answer(response, 400, WRONG)
        : answer(response, 200, { header: OK, attachmentId });
    }
    if (request.method === 'POST') {
      const key = String(request.headers['x-nc-api-idempotency-key'] ?? '');
      const call = JSON.parse(await bodyOf(request)) as Call;
      const read = readCall(/v1\.0\/(\w+)\//.exec(url.pathname)?.[1], call);
      if (!read) return answer(response, 400, WRONG);
      return sending(response, call.recipients.length, () => {
        const before = answered.get(key);
        if (before) return before;
        const messageId = `N${answered.size + 1}`;
        for (const { contacts } of call.recipients) {
          const [{ contact, clientReference = '' } = { contact: '' }] = contacts;
          const from = call.sender.senderPhoneNumber ?? '';
          callOf.set(
            take({ ref: clientReference, to: contact, from, ...read, text: call.content?.body ?? '' }),
            messageId,
          );
        }
        const body = { header: OK, messageId };
        answered.set(key, body);
        return body;
      });
    }
    if (url.pathname === '/message/v1.0/contact-delivery-results') {
      const asked = (name: string) => url.searchParams.get(name);
      const [from, to] = [new Date(asked('createdDateTimeFrom') ?? 0), new Date(asked('createdDateTimeTo') ?? 8.64e15)];
      const all = polled(
        taken.filter(
          (one) =>
            one.takenAt >= from && one.takenAt <= to && (asked('messageId') ?? callOf.get(one)) === callOf.get(one),
        ),
      );
      const offset = Number(asked('offset') ?? 0);
      const contactDeliveryResults = all
        .slice(offset, offset + Number(asked('limit') ?? 10))
        .map(({ message, code }) => {
          const status = STATUSES[code] ?? 'DELIVERY_FAILED';
          const failure = status === 'DELIVERY_FAILED' ? { resultCode: 'INVALID_NUMBER', resultMessage: '결번' } : {};
          const contact = { contactType: 'PHONE_NUMBER', contact: message.to, clientReference: message.ref };
          return { messageId: callOf.get(message), ...contact, status, ...failure };
        });
      return answer(response, 200, { header: OK, contactDeliveryResults, totalCount: all.length });
    }
    if (url.pathname === '/message/v1.0/unsubscribes')
      return answer(response, 200, {
        header: OK,
        unsubscribes: house.optouts().map(({ number, at }) => ({ recipientNo: number, at: at.toISOString() })),
      });
    answer(response, 404, WRONG);
  };
}

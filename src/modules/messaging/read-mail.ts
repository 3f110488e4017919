/** What a letter in the shop's mailbox is to us. */
export type ReadMail =
  /** A delivery report (RFC 3464): the id of our message, when it names one. */
  | { kind: 'bounce'; messageId: string | undefined; action: string; status: string; isDeadAddress: boolean }
  /** Somebody asks not to be written to; `date` as the letter itself says, absent when it says none. */
  | { kind: 'refusal'; from: string; date: Date | undefined }
  | { kind: 'other' };

const OUR_ID = /<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@/i;
/** The whole of a subject or of the first line: a letter that merely mentions the word is a letter. */
const REFUSAL = /^(?:re:|회신:|\s)*(?:수신\s*거부|수신거부합니다|stop|unsubscribe)[\s.!]*$/i;
/** Mailbox or domain that does not exist (RFC 3463: 5.1.x, 5.4.4 … ); full or refused for spam is not dead. */
const DEAD = /^5\.(?:1\.[0-46-9]|1\.10|4\.4|2\.1)$/;
const REFUSED_FOR_GOOD = /\b(?:user unknown|no such user|does not exist|unknown user)\b/i;

/** Reads a letter as it lies in the mailbox. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'utf8', forceRfc822Attachments: true });
  const report = mail.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  if (report) {
    const fields = fieldsOf(textOf(report.content));
    const original = mail.attachments.find(
      ({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers',
    );
    const status = fields.get('status') ?? '';
    const diagnostic = fields.get('diagnostic-code') ?? '';
    return {
      kind: 'bounce',
      messageId: OUR_ID.exec(original ? textOf(original.content) : '')?.[1] ?? OUR_ID.exec(diagnostic)?.[1],
      action: (fields.get('action') ?? '').toLowerCase(),
      status,
      isDeadAddress: DEAD.test(status) || (status.startsWith('5.') && REFUSED_FOR_GOOD.test(diagnostic)),
    };
  }
  const from = mail.from?.address ?? '';
  const firstLine = (mail.text ?? '').trimStart().split('\n')[0] ?? '';
  const asks = REFUSAL.test(mail.subject ?? '') || REFUSAL.test(firstLine);
  if (!asks || from === '') return { kind: 'other' };
  const date = mail.date === undefined ? undefined : new Date(mail.date);
  return { kind: 'refusal', from: from.toLowerCase(), date: date && !Number.isNaN(date.getTime()) ? date : undefined };
}

const textOf = (content: string | ArrayBuffer | Uint8Array) =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

/** The fields of a delivery status, those of the recipient over those of the message; folded lines are one. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

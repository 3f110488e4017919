import type { CallOutcome } from './http.ts';
import type { OutgoingMessage } from './outgoing.ts';
import type { Outcome } from './provider.ts';

/** Why a picture did not get to the provider; whatever it was, no message was taken. */
type NotUploaded =
  | { kind: 'later'; reason: string }
  | { kind: 'unreachable'; reason: string }
  | { kind: 'rejected'; failure: 'unknown'; code: 'picture_refused' };

/** What a provider answers to a picture that it will not have, however often it is asked. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** The provider's id of an uploaded picture, or why there is none. A call without an answer leaves at most a picture behind. */
export function readUpload(
  answer: CallOutcome,
  readId: (body: unknown) => string | undefined,
): { id: string } | NotUploaded {
  if (answer.kind !== 'answered') return { kind: 'unreachable', reason: answer.reason };
  if (answer.status === 429) return { kind: 'later', reason: 'HTTP 429' };
  if (REFUSALS.has(answer.status)) return { kind: 'rejected', failure: 'unknown', code: 'picture_refused' };
  const id = answer.status < 400 ? readId(answer.body) : undefined;
  return id === undefined ? { kind: 'unreachable', reason: `HTTP ${answer.status} picture` } : { id };
}

/** Pictures that the provider has, each sent up once while it is open: a run of batches names what the first brought. */
export class PictureUploads {
  readonly #upload: (image: Buffer) => Promise<{ id: string } | NotUploaded>;
  readonly #ids = new Map<string, string>();

  constructor(upload: (image: Buffer) => Promise<{ id: string } | NotUploaded>) {
    this.#upload = upload;
  }

  /** What the provider calls the picture of a message; undefined for words alone. */
  idOf({ picture }: OutgoingMessage): string | undefined {
    return picture && this.#ids.get(picture.pictureId);
  }

  /** Sends up what the provider has not yet; `failed` are messages whose picture did not get there. */
  async prepare<T extends OutgoingMessage>(batch: readonly T[]): Promise<{ ready: T[]; failed: Outcome[] }> {
    const ready: T[] = [];
    const failed: Outcome[] = [];
    const notUploaded = new Map<string, NotUploaded>();
    for (const message of batch) {
      const { messageId, picture } = message;
      if (picture && !this.#ids.has(picture.pictureId) && !notUploaded.has(picture.pictureId)) {
        const uploaded = await this.#upload(picture.image);
        if ('id' in uploaded) this.#ids.set(picture.pictureId, uploaded.id);
        else notUploaded.set(picture.pictureId, uploaded);
      }
      const why = picture && notUploaded.get(picture.pictureId);
      if (why) failed.push({ messageId, ...why });
      else ready.push(message);
    }
    return { ready, failed };
  }
}

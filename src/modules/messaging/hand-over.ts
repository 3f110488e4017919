import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { setContactInvalid } from '../customers/index.ts';
import { hashContact } from '../privacy/index.ts';
import type { Workspace } from '../workspace/index.ts';
import type { Composed } from './compose.ts';
import { queueFallbacks } from './fallback.ts';
import { listOverCap } from './may-send-to.ts';
import { type Outlet, SENDER_REFUSED } from './outlet.ts';
import { CHANNEL_OF_MEDIUM } from './providers/cleared.ts';
import type { HandOver, Outcome } from './providers/provider.ts';
import { type RefusalElsewhere, readRefusal, recordRefusalElsewhere } from './refuse.ts';
import { FALLBACK_CLASSES, STOPPING_CLASSES } from './rules/index.ts';
import { setAccountError } from './store/desk.ts';
import { setMailServerError } from './store/mail-server.ts';
import { type DueMessage, lockAdvertising, markHandedOver, type Settled, settleMessages } from './store/queue.ts';

type Rejected = Extract<Outcome, { kind: 'rejected' }>;

/** How long one batch may take from its decision to the provider's answer, at least. */
const BATCH_LEAVES_WITHIN_MS = 30_000;
/** For composing and the database, beside the provider's own time to answer. */
const PREPARING_MS = 10_000;

/** When a batch that is decided at `now` will have left, and until when it may begin to. */
export interface Leaving {
  beginsBy: Date;
  doneBy: Date;
}

/**
 * A provider takes a call until its time to answer is over, so nothing begins later than that before `doneBy`: a process
 * that stood still between the decision and the call hands nothing over in the night (AD-12). Decided at 20:59:00 with
 * 20 s to answer: begins by 20:59:10, done by 20:59:30.
 */
export function computeLeaving(now: Date, { answerTimeoutMs }: Pick<Outlet, 'answerTimeoutMs'>): Leaving {
  const windowMs = Math.max(BATCH_LEAVES_WITHIN_MS, answerTimeoutMs + PREPARING_MS);
  const doneBy = new Date(now.getTime() + windowMs);
  return {
    beginsBy: new Date(doneBy.getTime() - Math.max(answerTimeoutMs, PREPARING_MS)),
    doneBy,
  };
}

/** Waits of 1, 2, 4 … minutes, at most an hour; grey-listing servers want a few minutes. */
const RETRY_BASE_MS = 60_000;
const RETRY_MAX_MS = 60 * 60_000;
const MAX_ATTEMPTS = 8;

/** Between the queue and a provider: notes what leaves before it leaves, and what was answered. */
export class QueueHandOver implements HandOver {
  readonly #context: Context;
  readonly #workspace: Workspace;
  readonly #outlet: Outlet;
  readonly #now: () => Date;
  readonly #attempts: ReadonlyMap<string, number>;
  readonly #handOverId = newId();
  #composed = new Map<string, Composed>();
  #leaving: Leaving | undefined;
  /** Why the rest of the lane has to wait; undefined while all is well. */
  stopped: AppError | undefined;

  constructor(input: {
    context: Context;
    workspace: Workspace;
    outlet: Outlet;
    now: () => Date;
    messages: readonly DueMessage[];
  }) {
    this.#context = input.context;
    this.#workspace = input.workspace;
    this.#outlet = input.outlet;
    this.#now = input.now;
    this.#attempts = new Map(input.messages.map(({ messageId, attempts }) => [messageId, attempts]));
  }

  /** What the provider is about to be given, decided when `leaving` says. */
  expect(composed: readonly Composed[], leaving: Leaving): void {
    this.#leaving = leaving;
    this.#composed = new Map(composed.map((one) => [one.outgoing.messageId, one]));
  }

  async begin(messageIds: readonly string[]): Promise<ReadonlySet<string>> {
    const now = this.#now();
    // What was decided too long ago is decided again: it goes back into the queue.
    if (!this.#leaving || now > this.#leaving.beginsBy) return new Set();
    const { workspaceId } = this.#workspace;
    const composed = messageIds.flatMap((messageId) => this.#composed.get(messageId) ?? []);
    const mark = (db: Db, some: readonly Composed[]) =>
      markHandedOver(db, {
        workspaceId,
        provider: this.#outlet.provider.name,
        handOverId: this.#handOverId,
        at: this.#context.clock.now(),
        messages: some.map(({ outgoing, one }) => ({
          messageId: outgoing.messageId,
          medium: outgoing.medium,
          bytes: outgoing.bytes,
          priceMinor: outgoing.priceMinor,
          rule: one.decision.rule,
          evidenceOrderId: one.evidenceOrderId,
        })),
      });
    const db = this.#context.database.of(workspaceId);
    if (composed.every(({ outgoing }) => outgoing.class !== 'ad')) return mark(db, composed);
    return inTransaction(db, async (db) => {
      // Another lane may be handing something over to the same people: one after the other, each sees the other's.
      await lockAdvertising(db, workspaceId);
      const customerIds = composed.map(({ one }) => one.recipient.customerId);
      const isOverCap = await listOverCap(db, { workspaceId, customerIds, now });
      return mark(
        db,
        composed.filter(({ outgoing, one }) => outgoing.class !== 'ad' || !isOverCap.has(one.recipient.customerId)),
      );
    });
  }

  /**
   * Writes down what was answered, and with it in one transaction what the answer means besides: whoever dies in between
   * has written nothing, and is answered the same when it asks again.
   */
  async settle(outcomes: readonly Outcome[]): Promise<void> {
    const { workspaceId } = this.#workspace;
    const now = this.#now();
    const settled = outcomes.flatMap((outcome) => this.#settled(outcome) ?? []);
    const rejected = outcomes.filter((outcome) => outcome.kind === 'rejected');
    await inTransaction(this.#context.database.of(workspaceId), async (db) => {
      await settleMessages(db, workspaceId, settled);
      for (const refusal of this.#refusalsIn(rejected, now)) await recordRefusalElsewhere(db, refusal);
      const messageIds = rejected.filter(({ failure }) => FALLBACK_CLASSES.has(failure)).map((one) => one.messageId);
      if (messageIds.length > 0) await queueFallbacks(db, { workspaceId, messageIds, now });
      for (const { messageId, code } of rejected) {
        const contactPointId = this.#composed.get(messageId)?.one.recipient.contactPointId;
        if (code === 'invalid_address' && contactPointId) await setContactInvalid(db, workspaceId, contactPointId, now);
      }
    });
    await this.#noteTrouble(outcomes);
  }

  /**
   * A message that is turned down because she refused at the provider is a refusal that we had not heard of (AD-11). In
   * one order of people, so that two lanes that hear of the same ones do not wait for each other.
   */
  #refusalsIn(rejected: readonly Rejected[], saidAt: Date): RefusalElsewhere[] {
    return rejected
      .flatMap(({ messageId, failure, code }): RefusalElsewhere[] => {
        const composed = this.#composed.get(messageId);
        const channel = composed && CHANNEL_OF_MEDIUM[composed.outgoing.medium];
        const refused = channel && readRefusal({ class: composed.outgoing.class, channel, failure });
        if (!refused) return [];
        const { customerId, address } = composed.one.recipient;
        return [
          {
            workspaceId: this.#workspace.workspaceId,
            customerIds: [customerId],
            contactHash: address === null ? null : hashContact(this.#context.secrets.key, address),
            channels: [refused.channel],
            saidAt,
            now: saidAt,
            method: refused.method,
            evidence: `${this.#outlet.provider.name} ${code} to message ${messageId}`,
            reason: 'provider',
          },
        ];
      })
      .sort((a, b) => ((a.customerIds[0] ?? '') < (b.customerIds[0] ?? '') ? -1 : 1));
  }

  #settled(outcome: Outcome): Settled | undefined {
    const { messageId } = outcome;
    const before = this.#attempts.get(messageId) ?? 0;
    const attempts = before + 1;
    const base = {
      messageId,
      failureClass: null,
      providerMessageId: null,
      sentAt: null,
      notBefore: null,
      attempts,
      reason: '',
    };
    switch (outcome.kind) {
      case 'accepted': {
        const reason = this.#outlet.provider.name === 'demo' ? 'demo_outbox' : '';
        return { ...base, state: 'sent', reason, sentAt: this.#now(), providerMessageId: outcome.providerMessageId };
      }
      case 'later': {
        if (attempts >= MAX_ATTEMPTS)
          return { ...base, state: 'failed', reason: 'gave_up', failureClass: 'provider_down' };
        const delayMs = Math.min(RETRY_BASE_MS * 2 ** (attempts - 1), RETRY_MAX_MS);
        const notBefore = new Date(this.#context.clock.now().getTime() + delayMs);
        return { ...base, state: 'queued', reason: 'later', notBefore };
      }
      case 'rejected': {
        if (outcome.code === 'dry_run') return { ...base, state: 'skipped', reason: 'dry_run' };
        // The same words to the same person were taken moments ago: most likely these.
        if (outcome.failure === 'duplicate')
          return { ...base, state: 'unconfirmed', reason: 'duplicate', sentAt: this.#now() };
        if (STOPPING_CLASSES.has(outcome.failure))
          return { ...base, state: 'queued', reason: outcome.failure, attempts: before };
        const reason =
          outcome.failure === 'unknown' || outcome.code === 'invalid_address' ? outcome.code : outcome.failure;
        return { ...base, state: 'failed', reason, failureClass: outcome.failure };
      }
      case 'unreachable':
        return { ...base, state: 'queued', attempts: before };
      case 'unknown':
        // Where the provider can be asked, it will be; until then the message stays handed over.
        if (this.#outlet.provider.findTaken) return undefined;
        return { ...base, state: 'unconfirmed', reason: 'no_answer', sentAt: this.#now() };
      case 'stopped':
        return undefined;
    }
  }

  /** What concerns every other message as well stops the lane, and the settings say why (AD-51). */
  async #noteTrouble(outcomes: readonly Outcome[]): Promise<void> {
    const { workspaceId } = this.#workspace;
    const db = this.#context.database.of(workspaceId);
    const { name } = this.#outlet.provider;
    const unreachable = outcomes.find((one) => one.kind === 'unreachable');
    const stopping = outcomes.find((one) => one.kind === 'rejected' && STOPPING_CLASSES.has(one.failure));
    const isAllRight = outcomes.some((one) => one.kind === 'accepted');
    const note = (error: string) =>
      name === 'smtp' ? setMailServerError(db, workspaceId, error) : setAccountError(db, workspaceId, name, error);
    if (stopping?.kind === 'rejected') {
      await note(stopping.failure === 'sender' ? SENDER_REFUSED : stopping.failure);
      this.stopped = new AppError('unavailable', `message provider: ${stopping.failure}`);
    } else if (unreachable) {
      await note(unreachable.reason);
      this.stopped = new AppError(
        'unavailable',
        `${name === 'smtp' ? 'mail server' : 'message provider'}: ${unreachable.reason}`,
      );
    } else if (isAllRight) await note('');
  }
}

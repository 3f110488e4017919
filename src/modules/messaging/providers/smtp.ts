import { setTimeout as wait } from 'node:timers/promises';
import { type SmtpOutcome, type SmtpServer, SmtpSession } from '../smtp.ts';
import type { Cleared } from './cleared.ts';
import type { OutgoingMessage } from './outgoing.ts';
import type { MessageProvider, Outcome } from './provider.ts';

/** Small, so that a decision is never older than the few seconds it takes to send these. */
const BATCH_SIZE = 20;
/** A server that is asked slowly gets fewer at a time: what waits longer than its decision holds is prepared twice. */
const BATCH_SECONDS = 5;

/**
 * The shop's own mail server: one message after the other, each handed over only with its final dot. Nobody can be asked
 * afterwards, so a message without an answer stays unknown (docs/decisions/0005-sending-once.md).
 */
export function openSmtp(server: SmtpServer & { fromEmail: string; messagesPerSecond: number }): MessageProvider {
  const session = new SmtpSession(server);
  return {
    name: 'smtp',
    batchSize: Math.max(1, Math.min(BATCH_SIZE, server.messagesPerSecond * BATCH_SECONDS)),
    async send(batch: readonly Cleared<OutgoingMessage>[], handOver, signal) {
      for (const { messageId, to, raw } of batch) {
        if (signal.aborted) return;
        const startedAt = performance.now();
        const said = await session.send({
          from: server.fromEmail,
          to,
          raw: raw ?? Buffer.alloc(0),
          beforeHandingOver: async () => (await handOver.begin([messageId])).has(messageId),
        });
        const outcome = toOutcome(messageId, said);
        await handOver.settle([outcome]);
        // The same for every other message: they stay where they are.
        if (outcome.kind === 'unreachable') return;
        // Refused meanwhile, or the batch is too old to go on with: the rest is decided anew before its bytes are sent for nothing.
        if (outcome.kind === 'stopped') return;
        const restMs = 1_000 / server.messagesPerSecond - (performance.now() - startedAt);
        if (restMs > 0) await wait(restMs, undefined, { signal }).catch(() => {});
      }
    },
    // What became of it comes by mail (bounces.ts); who refuses uses the link or answers.
    status: async () => [],
    cancel: async () => false,
    optouts: async () => [],
    balance: async () => null,
    templates: async () => [],
    close: () => session.quit(),
  };
}

function toOutcome(messageId: string, said: SmtpOutcome): Outcome {
  switch (said.kind) {
    case 'sent':
      return { messageId, kind: 'accepted', providerMessageId: null };
    case 'later':
      return { messageId, kind: 'later', reason: 'later' };
    case 'bad_recipient':
      return { messageId, kind: 'rejected', failure: 'invalid_number', code: 'invalid_address' };
    case 'refused':
      return { messageId, kind: 'rejected', failure: 'unknown', code: 'refused_by_server' };
    case 'stopped':
      return { messageId, kind: 'stopped' };
    case 'unreachable':
      return { messageId, kind: 'unreachable', reason: said.reason };
    case 'unknown':
      return { messageId, kind: 'unknown', reason: 'no_answer' };
  }
}

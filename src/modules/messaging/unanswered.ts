import type { Context } from '../../platform/context.ts';
import type { Workspace } from '../workspace/index.ts';
import { openOutlet, openProviderNamed } from './outlet.ts';
import { listUnanswered, type Settled, settleMessages } from './store/queue.ts';

/**
 * Settles what was handed over and not answered, by this process or one that died: the provider is asked for our
 * references, no earlier than its time to answer is over. What it took counts as sent, what it did not take goes back
 * into the queue. Where nobody can be asked it is unknown, and never sent again.
 * @throws AppError unavailable when the provider does not answer this either: everything stays as it is
 */
export async function askUnanswered(input: {
  context: Context;
  workspace: Workspace;
  laneId: string;
  now: () => Date;
}): Promise<void> {
  const { context, workspace, laneId, now } = input;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const unanswered = await listUnanswered(db, workspaceId, laneId);
  for (const [name, messages] of Map.groupBy(unanswered, (one) => one.provider)) {
    const provider = await openProviderNamed(context, workspaceId, name);
    const base = { failureClass: null, providerMessageId: null, sentAt: null, notBefore: null };
    if (!provider?.findTaken) {
      const reason = 'process_stopped';
      const unknown = messages.map(({ messageId, attempts }): Settled => {
        return { ...base, messageId, state: 'unconfirmed', reason, sentAt: now(), attempts: attempts + 1 };
      });
      await settleMessages(db, workspaceId, unknown);
      continue;
    }
    const outlet = await openOutlet(context, workspace, messages[0]?.channel === 'kakao' ? 'kakao' : 'sms');
    const askBefore = context.clock.now().getTime() - (outlet?.answerTimeoutMs ?? 0);
    const overdue = messages.filter(({ handedOverAt }) => handedOverAt.getTime() <= askBefore);
    const [oldest] = overdue;
    if (!oldest) continue;
    const taken = await provider.findTaken(
      overdue.map(({ messageId }) => messageId),
      oldest.handedOverAt,
    );
    await settleMessages(
      db,
      workspaceId,
      overdue.map(({ messageId, handedOverAt, attempts }): Settled => {
        const providerMessageId = taken.get(messageId) ?? null;
        return providerMessageId === null
          ? { ...base, messageId, state: 'queued', reason: '', attempts: attempts + 1 }
          : // It left when it was handed over, not when we learnt of it.
            {
              ...base,
              messageId,
              state: 'sent',
              reason: '',
              providerMessageId,
              sentAt: shifted(now, context, handedOverAt),
              attempts: attempts + 1,
            };
      }),
    );
  }
}

/** A moment of the wall clock on the shop's own. */
function shifted(now: () => Date, context: Context, at: Date): Date {
  return new Date(at.getTime() + now().getTime() - context.clock.now().getTime());
}

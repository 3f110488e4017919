import { decideFate } from '../simulator/fate.ts';
import type { MessageProvider, Outcome } from './provider.ts';

const NOTHING: Omit<MessageProvider, 'name' | 'batchSize' | 'send' | 'status'> = {
  cancel: async () => false,
  optouts: async () => [],
  balance: async () => null,
  templates: async () => [],
};

/**
 * Nothing leaves: every message is composed, counted and priced as if it did, and kept to be looked at or copied (AD-52).
 * It reaches nobody, so it counts as left out and not as sent.
 */
export function openDryRun(): MessageProvider {
  return {
    ...NOTHING,
    name: 'dry_run',
    batchSize: 1_000,
    async send(batch, handOver) {
      const going = await handOver.begin(batch.map(({ messageId }) => messageId));
      await handOver.settle(
        batch.map(
          ({ messageId }): Outcome =>
            going.has(messageId)
              ? { messageId, kind: 'rejected', failure: 'unknown', code: 'dry_run' }
              : { messageId, kind: 'stopped' },
        ),
      );
    },
    status: async () => [],
  };
}

/** The demo's provider: delivers into the database and nowhere else, with the failures that a real one has. */
export function openDemo(): MessageProvider {
  return {
    ...NOTHING,
    name: 'demo',
    batchSize: 1_000,
    async send(batch, handOver) {
      const going = await handOver.begin(batch.map(({ messageId }) => messageId));
      await handOver.settle(
        batch.map(
          ({ messageId }): Outcome =>
            going.has(messageId)
              ? { messageId, kind: 'accepted', providerMessageId: `demo-${messageId}` }
              : { messageId, kind: 'stopped' },
        ),
      );
    },
    status: async (ids) =>
      ids.map((providerMessageId) => {
        const { state, failure, code } = decideFate(providerMessageId);
        return { providerMessageId, state, failure, code, at: null };
      }),
  };
}

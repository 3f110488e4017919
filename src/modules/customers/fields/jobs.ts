import { inTransaction } from '../../../platform/db.ts';
import { defineJob } from '../../../platform/jobs.ts';
import { zSensitiveRefused } from '../../privacy/index.ts';
import { readFields } from './definitions.ts';
import { listConsentingTo } from './registry.ts';
import { deleteValues } from './store.ts';

/** Hears that somebody refused her sensitive data: what stands of them without a consent is destroyed (PV-14, PV-20). */
export const destroyUnconsentedValuesJob = defineJob({
  name: 'customers.destroyUnconsentedValues',
  payload: zSensitiveRefused,
  async run(context, { workspaceId, customerIds }) {
    const now = context.clock.now();
    await inTransaction(context.database.of(workspaceId), async (db) => {
      for (const { fieldKey, type, purposeKey } of await readFields(db, workspaceId)) {
        if (type !== 'sensitive') continue;
        // Asked again: she may have agreed since.
        const agreed = await listConsentingTo(db, workspaceId, { customerIds, purposeKey, now });
        for (const customerId of customerIds) {
          if (!agreed.has(customerId)) await deleteValues(db, workspaceId, customerId, [fieldKey]);
        }
      }
    });
  },
});

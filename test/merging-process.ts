import { flushCompileCache } from 'node:module';
import { openContext } from '../src/app/context.ts';
import { connectEvents } from '../src/app/jobs.ts';
import { mergeCustomers, unmergeCustomers } from '../src/modules/customers/index.ts';
import { Actor } from '../src/platform/actor.ts';
import { readConfig } from '../src/platform/config.ts';

// The product merging two people and taking it back, over and over in a process of its own, to be killed by a test.
// What was compiled is kept now: killed, it would leave nothing for the next one.
flushCompileCache();
const { context } = await openContext({ ...readConfig(), logLevel: 'silent' });
connectEvents();
const [workspaceId = '', into = '', from = ''] = (process.env['PEOPLE'] ?? '').split(' ');
const db = context.database.of(workspaceId);
const actor = new Actor({ workspaceId, accountId: null, locale: 'ko', ip: '', rights: ['*'], clockOffsetDays: 0 });
const open = await db
  .selectFrom('customers.merge')
  .select('mergeId')
  .where('workspaceId', '=', workspaceId)
  .where('undoneAt', 'is', null)
  .executeTakeFirst();
if (open) await unmergeCustomers(db, actor, open.mergeId, new Date());

async function goAround(): Promise<void> {
  const { mergeId } = await mergeCustomers(db, actor, { into, from, now: new Date() });
  await unmergeCustomers(db, actor, mergeId, new Date());
}
const startedAt = performance.now();
await goAround();
// So that the moment of the kill falls anywhere into a round, however busy the machine is.
process.send?.({ roundMs: performance.now() - startedAt });
for (;;) await goAround();

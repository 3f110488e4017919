import type { FastifyReply } from 'fastify';
import { openRoute, type Route, route, signedRoute } from '../../platform/http/route.ts';
import { requireCustomer } from '../customers/index.ts';
import { describeSession } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import * as accounts from './accounts.ts';
import { closeComplaint, getComplaint, openComplaint } from './complaints.ts';
import * as contract from './contract.ts';
import { listDryRun, markSentByHand, readDryRun } from './dry-run.ts';
import { informPerson } from './inform-one.ts';
import { getMailServer, removeMailServer, testMailServer, updateMailServer } from './mail-server.ts';
import * as mailbox from './mailbox.ts';
import { previewMessage } from './preview.ts';
import { recordRefusedNumbers } from './refused-numbers.ts';
import { unifiedStatus } from './rules/index.ts';
import { listCustomerMessageRows } from './store/reads.ts';
import { templateRoutes } from './template-routes.ts';
import { findOptOutView, type OptOutView, optOut } from './unsubscribe.ts';
import { renderOptOutPage } from './unsubscribe-page.ts';

/** A report about a thousand messages has some hundred kilobytes. */
const REPORT_LIMIT_BYTES = 4 * 1_048_576;

/** The newest of a person's messages on her card; the evidence has all of them. */
const SHOWN_ON_CARD = 200;

function sendPage(reply: FastifyReply, view: OptOutView | undefined): Record<string, never> {
  void reply
    .status(view ? 200 : 404)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(renderOptOutPage(view));
  return {};
}

export const messagingRoutes: Route[] = [
  route(contract.getMailServer, async ({ db, actor }) => {
    const [mailServer, workspace] = await Promise.all([
      getMailServer(db, actor.workspaceId),
      getWorkspace(db, actor.workspaceId),
    ]);
    return { mailServer, demoOutbox: workspace.kind === 'demo' && mailServer === null };
  }),
  route(contract.updateMailServer, async ({ context, db, actor, body }) => {
    await updateMailServer(context, actor, body);
    return { mailServer: await getMailServer(db, actor.workspaceId) };
  }),
  route(contract.removeMailServer, async ({ db, actor }) => {
    await removeMailServer(db, actor);
    return {};
  }),
  route(contract.testMailServer, async ({ context, actor }) => {
    const { accountId, workspaceId } = actor;
    const session = accountId ? await describeSession(context, { accountId, workspaceId }) : undefined;
    return testMailServer(context, actor, session?.account.email);
  }),
  route(contract.listCustomerMessages, async ({ db, actor, params }) => {
    actor.require('customers:read');
    await requireCustomer(db, actor.workspaceId, params.customerId);
    const rows = await listCustomerMessageRows(db, actor.workspaceId, {
      customerId: params.customerId,
      limit: SHOWN_ON_CARD,
    });
    return {
      messages: rows.map(({ atCarrierAt, deliveredAt, ...row }) => ({
        ...row,
        class: row.class as 'ad',
        status: unifiedStatus({
          state: row.state,
          reason: row.reason,
          atCarrier: atCarrierAt !== null,
          delivered: deliveredAt !== null,
          hasFallback: false,
        }),
        deliveredAt: deliveredAt?.toISOString() ?? null,
        state: contract.zMessageState.parse(row.state),
        queuedAt: row.queuedAt.toISOString(),
        sentAt: row.sentAt?.toISOString() ?? null,
        optedOutAt: row.optedOutAt?.toISOString() ?? null,
      })),
    };
  }),
  route(contract.getMessageDesk, ({ db, actor, now }) => accounts.getMessageDesk(db, actor, now)),
  route(contract.updateMessageDesk, async ({ db, actor, body, now }) => {
    await accounts.updateMessageDesk(db, actor, { ...body, now });
    return accounts.getMessageDesk(db, actor, now);
  }),
  route(contract.updateProvider, async ({ context, db, actor, body, now }) => {
    const reportPath = await accounts.updateProvider(context, actor, { ...body, now });
    return { ...(await accounts.getMessageDesk(db, actor, now)), reportPath };
  }),
  route(contract.removeProvider, async ({ db, actor, query, now }) => {
    await accounts.removeProvider(db, actor, { ...query, now });
    return accounts.getMessageDesk(db, actor, now);
  }),
  route(contract.testProvider, ({ context, actor, body }) => accounts.testProvider(context, actor, body.provider)),
  route(contract.updateSender, async ({ db, actor, body, now }) => {
    await accounts.updateSender(db, actor, { ...body, now });
    return accounts.getMessageDesk(db, actor, now);
  }),
  route(contract.removeSender, async ({ db, actor, query, now }) => {
    await accounts.removeSender(db, actor, { ...query, now });
    return accounts.getMessageDesk(db, actor, now);
  }),
  route(contract.previewMessage, ({ context, actor, body, now }) =>
    previewMessage(context, { ...body, workspaceId: actor.workspaceId, now }),
  ),
  route(contract.getComplaint, ({ db, actor, params }) => getComplaint(db, actor, params.customerId)),
  route(contract.openComplaint, ({ db, actor, params, now }) => openComplaint(db, actor, params.customerId, now)),
  route(contract.closeComplaint, ({ db, actor, params, now }) => closeComplaint(db, actor, params.customerId, now)),
  route(contract.getMailbox, ({ db, actor }) => mailbox.getMailbox(db, actor)),
  route(contract.updateMailbox, ({ context, actor, body }) => mailbox.updateMailbox(context, actor, body)),
  route(contract.removeMailbox, ({ db, actor, now }) => mailbox.removeMailbox(db, actor, now)),
  route(contract.testMailbox, ({ context, actor }) => mailbox.testMailbox(context, actor)),
  route(contract.listDryRun, ({ db, actor, now }) => listDryRun(db, actor, now)),
  route(contract.readDryRun, ({ context, actor, params, now }) =>
    readDryRun(context, actor, { messageId: params.messageId, now }),
  ),
  route(contract.informPerson, ({ context, actor, params, body, now }) =>
    informPerson(context, actor, { ...body, customerId: params.customerId, now }),
  ),
  route(contract.markSentByHand, ({ context, actor, params, now }) =>
    markSentByHand(context, actor, { messageId: params.messageId, now }),
  ),
  ...templateRoutes,
  route(contract.getMessageEvidence, ({ db, actor, params, now }) =>
    accounts.getMessageEvidence(db, actor, params.customerId, now),
  ),
  route(contract.listRefusals, ({ db, actor, query, now }) => accounts.listRefusals(db, actor, { ...query, now })),
  route(contract.recordRefusedNumbers, ({ context, actor, body, now }) =>
    recordRefusedNumbers(context, actor, { ...body, now }),
  ),
  route(contract.listNotices, ({ db, actor, query, now }) => accounts.listNotices(db, actor, { ...query, now })),
  signedRoute(
    contract.receiveReport,
    async ({ context, params, request }) => {
      const { receiveReport } = await import('./reports.ts');
      await receiveReport(context, { token: params.token, headers: request.headers, raw: request.body as Buffer });
      return {};
    },
    {
      bodyLimitBytes: REPORT_LIMIT_BYTES,
      admit: async ({ params }, context) => {
        const { admitReport } = await import('./reports.ts');
        await admitReport(context, contract.receiveReport.params.parse(params).token);
      },
    },
  ),
  openRoute(contract.showUnsubscribe, async ({ context, params, reply }) =>
    sendPage(reply, await findOptOutView(context, params.token)),
  ),
  openRoute(contract.unsubscribe, async ({ context, params, reply }) =>
    sendPage(reply, await optOut(context, params.token)),
  ),
];

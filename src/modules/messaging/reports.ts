import { createHash, randomBytes } from 'node:crypto';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { seal } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { setContactInvalid } from '../customers/index.ts';
import { legalRule } from '../privacy/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { doEach } from './each.ts';
import { queueFallbacks } from './fallback.ts';
import { noteTrouble } from './listening-trouble.ts';
import { openAccount, openProviderNamed } from './outlet.ts';
import { recordProviderOptOuts } from './provider-opt-outs.ts';
import type { DeliveryReport } from './providers/provider.ts';
import { readRefusal, recordRefusalElsewhere } from './refuse.ts';
import { type DeliveryState, decideReportCounts, FALLBACK_CLASSES, NEWEST_RULE } from './rules/index.ts';
import { findAccount, findAccountOfToken } from './store/desk.ts';
import {
  countInvalid,
  deleteReportBodies,
  insertReportBody,
  listUnreported,
  lockReported,
  markReported,
  type ReportedMessage,
} from './store/reports.ts';

const MS_PER_DAY = 86_400_000;
/** A message that a carrier has not settled in three days will not be: phones that are off are tried for that long. */
const ASKED_FOR_DAYS = 3;
/** Of each provider. */
const ASKED_AT_ONCE = 5_000;
/** A number that was reported dead so often is not written to any more (§2.9). */
const DEAD_AFTER = 2;

/** Secret part of the address a provider reports to; the database holds its SHA-256. */
export function newWebhookToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashWebhookToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Lets in who knows an address, before a body is read. @throws AppError not_found */
export async function admitReport(context: Context, token: string): Promise<void> {
  if (!(await findAccountOfToken(context.database.outside, hashWebhookToken(token))))
    throw new AppError('not_found', 'no such address');
}

/**
 * Takes a provider's report: checked, kept sealed for a while, and believed only when it is signed; else the provider is
 * asked about the messages it names. The same report again, or an older one after a newer, changes nothing.
 * @throws AppError not_found (nobody has this address) | forbidden (signature) | invalid_input
 */
export async function receiveReport(
  context: Context,
  input: { token: string; headers: Readonly<Record<string, string | string[] | undefined>>; raw: Buffer },
): Promise<void> {
  const found = await findAccountOfToken(context.database.outside, hashWebhookToken(input.token));
  if (!found) throw new AppError('not_found', 'no such address');
  const { workspaceId } = found;
  const db = context.database.of(workspaceId);
  const account = await findAccount(db, workspaceId, found.provider);
  const provider = account && (await openAccount(context, account));
  if (!account || !provider?.readWebhook) throw new AppError('not_found', 'no such address');
  const read = readOrRefuse(() => provider.readWebhook?.({ headers: input.headers, raw: input.raw }));
  if (!read) throw new AppError('forbidden', 'a report with a wrong signature');
  await insertReportBody(db, {
    workspaceId,
    reportBodyId: newId(),
    provider: provider.name,
    receivedAt: context.clock.now(),
    bodySealed: seal(context.secrets.key, input.raw.toString('utf8')),
  });
  const reports = read.trusted ? read.reports : await provider.status(read.reports.map((one) => one.providerMessageId));
  await applyReports(context, db, { workspaceId, provider: provider.name, reports });
  if (read.trusted && read.optouts.length > 0) await recordProviderOptOuts(context, workspaceId, read.optouts);
}

function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new AppError('invalid_input', 'a report that cannot be read', { cause: error });
  }
}

/** Writes reports down; each moves its message on once, in whatever order and however often they come. */
export async function applyReports(
  context: Context,
  db: Db,
  input: { workspaceId: string; provider: string; reports: readonly DeliveryReport[] },
): Promise<void> {
  const { workspaceId } = input;
  const { clockOffsetDays } = await getWorkspace(db, workspaceId);
  const now = shiftDays(context.clock.now(), clockOffsetDays);
  const furthest = new Map<string, DeliveryReport>();
  for (const report of input.reports) {
    const known = furthest.get(report.providerMessageId);
    if (!known || decideReportCounts(known.state, report.state)) furthest.set(report.providerMessageId, report);
  }
  await inTransaction(db, async (db) => {
    const messages = await lockReported(db, {
      workspaceId,
      provider: input.provider,
      providerMessageIds: [...furthest.keys()],
    });
    const counting = messages.flatMap((message) => {
      const report = furthest.get(message.providerMessageId);
      if (!report || report.state === 'submitted' || !decideReportCounts(heldBy(message), report.state)) return [];
      const at = report.at ? shiftDays(report.at, clockOffsetDays) : now;
      const failureClass = report.state === 'failed' ? (report.failure ?? 'unknown') : null;
      return [{ message, messageId: message.messageId, state: report.state, failureClass, at, code: report.code }];
    });
    if (counting.length === 0) return;
    await markReported(db, workspaceId, counting);
    const failed = counting.filter(({ state }) => state === 'failed');
    await settleDeadNumbers(
      db,
      workspaceId,
      failed.filter(({ failureClass }) => failureClass === 'invalid_number').map(({ message }) => message),
      now,
    );
    for (const { message, failureClass, at, code } of failed) {
      const refused = readRefusal({ ...message, failure: failureClass });
      if (!refused) continue;
      await recordRefusalElsewhere(db, {
        workspaceId,
        customerIds: [message.customerId],
        contactHash: message.contactHash,
        channels: [refused.channel],
        saidAt: at,
        now,
        method: refused.method,
        evidence: `${input.provider} ${code} to message ${message.messageId}`,
        reason: 'provider',
      });
    }
    const toFallBack = failed.filter(({ failureClass }) => failureClass !== null && FALLBACK_CLASSES.has(failureClass));
    if (toFallBack.length > 0)
      await queueFallbacks(db, { workspaceId, messageIds: toFallBack.map(({ messageId }) => messageId), now });
  });
}

function heldBy(message: ReportedMessage): DeliveryState {
  if (message.isDelivered) return 'delivered';
  if (message.state === 'failed') return 'failed';
  return message.isAtCarrier ? 'at_carrier' : 'submitted';
}

async function settleDeadNumbers(
  db: Db,
  workspaceId: string,
  messages: readonly ReportedMessage[],
  now: Date,
): Promise<void> {
  const contactPointIds = messages.flatMap(({ contactPointId }) => contactPointId ?? []);
  if (contactPointIds.length === 0) return;
  for (const [contactPointId, count] of await countInvalid(db, workspaceId, contactPointIds)) {
    if (count >= DEAD_AFTER) await setContactInvalid(db, workspaceId, contactPointId, now);
  }
}

/**
 * Asks the providers what became of what they took: the way that works without being reachable from outside.
 * @throws AggregateError when one could not be asked
 */
export async function pollReports(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const { clockOffsetDays } = await getWorkspace(db, workspaceId);
  const sentAfter = new Date(shiftDays(context.clock.now(), clockOffsetDays).getTime() - ASKED_FOR_DAYS * MS_PER_DAY);
  const open = await listUnreported(db, { workspaceId, sentAfter, limit: ASKED_AT_ONCE });
  await doEach(
    Map.groupBy(open, (one) => one.provider),
    {
      what: 'providers asked for reports',
      work: ([name, messages]) =>
        noteTrouble(db, { workspaceId, provider: name, step: 'reports' }, async () => {
          const provider = await openProviderNamed(context, workspaceId, name);
          if (!provider) return;
          const reports = await provider.status(messages.map(({ providerMessageId }) => providerMessageId));
          await applyReports(context, db, { workspaceId, provider: name, reports });
        }),
    },
  );
}

/** Destroys what providers told us once it is older than the rules table says. Returns how many. */
export function destroyReportBodies(context: Context, workspaceId: string): Promise<number> {
  const days = legalRule('report_body_days', NEWEST_RULE);
  const before = new Date(context.clock.now().getTime() - days * MS_PER_DAY);
  return deleteReportBodies(context.database.of(workspaceId), workspaceId, before);
}

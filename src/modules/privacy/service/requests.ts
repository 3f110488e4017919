import type { z } from 'zod';
import { listRecipients } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { maskName } from '../../../shared/mask.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import {
  type closeRequest as closeEndpoint,
  type createRequest as createEndpoint,
  type PersonRequest,
  type RequestType,
  zReceivedVia,
  zRequestState,
  zRequestType,
} from '../contract/requests.ts';
import { legalRule } from '../legal-rules.ts';
import { requestUrgency } from '../rules/requests.ts';
import { closeRequestRow, findRequest, insertRequest, listRequestRows } from '../store/requests.ts';
import { eraseCustomer } from './erasure.ts';

/** Requests shown; the closed ones beyond it are history. */
const MAX_SHOWN = 300;

async function todayOf(db: Db, workspaceId: string, now: Date): Promise<string> {
  return businessDayOf(now, await getRecentWorkspace(db, workspaceId));
}

/** What people asked for, the most urgent first, names masked. @throws AppError forbidden */
export async function listRequests(db: Db, actor: Actor, now: Date): Promise<PersonRequest[]> {
  actor.require('customers:unmask');
  const { workspaceId } = actor;
  const [rows, today] = await Promise.all([
    listRequestRows(db, workspaceId, MAX_SHOWN),
    todayOf(db, workspaceId, now),
    recordAccess(db, actor, { action: 'list', subject: 'requests' }, now),
  ]);
  const people = await listRecipients(db, {
    workspaceId,
    customerIds: rows.flatMap(({ customerId }) => customerId ?? []),
    channel: 'none',
  });
  const names = new Map(people.map((person) => [person.customerId, person.name]));
  return rows.map((row) => ({
    requestId: row.requestId,
    type: zRequestType.parse(row.type),
    customerId: row.customerId,
    nameMasked: maskName(names.get(row.customerId ?? '') ?? ''),
    receivedVia: zReceivedVia.parse(row.receivedVia),
    detail: row.detail,
    receivedOn: row.receivedOn,
    dueOn: row.dueOn,
    ...(row.state === 'open' ? requestUrgency(row.dueOn, today) : { daysLeft: null, tone: 'closed' as const }),
    state: zRequestState.parse(row.state),
    result: row.result,
    reason: row.reason,
  }));
}

/** Takes a request down; due ten days after it came (PV-31). For modules that have checked who asks. */
export async function recordRequest(
  db: Db,
  request: {
    workspaceId: string;
    customerId: string;
    type: RequestType;
    receivedVia: z.infer<typeof zReceivedVia>;
    identityCheck: string;
    detail: string;
    now: Date;
  },
): Promise<{ requestId: string; dueOn: string }> {
  const { now, ...rest } = request;
  refuseResidentNumbers({ detail: rest.detail, identityCheck: rest.identityCheck });
  const receivedOn = await todayOf(db, rest.workspaceId, now);
  const dueOn = addDays(receivedOn, legalRule('request_answer_days', receivedOn));
  const requestId = newId();
  await insertRequest(db, { ...rest, requestId, receivedOn, dueOn, createdAt: now });
  return { requestId, dueOn };
}

/** Takes down what somebody asked at the counter, by phone or in writing. @throws AppError forbidden | not_found */
export async function createRequest(
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']> & { customerId: string; now: Date },
): Promise<{ requestId: string; dueOn: string }> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const [person] = await listRecipients(db, { workspaceId, customerIds: [input.customerId], channel: 'none' });
    if (!person) throw new AppError('not_found', 'no such customer');
    const made = await recordRequest(db, { workspaceId, ...input });
    await recordAccess(db, actor, { action: 'edit', subject: `request of ${input.customerId}` }, input.now);
    return made;
  });
}

const noSuchRequest = () =>
  new AppError('not_found', 'no open request', {
    userMessage: {
      ko: '답할 요청이 없어요. 이미 마쳤는지 목록에서 확인해 주세요.',
      en: 'There is no open request. See in the list whether it is answered already.',
    },
  });

/** Answers a request. @throws AppError forbidden | not_found | invalid_input (a refusal without a reason) */
export async function closeRequest(
  db: Db,
  actor: Actor,
  input: z.output<(typeof closeEndpoint)['body']> & { requestId: string; now: Date },
): Promise<void> {
  actor.require('customers:unmask');
  const { requestId, now, state, result, reason } = input;
  await inTransaction(db, async (db) => {
    if (!(await findRequest(db, actor.workspaceId, requestId))) throw noSuchRequest();
    if (state === 'refused' && reason === '') {
      throw new AppError('invalid_input', 'a refusal needs a reason', {
        userMessage: {
          ko: '들어드리지 못하는 까닭을 적어 주세요. 손님께 그대로 알려야 해요.',
          en: 'Say why it is refused. The person has to be told.',
        },
        details: { issues: [{ path: 'body.reason', message: 'needed' }] },
      });
    }
    refuseResidentNumbers({ result, reason });
    const closed = { state, result, reason, closedAt: now, closedBy: actor.accountId };
    if (!(await closeRequestRow(db, { workspaceId: actor.workspaceId, requestId }, closed))) throw noSuchRequest();
    await recordAccess(db, actor, { action: 'edit', subject: `request ${requestId}`, result: state }, now);
  });
}

/** Erases the person of a request to delete and closes it. @throws AppError forbidden | not_found | conflict */
export async function eraseByRequest(
  db: Db,
  actor: Actor,
  { requestId, now, key }: { requestId: string; now: Date; key: string },
): Promise<void> {
  actor.require('settings:write');
  const { workspaceId, accountId } = actor;
  await inTransaction(db, async (db) => {
    const request = await findRequest(db, workspaceId, requestId);
    if (!request || request.state !== 'open' || request.customerId === null) throw noSuchRequest();
    if (request.type !== 'delete' && request.type !== 'withdraw') {
      throw new AppError('conflict', 'not a request to delete', {
        userMessage: { ko: '삭제를 부탁한 요청이 아니에요.', en: 'This is no request to delete.' },
      });
    }
    await closeRequestRow(
      db,
      { workspaceId, requestId },
      { state: 'done', result: 'erased', reason: '', closedAt: now, closedBy: accountId },
    );
    const { customerId, dueOn } = request;
    await eraseCustomer(db, { workspaceId, customerId, reason: 'request', dueOn, actor: accountId, now, key });
    await recordAccess(db, actor, { action: 'delete', subject: customerId }, now);
  });
}

import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { listSources } from '../../touchpoints/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { hookUrl } from './address.ts';
import type { Connection, createConnection as createEndpoint, updateConnection as updateEndpoint } from './contract.ts';
import { receiveDelivery } from './receive.ts';
import { buildSample } from './sample.ts';
import { sign } from './signatures.ts';
import {
  type ConnectionRow,
  deleteConnection,
  findConnectionRow,
  insertConnection,
  listConnectionRows,
  updateConnectionRow,
} from './store/connections.ts';
import { countDeliveries } from './store/deliveries.ts';

/** An address nobody can guess. */
const TOKEN_BYTES = 24;
/** Time in which a platform is told its new address or secret; the old one goes on meanwhile. */
const OVERLAP_DAYS = 1;

const newToken = () => randomBytes(TOKEN_BYTES).toString('base64url');

/** Every connection with what came from it. @throws AppError forbidden */
export async function listConnections(context: Context, db: Db, actor: Actor): Promise<Connection[]> {
  actor.require('sources:read');
  const { workspaceId } = actor;
  const [rows, counts] = await Promise.all([listConnectionRows(db, workspaceId), countDeliveries(db, workspaceId)]);
  const byId = new Map(counts.map((row) => [row.connectionId, row]));
  return Promise.all(rows.map((row) => show(context, db, actor, { row, counts: byId.get(row.connectionId) })));
}

async function show(
  context: Context,
  db: Db,
  actor: Actor,
  { row, counts }: { row: ConnectionRow; counts?: Awaited<ReturnType<typeof countDeliveries>>[number] | undefined },
): Promise<Connection> {
  const shop = await getRecentWorkspace(db, actor.workspaceId);
  const { connectionId, platform, label, source, signing, signatureHeader, map } = row;
  const now = context.clock.now();
  const overlaps = [row.previousTokenUntil, row.previousSecretUntil].filter((until) => until !== null && until > now);
  return {
    connectionId,
    platform,
    label,
    source,
    url: actor.can('sources:manage') ? hookUrl(shop, context.config, row.token) : null,
    hasSecret: row.secret !== null,
    signing,
    signatureHeader,
    map,
    previousUntil:
      overlaps
        .map((until) => until?.toISOString() ?? '')
        .toSorted()
        .at(-1) ?? null,
    createdAt: row.createdAt.toISOString(),
    lastReceivedAt: counts?.lastReceivedAt?.toISOString() ?? null,
    received: counts?.received ?? 0,
    waiting: counts?.waiting ?? 0,
    dead: counts?.dead ?? 0,
  };
}

async function need(db: Db, actor: Actor, connectionId: string): Promise<ConnectionRow> {
  const row = await findConnectionRow(db, actor.workspaceId, connectionId);
  if (!row) throw new AppError('not_found', 'no such connection');
  return row;
}

/** Makes a connection. @throws AppError forbidden */
export async function createConnection(
  context: Context,
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']> & { now: Date },
): Promise<Connection> {
  actor.require('sources:manage');
  const { workspaceId } = actor;
  const { platform, label, secret, signing, signatureHeader, now } = input;
  const connectionId = newId();
  return inTransaction(db, async (db) => {
    // Also of connections that were closed: under it stand their orders and their ids of people.
    const taken = new Set([
      ...(await listConnectionRows(db, workspaceId)).map((row) => row.source),
      ...(await listSources(db, workspaceId)).map((row) => row.source),
    ]);
    const free = [platform, ...Array.from({ length: taken.size + 1 }, (_, nth) => `${platform}-${nth + 2}`)];
    await insertConnection(db, {
      workspaceId,
      connectionId,
      platform,
      label,
      source: free.find((source) => !taken.has(source)) ?? `${platform}-${connectionId}`,
      token: newToken(),
      secret: secret === undefined ? null : seal(context.secrets.key, secret),
      signing,
      signatureHeader,
      createdAt: now,
      createdBy: actor.accountId,
    });
    return show(context, db, actor, { row: await need(db, actor, connectionId) });
  });
}

/** Changes a connection; a new secret leaves the old one good for a day. @throws AppError forbidden | not_found */
export async function updateConnection(
  context: Context,
  db: Db,
  actor: Actor,
  input: z.output<(typeof updateEndpoint)['body']> & { connectionId: string },
): Promise<Connection> {
  actor.require('sources:manage');
  const { connectionId, label, secret, map } = input;
  return inTransaction(db, async (db) => {
    const row = await need(db, actor, connectionId);
    const change = {
      ...(label === undefined ? {} : { label }),
      ...(map === undefined ? {} : { map: JSON.stringify(map) }),
      ...(secret === undefined
        ? {}
        : {
            secret: seal(context.secrets.key, secret),
            previousSecret: row.secret,
            previousSecretUntil: shiftDays(context.clock.now(), OVERLAP_DAYS),
          }),
    };
    if (Object.keys(change).length > 0) await updateConnectionRow(db, actor.workspaceId, connectionId, change);
    return showOne(context, db, actor, connectionId);
  });
}

async function showOne(context: Context, db: Db, actor: Actor, connectionId: string): Promise<Connection> {
  const counts = await countDeliveries(db, actor.workspaceId);
  const own = counts.find((row) => row.connectionId === connectionId);
  return show(context, db, actor, { row: await need(db, actor, connectionId), counts: own });
}

/** A new address; the old one goes on for a day. @throws AppError forbidden | not_found */
export async function rotateAddress(context: Context, db: Db, actor: Actor, connectionId: string): Promise<Connection> {
  actor.require('sources:manage');
  return inTransaction(db, async (db) => {
    const { token } = await need(db, actor, connectionId);
    await updateConnectionRow(db, actor.workspaceId, connectionId, {
      token: newToken(),
      previousToken: token,
      previousTokenUntil: shiftDays(context.clock.now(), OVERLAP_DAYS),
    });
    return showOne(context, db, actor, connectionId);
  });
}

/** Closes a connection; what it brought stays. @throws AppError forbidden | not_found */
export async function removeConnection(db: Db, actor: Actor, connectionId: string): Promise<void> {
  actor.require('sources:manage');
  if (!(await deleteConnection(db, actor.workspaceId, connectionId)))
    throw new AppError('not_found', 'no such connection');
}

/** Sends a signed sample through the connection's own door; it is read as a test and recorded nowhere. @throws AppError forbidden | not_found */
export async function testConnection(
  context: Context,
  db: Db,
  actor: Actor,
  { connectionId, now }: { connectionId: string; now: Date },
): Promise<string> {
  actor.require('sources:manage');
  const row = await need(db, actor, connectionId);
  const { platform, signing, signatureHeader, token } = row;
  const shop = await getRecentWorkspace(db, actor.workspaceId);
  const { body, headers } = buildSample(platform, { now, currency: shop.currency, id: newId() });
  const secret = row.secret === null ? '' : unseal(context.secrets.key, row.secret);
  const urls = [hookUrl(shop, context.config, token)];
  const signed = { ...headers, ...sign({ platform, signing, signatureHeader, body, urls }, secret) };
  const deliveryId = await receiveDelivery(context, { token, headers: signed, body });
  if (deliveryId === undefined) throw new AppError('conflict', 'the test was there already');
  return deliveryId;
}

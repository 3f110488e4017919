import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from '../contract/analyst.ts';
import { exportAnswer, listTables, openMartArchive, openTableFile, runSql } from './service.ts';

export const analystRoutes: Route[] = [
  route(contract.listMartTables, async ({ actor }) => listTables(actor)),
  route(contract.queryMartSql, ({ context, actor, body }) => runSql(context, actor, body)),
  route(contract.exportMartSql, ({ context, actor, body }) => exportAnswer(context, actor, body)),
  route(contract.downloadMartTable, async ({ context, actor, query, reply }) => {
    const file = await openTableFile(context, actor, query);
    return sendFile(reply, { ...file, name: `${query.table}.parquet`, type: 'application/vnd.apache.parquet' });
  }),
  route(contract.downloadMart, async ({ context, actor, query, reply }) => {
    const file = await openMartArchive(context, actor, query);
    return sendFile(reply, { ...file, name: 'dangol-mart.zip', type: 'application/zip' });
  }),
];

async function sendFile(
  reply: FastifyReply,
  { stream, bytes, name, type }: { stream: Readable; bytes: number; name: string; type: string },
): Promise<undefined> {
  await reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('content-length', bytes)
    .type(type)
    .send(stream);
  return undefined;
}

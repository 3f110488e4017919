import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from '../contract/analyst.ts';
import { listTables, openTableFile, runSql } from './service.ts';

export const analystRoutes: Route[] = [
  route(contract.listMartTables, async ({ actor }) => listTables(actor)),
  route(contract.queryMartSql, ({ context, actor, body }) => runSql(context, actor, body)),
  route(contract.downloadMartTable, async ({ context, actor, query, reply }) => {
    const { stream, bytes } = await openTableFile(context, actor, query);
    await reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${query.table}.parquet"`)
      .header('content-length', bytes)
      .type('application/vnd.apache.parquet')
      .send(stream);
    return undefined;
  }),
];

import { z } from 'zod';
import { type Route, route, signedRoute } from '../../../platform/http/route.ts';
import {
  createConnection,
  listConnections,
  removeConnection,
  rotateAddress,
  testConnection,
  updateConnection,
} from './connections.ts';
import * as contract from './contract.ts';
import { getDelivery, listDeliveries, replayDeliveries } from './deliveries.ts';
import { previewMap } from './preview.ts';
import { admitDelivery, receiveDelivery } from './receive.ts';

/** Toast's orders pass half a megabyte. */
const BODY_LIMIT_BYTES = 4 * 1_048_576;

const zToken = z.object({ token: z.string() });

export const webhookRoutes: Route[] = [
  signedRoute(
    contract.receiveHook,
    async ({ context, params, request }) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      );
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      await receiveDelivery(context, { token: params.token, headers, body: raw });
      return { received: true as const };
    },
    {
      bodyLimitBytes: BODY_LIMIT_BYTES,
      admit: ({ params, ip }, context) => admitDelivery(context, { ...zToken.parse(params), ip }),
    },
  ),
  route(contract.listConnections, async ({ context, db, actor }) => ({
    connections: await listConnections(context, db, actor),
  })),
  route(contract.createConnection, ({ context, db, actor, body, now }) =>
    createConnection(context, db, actor, { ...body, now }),
  ),
  route(contract.updateConnection, ({ context, db, actor, params, body }) =>
    updateConnection(context, db, actor, { ...params, ...body }),
  ),
  route(contract.rotateAddress, ({ context, db, actor, params }) =>
    rotateAddress(context, db, actor, params.connectionId),
  ),
  route(contract.removeConnection, async ({ db, actor, params }) => {
    await removeConnection(db, actor, params.connectionId);
    return {};
  }),
  route(contract.testConnection, async ({ context, db, actor, params, now }) => ({
    deliveryId: await testConnection(context, db, actor, { ...params, now }),
  })),
  route(contract.previewMap, ({ db, actor, params, body, now }) => previewMap(db, actor, { ...params, ...body, now })),
  route(contract.replayConnection, async ({ db, actor, params, now }) => ({
    replayed: await replayDeliveries(db, actor, { ...params, now }),
  })),
  route(contract.listDeliveries, ({ db, actor, query }) => listDeliveries(db, actor, query)),
  route(contract.getDelivery, ({ db, actor, params, now }) => getDelivery(db, actor, { ...params, now })),
  route(contract.replayDelivery, async ({ db, actor, params, now }) => ({
    replayed: await replayDeliveries(db, actor, { ...params, now }),
  })),
];

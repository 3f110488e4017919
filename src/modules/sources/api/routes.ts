import { type KeyCall, keyRoute, type Route } from '../../../platform/http/route.ts';
import type { Endpoint } from '../../../shared/endpoint.ts';
import { MAX_BODY_BYTES } from '../fields.ts';
import * as contract from './contract.ts';
import { readDeliveryKey } from './delivery-key.ts';
import * as service from './service.ts';

const OPTIONS = { kinds: ['secret'] as const, bodyLimitBytes: MAX_BODY_BYTES, byRow: true };

const deliveryOf = ({ key, now, actor, request }: KeyCall<Endpoint>): service.Delivery => ({
  key,
  now,
  locale: actor.locale,
  deliveryKey: readDeliveryKey(request.headers['idempotency-key']),
});

export const apiRoutes: Route[] = [
  keyRoute(
    contract.recordTouchpoints,
    (call) => service.recordTouchpoints(call.db, call.actor, { ...deliveryOf(call), rows: call.body.touchpoints }),
    OPTIONS,
  ),
  keyRoute(
    contract.recordCustomers,
    (call) =>
      service.recordCustomers(call.db, call.actor, {
        ...deliveryOf(call),
        rows: call.body.customers,
        sealKey: call.context.secrets.key,
      }),
    OPTIONS,
  ),
  keyRoute(
    contract.recordOrders,
    (call) => service.recordOrders(call.db, call.actor, { ...deliveryOf(call), rows: call.body.orders }),
    OPTIONS,
  ),
  keyRoute(
    contract.recordItems,
    (call) => service.recordItems(call.db, call.actor, { ...deliveryOf(call), rows: call.body.items }),
    OPTIONS,
  ),
  keyRoute(
    contract.findCustomer,
    (call) => service.findCustomers(call.db, call.actor, { ...deliveryOf(call), query: call.query }),
    OPTIONS,
  ),
];

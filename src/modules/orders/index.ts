/**
 * Orders: sales with their lines, refunds and channels. Owns schema `orders`.
 */
export { amendOrder, type TargetOrder } from './amend.ts';
export { claimOrder } from './claim.ts';
export * from './contract.ts';
export { eraseOrdersOf } from './erase.ts';
export { ordersChanged } from './events.ts';
export {
  createOrderStage,
  endPart,
  hasKnownOrders,
  LINE_STAGE_COLUMNS,
  ORDER_STAGE_COLUMNS,
  type StoredOrders,
  storeLinesOfPart,
  storeOrdersFromStage,
} from './from-stage.ts';
export { ORDERS_OF_PERSON } from './of-person.ts';
export { type ArrivingOrder, type RecordedOrder, recordOrders } from './record-orders.ts';
export { ordersRoutes } from './routes.ts';
export { countLine, type LineKind, signedAmount } from './rules.ts';
export { findUsedItems, recordOrder as storeOrder, removeOrdersOfBatch } from './service.ts';
export {
  findCustomersWithOrders,
  findOrderSummary,
  listCustomersOfOrders,
  listMostSold,
  removeOrder,
} from './store.ts';

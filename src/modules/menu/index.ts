/**
 * Menu: items with their category, price and cost. Owns schema `menu`. Items are made by the sales that name them, or described
 * by a till's own list. The counter says what is sold out and what is surplus.
 */
export * from './contract.ts';
export { createItemStage, describeItems, ITEM_STAGE_COLUMNS, storeNewItems } from './from-stage.ts';
export { listMarkedItems, type MarkedItem, markItems } from './marks.ts';
export { menuRoutes } from './routes.ts';
export { getItemNames, getOrCreateItems, recordItems, removeItemsOfBatch, type SoldItem } from './service.ts';
export { findItemByName, listItemsByIds } from './store.ts';

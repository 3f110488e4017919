/**
 * Menu: items with their category, price and cost. Owns schema `menu`. Items are made by the sales that name them.
 */
export * from './contract.ts';
export { createItemStage, describeItems, ITEM_STAGE_COLUMNS, storeNewItems } from './from-stage.ts';
export { menuRoutes } from './routes.ts';
export { getItemNames, getOrCreateItems, removeItemsOfBatch, type SoldItem } from './service.ts';
export { findItemByName, listItemsByIds } from './store.ts';

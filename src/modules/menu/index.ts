/**
 * Menu: items with their category, price and cost. Owns schema `menu`. Items are made by the sales that name them, or described
 * by a till's own list.
 */
export * from './contract.ts';
export { createItemStage, ITEM_STAGE_COLUMNS, storeItemsFromStage } from './from-stage.ts';
export { menuRoutes } from './routes.ts';
export { getItemNames, getOrCreateItems, recordItems, removeItemsOfBatch, type SoldItem } from './service.ts';

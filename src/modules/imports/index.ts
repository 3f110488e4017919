/**
 * Imports: files in. Map, dry run, progress, duplicates, error file, undo. Owns schema `imports`.
 */
export * from './contract.ts';
export { keepWatching, watchFolder } from './folder/watch.ts';
export { startFolderWatch } from './folder/watch-all.ts';
export { importJob, uploadCleaningJob } from './jobs.ts';
export { fileErrors } from './reader/file-errors.ts';
export { openTable } from './reader/open-table.ts';
export { importsRoutes } from './routes.ts';
export type { CustomerRecord, SalesLine, SalesLineKind } from './sales-line.ts';
export { importCustomers } from './service/import-customers.ts';
export type { ImportOptions } from './service/import-file.ts';
export { importSales, importSalesLines } from './service/import-sales.ts';
export { importers } from './service/importers.ts';
export { getMapByName } from './service/maps.ts';
export type { FileToRead } from './service/read-file.ts';
export type { ImportProgress } from './service/run-batch.ts';
export { type DependencyCheck, keepCustomersThat, undoImport } from './service/undo.ts';

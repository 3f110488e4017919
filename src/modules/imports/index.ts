/**
 * Imports: files in. Map, dry run, progress, duplicates, error file, undo. Owns schema `imports`.
 */
export * from './contract.ts';
export type { CustomerRecord, SalesLine, SalesLineKind } from './sales-line.ts';
export { type ImportOptions, importSales, importSalesLines } from './service/import-sales.ts';
export type { FileToRead } from './service/read-file.ts';
export type { ImportProgress } from './service/run-batch.ts';

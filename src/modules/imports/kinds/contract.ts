import { z } from 'zod';

/** Kinds of files, in the order of the screen. */
export const IMPORT_KINDS = ['sales', 'customers', 'contacts', 'events', 'reservations', 'reviews'] as const;
export const zImportKind = z.enum(IMPORT_KINDS);
export type ImportKind = z.infer<typeof zImportKind>;

/**
 * PV-16: on what basis the shop holds the people of a file. Only `consent-with-evidence` lets a file's word count as
 * consent to promotion; with the others everybody is loaded without one.
 */
export const IMPORT_BASES = ['consent-with-evidence', 'transaction', 'unknown'] as const;
export const zImportBasis = z.enum(IMPORT_BASES);
export type ImportBasis = z.infer<typeof zImportBasis>;

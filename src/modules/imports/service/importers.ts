import type { ImportKind } from '../contract.ts';
import { importContacts } from '../kinds/contacts.ts';
import { importEvents } from '../kinds/events.ts';
import { importReservations } from '../kinds/reservations.ts';
import { importReviews } from '../kinds/reviews.ts';
import { importCustomers } from './import-customers.ts';
import type { ImportFile } from './import-file.ts';
import { importSales } from './import-sales.ts';

/** The import of each kind of file. A new kind is a `KindOfImport`, its fields in map.ts, and a line here. */
export const importers: Readonly<Record<ImportKind, ImportFile>> = {
  sales: importSales,
  customers: importCustomers,
  contacts: importContacts,
  events: importEvents,
  reservations: importReservations,
  reviews: importReviews,
};

-- Phone books, events and surveys, reservations, reviews.
alter table imports.batch drop constraint batch_kind_check;
alter table imports.batch add constraint batch_kind_check
  check (kind in ('sales', 'customers', 'contacts', 'events', 'reservations', 'reviews'));

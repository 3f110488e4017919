-- Which source told a number or an address first (PV-15), named as everywhere; `created_at` says when. Null: stored before
-- this was written down, by whoever.
alter table customers.contact_point add column source text;
update customers.contact_point p set source = b.source
from imports.batch b
where b.workspace_id = p.workspace_id and b.batch_id = p.created_by_batch;
update customers.contact_point p set source = c.source
from customers.customer c
where c.workspace_id = p.workspace_id and c.customer_id = coalesce(p.merged_from, p.customer_id)
  and p.source is null and p.created_at = c.created_at;

-- A company as a site knows it: who is told to belong to it again joins the same one (OP-06).
alter table customers.household
  add column source text,
  add column external_id text,
  add constraint household_known_to_one_source check ((source is null) = (external_id is null));
create unique index household_by_external_id on customers.household (workspace_id, source, external_id)
  where external_id is not null;

-- People whose period has ended, and the day since which the owner reads it (PV-20): what nobody decided about within the
-- days of the rule is destroyed by the nightly job, and a wrong date in a file can be seen before it does harm.
create table privacy.overdue_person (
  workspace_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  told_on date not null,
  unique nulls not distinct (workspace_id, customer_id, merged_from),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
select platform.fence('privacy.overdue_person', 'select, insert, update, delete');

-- Cards out of the bowl are few among what happened, and each has a day after which it may not be kept.
create index touchpoint_cards on touchpoints.touchpoint (workspace_id, customer_id) where kind = 'event.entered';

-- Sources that somebody no longer wants to be told about. A table of its own: sales of a till have no row in
-- touchpoints.source.
alter table touchpoints.source drop column muted_at;
create table touchpoints.muted_source (
  workspace_id uuid not null,
  source text not null,
  muted_at timestamptz not null,
  muted_by uuid,
  primary key (workspace_id, source)
);
select platform.fence('touchpoints.muted_source', 'select, insert, delete');

-- News and reviews are few among many.
create index touchpoint_news_and_reviews on touchpoints.touchpoint (workspace_id, at desc, touchpoint_id desc)
  where kind in ('news.published', 'review.received');
-- Rows arrive in the order of time: a few numbers for each stretch of the table find a day's, and cost an import nothing.
create index touchpoint_by_arrival on touchpoints.touchpoint using brin (received_at) with (autosummarize = on);

-- The latest of one source among ten million, and a day of it: a page is read from one place. What the summary of stretches
-- found by arrival alone, this finds as well.
create index touchpoint_by_source on touchpoints.touchpoint (workspace_id, source, received_at desc, touchpoint_id desc);
drop index touchpoints.touchpoint_by_arrival;

-- Every row of an imported file arrived at one instant: its page is read in the order in which things happened.
create index touchpoint_by_source_at on touchpoints.touchpoint (workspace_id, source, received_at desc, at desc, touchpoint_id desc);
drop index touchpoints.touchpoint_by_source;

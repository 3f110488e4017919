-- What puts right something told before is looked for by what it corrects (OP-89).
create index touchpoint_by_corrected on touchpoints.touchpoint (workspace_id, corrects) where corrects is not null;

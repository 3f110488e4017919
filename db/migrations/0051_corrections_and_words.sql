-- What puts right something told before is looked for by what it corrects (OP-89).
create index touchpoint_by_corrected on touchpoints.touchpoint (workspace_id, corrects) where corrects is not null;

-- What the shop itself calls its people, visits, orders and items, by language; a word that is absent is its pack's. They
-- stand apart from the pack, so that taking one on or off loses none.
alter table workspace.shop add column words jsonb not null default '{"ko": {}, "en": {}}';

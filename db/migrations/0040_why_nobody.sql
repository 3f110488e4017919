-- Why nobody was found behind what happened, as it was seen when it arrived: nothing said who, what was said is known of
-- nobody, or of several. Null where somebody was found, for what arrived before this was kept, and for people erased since.
alter table touchpoints.touchpoint
  add column nobody text check (nobody in ('no_key', 'key_unknown', 'ambiguous'));

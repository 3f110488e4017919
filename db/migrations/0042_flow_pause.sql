-- paused: nobody enters and nobody goes on, and whoever is inside stays where she stands.
alter table flows.flow drop constraint flow_state_check,
  add constraint flow_state_check check (state in ('off', 'on', 'paused')),
  -- Somebody who may not switch it on has asked for it; gone once it is on or sent back.
  add column asked_at timestamptz,
  add column asked_by uuid;

-- A decision that was taken back stays written, with the row that takes it back; what it was about waits again as before it.
alter table decisions.decided add column undoes uuid;
alter table decisions.decided drop constraint decided_choice_check;
alter table decisions.decided add constraint decided_choice_check
  check (choice in ('look', 'done', 'later', 'no', 'undone') and (choice = 'undone') = (undoes is not null));
-- Taken back twice is taken back once.
create unique index decided_undoes on decisions.decided (workspace_id, undoes) where undoes is not null;

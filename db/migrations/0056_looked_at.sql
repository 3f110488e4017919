-- Looking at a thing decides nothing: it is kept, so that what came of it can be told, and the thing stays in the inbox.
alter table decisions.decided drop constraint decided_choice_check;
alter table decisions.decided add constraint decided_choice_check check (choice in ('look', 'done', 'later', 'no'));

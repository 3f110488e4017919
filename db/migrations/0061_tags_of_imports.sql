-- The import that made a tag, as long as nobody else has taken it up: its undo takes the tag away again. Null for every other tag.
alter table customers.tag add column made_by_batch uuid;

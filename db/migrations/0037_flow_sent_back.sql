-- Whoever may approve an automation sends it back with a word, as with plays.
alter table flows.flow add column sent_back_note text not null default '';

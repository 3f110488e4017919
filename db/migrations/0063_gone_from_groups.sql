-- Who came or went without doing anything: her record is gone, or two records became one or two again.
alter table segments.member_event drop constraint member_event_cause_check;
alter table segments.member_event
  add constraint member_event_cause_check check (cause in ('change', 'time', 'gone', 'merge'));
-- Of somebody whose record is gone the history keeps that she came and went, and nothing that names her.
alter table segments.member_event alter column customer_id drop not null;

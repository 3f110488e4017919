-- Who sent a message of a dry run from her own phone (AD-52).
alter table messaging.message add column sent_by uuid;
-- What was said, or written down, since the last notices were made (AD-14): rows come in the order of both.
create index consent_event_by_at on privacy.consent_event using brin (at) with (autosummarize = on);
create index consent_event_by_recorded_at on privacy.consent_event using brin (recorded_at) with (autosummarize = on);

-- Grain: one row a business day, kind of thing that happened, channel and phase of the visit. Sources: touchpoint.
-- Day rule: the business day that the touchpoint keeps.
-- Known gaps: only what a source brought in; what was corrected later counts as its correction says; nothing of what was said.
select t.business_day, t.kind, t.channel, t.phase,
  cast(count(*) as integer) as happened,
  cast(count(t.customer_id) as integer) as of_known,
  cast(count(distinct t.customer_id) as integer) as people
from touchpoint t
left join (select distinct corrects from touchpoint where corrects is not null) c on c.corrects = t.touchpoint_id
where c.corrects is null
group by t.business_day, t.kind, t.channel, t.phase

-- Grain: one row a source that said anything since :since. Sources: touchpoints.source, touchpoints.touchpoint. Day rule: by the moment it arrived.
-- Left out: news of the shop and reviews of it, which are of no person, what is a household's, and what was corrected (OP-89). Known gaps: none.
select t.source, count(*)::int as arrived,
  count(*) filter (where t.customer_id is null and t.nobody = 'no_key')::int as no_key,
  count(*) filter (where t.customer_id is null and t.nobody = 'key_unknown')::int as key_unknown,
  count(*) filter (where t.customer_id is null and t.nobody = 'ambiguous')::int as ambiguous,
  count(*) filter (where t.customer_id is null and t.nobody is null)::int as unrecorded
from touchpoints.source s
join touchpoints.touchpoint t on t.workspace_id = s.workspace_id and t.source = s.source and t.received_at >= :since::timestamptz
where s.workspace_id = :workspaceId and t.household_id is null
  and t.kind not in ('news.published', 'review.received')
  and not exists (select from touchpoints.touchpoint c where c.workspace_id = t.workspace_id and c.corrects = t.touchpoint_id)
group by t.source
order by count(*) filter (where t.customer_id is null) desc, t.source

-- Grain: one row a lapse state with somebody in it. Source: mart.customer_fact, customers.*, privacy.consent, messaging.notice.
-- Day rule: as resting.sql. Known gaps: as resting.sql.
select {lapseState} as lapse, count(*)::int as people, sum(greatest(f.worth_per_month_minor, 0))::bigint as worth_per_month_minor,
  count(*) filter (where {mayEmail})::int as may_email
from mart.customer_fact f
join customers.customer c on c.workspace_id = :workspaceId and c.customer_id = f.customer_id
where f.workspace_id = :workspaceId and f.visits >= :minVisits and f.interval_days is not null
group by 1

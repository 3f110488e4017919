-- Grain: one row a person behind her rhythm, the one worth most first. Sources: mart.customer_fact, customers.*, privacy.consent, messaging.notice.
-- Day rule: days since the last visit count from :today; states as in MT-15.
-- Known gaps: somebody who now comes without giving her name looks as if she stayed away (MT-03).
select f.customer_id, c.name, {phone} as phone, f.visits, f.last_visit_on, f.own_interval_days, f.interval_days,
  f.worth_per_month_minor, f.usual_items, {daysSinceLast} as days_since_last, {closedDays} as closed_days,
  {lapseRatio} as lapse_ratio, {lapseState} as lapse,
  {mayEmail} as may_email
from mart.customer_fact f
join customers.customer c on c.workspace_id = :workspaceId and c.customer_id = f.customer_id
where f.workspace_id = :workspaceId and f.visits >= :minVisits and {lapseState} = any(:states::text[])
  and (:afterId::uuid is null or (f.worth_per_month_minor, f.customer_id) < (:afterWorthMinor::bigint, :afterId::uuid))
order by f.worth_per_month_minor desc, f.customer_id desc
limit :limit

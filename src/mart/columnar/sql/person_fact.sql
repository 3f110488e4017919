-- Grain: one row a person with a visit. Source: mart.customer_fact, where each figure is defined.
-- Day rule: business days (MT-10). Known gaps: as fresh as the last refresh of mart.customer_fact.
select f.customer_id, f.orders, f.visits, f.first_visit_on, f.last_visit_on, f.previous_visit_on, f.closed_days_since, f.gross_minor, f.net_minor,
  f.own_interval_days, f.interval_days, f.worth_per_month_minor, f.usual_weekday, f.usual_weekday_share,
  f.usual_hour, f.usual_hour_share, f.usual_daypart, f.usual_daypart_share
from mart.customer_fact f
where f.workspace_id = {workspace} and f.customer_id {changed}

-- Grain: one row a person and kind of consent. Source: privacy.consent.
-- Day rule: the calendar day on the shop's clock since which it holds. Known gaps: earlier answers stay in the ledger.
select k.customer_id, k.kind, k.state, (k.at at time zone s.time_zone)::date as since
from privacy.consent k
join workspace.shop s on s.workspace_id = k.workspace_id
where k.workspace_id = {workspace} and k.customer_id {changed}

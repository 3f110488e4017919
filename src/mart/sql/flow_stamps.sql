-- Grain: one row a person whose stamp card lacks at most `:missing` stamps, once a card; a full card lacks nothing.
-- Sources: loyalty.account, loyalty.entry, loyalty.programme. Nobody where the programme of the day is off or gives no
-- stamps: there nothing can be earned any more.
with programme as (
  select (settings -> 'stamps' ->> 'cardSize')::int as size from (
    select settings from loyalty.programme where workspace_id = :workspaceId and starts_on <= :today::date
    order by version desc limit 1) latest
  where settings ->> 'unit' = 'stamps' and (settings ->> 'isOn')::boolean
), held as (
  select a.customer_id, sum(a.balance) as stamps,
    sum((select count(*) from loyalty.entry e where e.workspace_id = a.workspace_id and e.account_id = a.account_id and e.amount < 0)) as uses
  from loyalty.account a
  where a.workspace_id = :workspaceId and a.role = 'person' and a.unit = 'stamps' and a.customer_id is not null
  group by a.customer_id
)
select h.customer_id, 'card:' || floor(h.stamps / p.size) || ':' || h.uses as entry_key
from held h cross join programme p
where mod(h.stamps, p.size) > 0 and mod(h.stamps, p.size) >= p.size - :missing::int

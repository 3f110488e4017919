-- Grain: one row a person of whom the shop has only cards of events whose day of keeping is over, the longest over first.
-- Sources: touchpoints.touchpoint, customers.customer, orders.sale_order, privacy.consent. Day rule: `keepUntil` is the last
-- day on which a card may be kept. Known gaps: none.
select c.customer_id, c.name, max(t.payload ->> 'keepUntil') as keep_until
from touchpoints.touchpoint t
join customers.customer c on c.workspace_id = t.workspace_id and c.customer_id = t.customer_id and c.merged_into is null
where t.workspace_id = :workspaceId and t.kind = 'event.entered'
  and not exists (select from touchpoints.touchpoint o where o.workspace_id = t.workspace_id and o.customer_id = t.customer_id
    and (o.kind <> 'event.entered' or coalesce(o.payload ->> 'keepUntil', '9999') >= :today::text))
  and not exists (select from orders.sale_order o where o.workspace_id = t.workspace_id and o.customer_id = t.customer_id)
  and not exists (select from privacy.consent k where k.workspace_id = t.workspace_id and k.customer_id = t.customer_id
    and k.state in ('granted', 'reconfirmed'))
group by c.customer_id, c.name order by keep_until, c.customer_id limit :limit

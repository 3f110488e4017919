-- Grain: one row. Sources: orders.sale_order, customers.customer, customers.external_id.
-- Sales of the business days :from to :to, and people whose id of a source is known and whose record was made on those days.
-- Day rule: the business day of a sale; the date a record bears, as it was written.
select
  (select count(*)::int from orders.sale_order s
    where s.workspace_id = :workspaceId and s.business_day between :from::date and :to::date) as orders,
  (select count(*)::int from customers.customer c
    where c.workspace_id = :workspaceId and c.created_at::date between :from::date and :to::date
      and exists (select from customers.external_id e
        where e.workspace_id = c.workspace_id and e.customer_id = c.customer_id and e.source = :source)) as people

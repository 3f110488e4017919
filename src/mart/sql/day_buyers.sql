-- Grain: one row a known person who bought on a business day. Sources: orders.sale_order. Day rule: the sale's business day.
select distinct s.customer_id from orders.sale_order s
where s.workspace_id = :workspaceId and s.business_day = :day::date and s.customer_id is not null

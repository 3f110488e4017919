-- Grain: one row an order that earned and is gone, because its import was taken back. Sources: loyalty.receipt, orders.sale_order.
select r.order_id from loyalty.receipt r
where r.workspace_id = :workspaceId and r.order_id is not null
  and not exists (select 1 from orders.sale_order o where o.workspace_id = r.workspace_id and o.order_id = r.order_id)

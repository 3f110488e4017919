-- Takes out people whose last visit is gone: a batch was undone, an order moved to somebody else. Source: orders.sale_order.
-- Grain: the rows taken out. Day rule: none, any order with a sale from :countedSince to :today keeps a person in. Known gaps: none.
delete from mart.customer_fact f
where f.workspace_id = :workspaceId {only}
  and not exists (
    select from orders.sale_order o
    where o.workspace_id = :workspaceId and o.customer_id = f.customer_id and o.gross_minor > 0 and o.business_day between :countedSince::date and :today::date
  )

-- Grain: one row, the shop: orders dated after :until. Source: orders.sale_order. Day rule: business days.
-- Known gaps: a clock that ran ahead by less than a day is not seen.
select count(*)::int as orders from orders.sale_order where workspace_id = :workspaceId and business_day > :until::date

-- Grain: one row a line of an order. Sources: orders.order_line; its person and day come from sale while it is stored.
-- Day rule: business_day of its order.
-- Known gaps: two equal lines are two rows, told apart by line_no only; a refund is a line of its own, on its order's day.
select l.order_id, l.line_no, l.item_id, l.kind, l.quantity, l.amount_minor, l.unit_price_minor, l.cost_minor, l.options
from orders.order_line l
where l.workspace_id = {workspace} and l.order_id {changed}

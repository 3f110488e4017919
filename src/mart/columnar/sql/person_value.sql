-- Grain: one row a person and field of the shop's own. Sources: customers.field_value, customers.field.
-- Day rule: none, what holds now. Known gaps: free text and sensitive fields stay behind (PV-14, PV-70); of two merged
-- people her own value is shown.
select distinct on (v.customer_id, v.field_key) v.customer_id, v.field_key, v.value, v.number_value
from customers.field_value v
join customers.field f on f.workspace_id = v.workspace_id and f.field_key = v.field_key
where v.workspace_id = {workspace} and v.value_sealed is null and f.archived_at is null
  and f.type in ('choice', 'number', 'yes_no', 'date') and v.customer_id {changed}
order by v.customer_id, v.field_key, v.merged_from nulls first, v.updated_at desc

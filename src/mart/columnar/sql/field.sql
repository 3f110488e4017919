-- Grain: one row a field of the shop's own. Source: customers.field. Day rule: none, what holds now.
-- Known gaps: fields of free text and sensitive ones are not in it (PV-14, PV-70).
select f.field_key, f.label_ko, f.label_en, f.type, f.is_stage
from customers.field f
where f.workspace_id = {workspace} and f.archived_at is null and f.type in ('choice', 'number', 'yes_no', 'date')

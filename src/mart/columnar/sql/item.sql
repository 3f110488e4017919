-- Grain: one row an item of the menu. Source: menu.item.
-- Day rule: none, what holds now. Known gaps: earlier names and prices are not kept here.
select i.item_id, i.name, i.category, i.price_minor, i.cost_minor
from menu.item i where i.workspace_id = {workspace}

-- Grain: one row an item: what one piece leaves, minor units; null where price or cost is not known. Sources: menu.item.
select i.item_id, i.name, i.price_minor - i.cost_minor as margin_minor from menu.item i
where i.workspace_id = :workspaceId and i.item_id = any(:itemIds::uuid[])

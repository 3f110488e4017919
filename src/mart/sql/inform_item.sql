-- Grain: one row a name of an item of the shop's own, of those asked for. Source: menu.item.
select distinct i.name from menu.item i where i.workspace_id = :workspaceId and i.name = any(:names::text[])

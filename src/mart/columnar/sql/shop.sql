-- Grain: one row a shop. Source: workspace.shop. Day rule: none, what holds now. Known gaps: none.
select s.shop_id, s.pack, s.currency, s.time_zone, s.day_ends_at_hour from workspace.shop s where s.workspace_id = {workspace}

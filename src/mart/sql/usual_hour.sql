-- Grain: one row a person with a usual hour. Sources: mart.customer_fact.
select f.customer_id, f.usual_hour from mart.customer_fact f
where f.workspace_id = :workspaceId and f.customer_id = any(:customerIds::uuid[]) and f.usual_hour is not null

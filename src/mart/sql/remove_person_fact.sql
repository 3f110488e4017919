delete from mart.customer_fact where workspace_id = :workspaceId and customer_id = :customerId returning customer_id

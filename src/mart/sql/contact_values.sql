select kind, value from customers.contact_point where workspace_id = :workspaceId and customer_id = :customerId

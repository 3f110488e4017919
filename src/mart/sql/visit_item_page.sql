-- Grain: one row, the last customer of a page of people who came at least twice. Source: mart.customer_fact.
-- Day rule: none. Known gaps: none.
select max(customer_id::text) as last from (
  select customer_id from mart.customer_fact
  where workspace_id = :workspaceId and visits >= 2 and customer_id > :after::uuid order by customer_id limit :limit
) page

-- Grain: one row a person whose last complaint was settled between the two instants and who has none open.
-- Sources: messaging.complaint.
select c.customer_id, 'complaint:' || max(c.closed_at)::text as entry_key
from messaging.complaint c
where c.workspace_id = :workspaceId
group by c.customer_id
having bool_and(c.closed_at is not null) and max(c.closed_at) > :from::timestamptz and max(c.closed_at) <= :until::timestamptz

-- Grain: one row an import since :since that needs a look, the newest first. Sources: imports.batch.
-- Day rule: none. Known gaps: an import that failed and succeeded under another file name is still told of.
select b.batch_id, b.file_name, b.state, coalesce((b.result ->> 'rejected')::int, 0) as rejected
from imports.batch b
where b.workspace_id = :workspaceId and not b.dry_run and b.created_at >= :since::timestamptz
  and (b.state = 'failed' or (b.state = 'done' and coalesce((b.result ->> 'rejected')::int, 0) > 0))
  -- Somebody has tried the file again since, and it went well.
  and not exists (
    select from imports.batch later
    where later.workspace_id = :workspaceId and later.file_name = b.file_name and not later.dry_run
      and later.created_at > b.created_at and later.state = 'done' and coalesce((later.result ->> 'rejected')::int, 0) = 0
  )
order by b.created_at desc
limit 5

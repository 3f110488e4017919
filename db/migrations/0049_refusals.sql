-- The last rows of each source that were not taken: where in the row, and why. Never a value of the row.
create table touchpoints.refusal (
  workspace_id uuid not null,
  source text not null,
  refusal_id uuid not null,
  at timestamptz not null,
  -- Place within the row, `lines.0.amountMinor`; empty for the row itself.
  path text not null,
  reason text not null,
  primary key (workspace_id, source, refusal_id)
);
select platform.fence('touchpoints.refusal', 'select, insert, delete');

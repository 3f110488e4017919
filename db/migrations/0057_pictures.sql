-- A picture that a text message shows (MMS). It says nothing of a person; it lives and goes with the play whose message
-- names it.
create table messaging.picture (
  workspace_id uuid not null,
  picture_id uuid not null,
  play_id uuid not null,
  -- A JPEG, checked before it is stored (domain §2.5: at most 300 KB).
  image bytea not null check (octet_length(image) between 1 and 307200),
  width int not null check (width > 0),
  height int not null check (height > 0),
  uploaded_at timestamptz not null,
  uploaded_by uuid,
  primary key (workspace_id, picture_id)
);
create index picture_of_play on messaging.picture (workspace_id, play_id);
select platform.fence('messaging.picture', 'select, insert, delete');

-- The picture that goes with the words; null: words alone.
alter table messaging.message add column picture_id uuid;

-- What a provider is promised a second holds for the account, however many plays send through it at once: the moment from
-- which it is free again.
alter table messaging.provider_account add column paced_until timestamptz;
-- The rate was one for all and nobody could set it; from now on it is given with the account.
alter table messaging.provider_account alter column messages_per_second drop default;
update messaging.provider_account set messages_per_second = case provider when 'aligo' then 500 else 1000 end
where messages_per_second = 100;

-- Who had an account before two records became one: row-level security keeps the index on coalesce() from being used.
create index account_by_origin on loyalty.account (workspace_id, merged_from) where merged_from is not null;

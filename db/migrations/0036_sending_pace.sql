-- What a provider is promised a second holds for the account, however many plays send through it at once: the moment from
-- which it is free again.
alter table messaging.provider_account add column paced_until timestamptz;
-- The rate was one for all and nobody could set it; from now on it is given with the account.
alter table messaging.provider_account alter column messages_per_second drop default;
update messaging.provider_account set messages_per_second = case provider when 'aligo' then 500 else 1000 end
where messages_per_second = 100;

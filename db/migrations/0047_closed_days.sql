-- MT-14, MT-15: nobody stayed away from a shop that was shut. What is closed is told by src/mart/models/closures.ts, and
-- what it came to for each person is kept where every question about her looks.

-- Closed days after her last visit, and between the one before and it; long closures only (weekly rest is part of a rhythm).
alter table mart.customer_fact
  add column closed_days_since int not null default 0,
  add column closed_days_before int not null default 0;

-- [{from, to}], the first and the last closed day of each, rising: with which the facts were computed.
alter table mart.shop_fact add column closures jsonb not null default '[]';

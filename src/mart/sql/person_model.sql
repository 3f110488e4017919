-- Grain: one row a person of :rows (JSON), written or replaced. Source: the fit that the caller has made.
-- Day rule: days are the shop's business days. Known gaps: figures are null where the fit is not to be trusted.
insert into mart.person_model (
  workspace_id, customer_id, model, n_visits, p_alive, expected_visits_12m,
  value_12m_minor, value_12m_low_minor, value_12m_high_minor,
  expected_next_on, expected_half_from_on, expected_half_to_on, expected_from_on, expected_to_on, fitted_at
)
select :workspaceId, r."customerId", r.model, r."nVisits", r."pAlive", r."visits12m",
  r."valueMinor", r."valueLowMinor", r."valueHighMinor",
  r."nextOn", r."halfFromOn", r."halfToOn", r."fromOn", r."toOn", :fittedAt
from jsonb_to_recordset(:rows::jsonb) as r(
  "customerId" uuid, model text, "nVisits" int, "pAlive" float8, "visits12m" float8,
  "valueMinor" bigint, "valueLowMinor" bigint, "valueHighMinor" bigint,
  "nextOn" date, "halfFromOn" date, "halfToOn" date, "fromOn" date, "toOn" date
)
on conflict (workspace_id, customer_id) do update set
  model = excluded.model, n_visits = excluded.n_visits, p_alive = excluded.p_alive,
  expected_visits_12m = excluded.expected_visits_12m, value_12m_minor = excluded.value_12m_minor,
  value_12m_low_minor = excluded.value_12m_low_minor, value_12m_high_minor = excluded.value_12m_high_minor,
  expected_next_on = excluded.expected_next_on, expected_half_from_on = excluded.expected_half_from_on,
  expected_half_to_on = excluded.expected_half_to_on, expected_from_on = excluded.expected_from_on,
  expected_to_on = excluded.expected_to_on, fitted_at = excluded.fitted_at

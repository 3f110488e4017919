-- Grain: one row, parties of the :days business days up to :today that came or did not. Source: touchpoints.touchpoint.
-- Day rule: business days; cancelled parties are left out (MT-43), and what was corrected (OP-89). Known gaps: only reservations that were brought in.
select count(*) filter (where kind = 'reservation.no_show')::int as no_shows, count(*)::int as parties
from touchpoints.touchpoint t
where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date
  and kind in ('reservation.no_show', 'reservation.arrived', 'reservation.seated', 'reservation.finished')
  and not exists (select from touchpoints.touchpoint c where c.workspace_id = t.workspace_id and c.corrects = t.touchpoint_id)

-- Grain: one row a person who booked and did not come at least :atLeast times in the :days business days up to :today, the
-- most often first; the first 20 of `found`. Source: touchpoints.touchpoint. Day rule: business days (OP-37: older ones decay); what was corrected is left out (OP-89).
-- Known gaps: only reservations that were brought in and whose person is known; a single shop's.
select customer_id, no_shows, parties, count(*) over ()::int as found
from (
  select customer_id, count(*) filter (where kind = 'reservation.no_show')::int as no_shows, count(*)::int as parties,
    max(business_day) filter (where kind = 'reservation.no_show') as last_on
  from touchpoints.touchpoint t
  where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date
    and kind in ('reservation.no_show', 'reservation.arrived', 'reservation.seated', 'reservation.finished')
    and not exists (select from touchpoints.touchpoint c where c.workspace_id = t.workspace_id and c.corrects = t.touchpoint_id)
    and customer_id {whom}
  group by customer_id
) booked
where no_shows >= :atLeast
order by no_shows desc, last_on desc, customer_id limit 20

-- Somebody new gave a number that another person has (OP-04): the shop is told at once, and the pair stays until somebody
-- looked at it, whatever the next look through everybody thinks of it. The id names the meeting and neither of the two.
alter table customers.duplicate_pair
  add column meeting_id uuid,
  add column met_at timestamptz,
  add check ((meeting_id is null) = (met_at is null));

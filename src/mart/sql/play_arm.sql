-- Grain: one row a person of a launched play and id of the source. Sources: plays, customers. Day rule: none.
-- Known gaps: people without an id of this source are not in it.
select a.arm, e.external_id as person_id, p.launched_on, p.planned_end_on
from plays.play p
join plays.assignment a on a.workspace_id = p.workspace_id and a.play_id = p.play_id
join customers.external_id e
  on e.workspace_id = p.workspace_id and e.customer_id = a.customer_id and e.source = :source
where p.workspace_id = :workspaceId and p.play_id = :playId and p.state <> 'draft'
order by e.external_id

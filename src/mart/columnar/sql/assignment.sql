-- Grain: one row a play and person in it. Sources: plays.assignment, plays.play.
-- Day rule: the business day of the launch. Known gaps: two merged people who both were in a play are two rows.
select a.customer_id, a.play_id, a.arm, a.arm = 'holdout' as is_holdout, p.launched_on
from plays.assignment a
join plays.play p on p.workspace_id = a.workspace_id and p.play_id = a.play_id
where a.workspace_id = {workspace} and a.customer_id {changed}

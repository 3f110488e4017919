-- Grain: one row a play. Source: plays.play. Day rule: business days. Known gaps: words of messages stay behind.
select p.play_id, p.name, p.version, p.channel, p.state, p.holdout_rate, p.launched_on, p.planned_end_on, p.measure_days
from plays.play p where p.workspace_id = {workspace}

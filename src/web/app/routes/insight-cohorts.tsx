import { Cohorts } from '../../features/insights/cohorts/cohorts.tsx';

export default function InsightCohortsScreen() {
  return <Cohorts />;
}

import { Risks } from '../../features/insights/risks.tsx';

export default function InsightRisksScreen() {
  return <Risks />;
}

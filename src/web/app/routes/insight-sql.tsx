import { SqlScreen } from '../../features/insights/sql/sql-screen.tsx';

export default function InsightSqlScreen() {
  return <SqlScreen />;
}

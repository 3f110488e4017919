import { DemoProgress, useDemoIsBeingMade } from '../../features/demo/demo-progress.tsx';
import { TodayBoard } from '../../features/today/board.tsx';

export default function TodayScreen() {
  return useDemoIsBeingMade() ? <DemoProgress /> : <TodayBoard />;
}

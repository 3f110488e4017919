import { NotBuilt } from '../not-built.tsx';

export default function TodayScreen() {
  return <NotBuilt place="today" />;
}

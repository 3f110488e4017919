import { DecisionInbox } from '../../features/decisions/inbox.tsx';

export default function DecisionsScreen() {
  return <DecisionInbox />;
}

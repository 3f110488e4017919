import { Policy } from '../../features/plays/policy.tsx';

export default function PlayPolicyScreen() {
  return <Policy />;
}

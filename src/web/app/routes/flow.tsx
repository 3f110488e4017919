import { useParams } from '@tanstack/react-router';
import { FlowScreen } from '../../features/flows/flow-screen.tsx';
import { MailStart } from '../../features/messaging/mail-start.tsx';

export default function OneFlowScreen() {
  const { flowId } = useParams({ from: '/shell/plays/flows/$flowId' });
  return <FlowScreen key={flowId} flowId={flowId} mailStart={(input) => <MailStart {...input} />} />;
}

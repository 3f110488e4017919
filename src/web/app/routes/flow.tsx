import { useParams } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { FlowScreen } from '../../features/flows/flow-screen.tsx';
import { MailStart } from '../../features/messaging/mail-start.tsx';

const drawMailStart = (input: ComponentProps<typeof MailStart>) => <MailStart {...input} />;

export default function OneFlowScreen() {
  const { flowId } = useParams({ from: '/shell/plays/flows/$flowId' });
  return <FlowScreen key={flowId} flowId={flowId} mailStart={drawMailStart} />;
}

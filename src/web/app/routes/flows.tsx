import { useNavigate } from '@tanstack/react-router';
import { FlowList } from '../../features/flows/flow-list.tsx';

export default function FlowsScreen() {
  const navigate = useNavigate();
  return (
    <FlowList
      onOpen={(flowId) => void navigate({ to: '/plays/flows/$flowId', params: { flowId } })}
      onNew={() => void navigate({ to: '/plays/flows/new' })}
    />
  );
}

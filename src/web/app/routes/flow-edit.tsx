import { useNavigate, useParams } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { EditFlow, NewFlow } from '../../features/flows/edit-screen.tsx';
import { RuleField } from '../../features/segments/builder/rule-field.tsx';

const showRule = (field: ComponentProps<typeof RuleField>) => <RuleField {...field} />;

export default function FlowEditScreen() {
  const { flowId } = useParams({ strict: false });
  const navigate = useNavigate();
  const props = {
    ruleField: showRule,
    onSaved: (saved: string) => void navigate({ to: '/plays/flows/$flowId', params: { flowId: saved } }),
  };
  return flowId ? <EditFlow key={flowId} flowId={flowId} {...props} /> : <NewFlow {...props} />;
}

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../modules/staff/contract.ts';
import { Record } from '../../features/imports/record.tsx';
import { enterSession, useSwitchWorkspace } from '../../features/session/api.ts';
import { useEnterDemo } from '../../features/setup/api.ts';
import { HealthBoard } from '../../features/touchpoints/health-board.tsx';
import { NobodyReport } from '../../features/touchpoints/nobody.tsx';
import { Reach } from '../../features/touchpoints/reach.tsx';
import { currentLocale } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { showFailure } from '../../ui/toast.tsx';

export default function RecordScreen() {
  return (
    <Record
      demo={<SeeInDemo />}
      health={
        <>
          <HealthBoard />
          <NobodyReport />
          <Reach />
        </>
      }
    />
  );
}

/** The same screen, filled: the demo shop. Nothing to show for who is in it already, or may not open it. */
function SeeInDemo() {
  const { t } = useTranslation(['imports', 'shell']);
  const session = useSession();
  const queryClient = useQueryClient();
  const switchWorkspace = useSwitchWorkspace();
  const enterDemo = useEnterDemo();
  const demo = session.workspaces.find(({ kind }) => kind === 'demo');
  if (session.workspace.kind === 'demo' || (!demo && session.role !== 'owner')) return null;
  const arrive = {
    onSuccess: ({ session: next }: { session: Session }) => enterSession(queryClient, next, currentLocale()),
    onError: (error: Error) => showFailure(error.message || t('shell:switchFailed')),
  };
  const enter = () => {
    if (demo) switchWorkspace.mutate({ body: { workspaceId: demo.workspaceId } }, arrive);
    else enterDemo.mutate({ body: { locale: currentLocale() } }, arrive);
  };
  return (
    <Button variant="subtle" loading={switchWorkspace.isPending || enterDemo.isPending} onClick={enter}>
      {t('record.demo')}
    </Button>
  );
}

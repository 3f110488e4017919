import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AskLink } from '../../features/privacy/ask-link.tsx';
import { Welcome } from '../welcome.tsx';

export default function MyAskScreen() {
  const { t } = useTranslation('ownPage');
  const { workspaceId } = useParams({ from: '/my/ask/$workspaceId' });
  return (
    <Welcome title={t('ask.title')} sentence={t('sentence')}>
      <AskLink workspaceId={workspaceId} />
    </Welcome>
  );
}

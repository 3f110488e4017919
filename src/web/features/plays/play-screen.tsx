import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getPlay } from '../../../modules/plays/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Leaving, Waiting } from './before-leaving.tsx';
import { DraftScreen } from './draft-screen.tsx';
import type { MessageMeter } from './draft-steps.tsx';
import { LaunchedScreen } from './launched-screen.tsx';
import { OfflineDraft } from './offline-draft.tsx';
import { PlayState } from './play-state.tsx';

const POLL_MS = 2_000;

interface PlayScreenProps {
  playId: string;
  onOpen: (playId: string) => void;
  onLeave: () => void;
  /** Measures a text for the phone; brought by the route. */
  meter?: MessageMeter | undefined;
}

/** One play on one screen: its steps while it is a draft, then progress, result, and what was learnt. */
export function PlayScreen({ playId, onOpen, onLeave, meter }: PlayScreenProps) {
  const { t } = useTranslation('plays');
  const query = useQuery({
    ...queryFor(getPlay, { params: { playId } }),
    // While messages are on their way, the numbers move by themselves.
    refetchInterval: ({ state }) => {
      const { messages } = state.data ?? {};
      return messages && messages.queued + messages.sending + messages.handing_over > 0 ? POLL_MS : false;
    },
  });
  const one = query.data;
  return (
    <Page
      title={one?.play.name ?? t('one')}
      sentence={one ? <PlayState state={one.play.state} /> : undefined}
      back={{ to: '/plays', label: t('title') }}
    >
      <Loaded query={query} rows={8}>
        {(data) =>
          data.play.state === 'draft' && data.play.kind === 'offline' ? (
            <OfflineDraft play={data.play} onLeave={onLeave} />
          ) : data.play.state === 'draft' ? (
            <DraftScreen play={data.play} onLeave={onLeave} meter={meter} />
          ) : data.play.state === 'waiting' ? (
            <Waiting play={data.play} />
          ) : data.play.state === 'leaving' ? (
            <Leaving play={data.play} />
          ) : (
            <LaunchedScreen summary={data} onOpen={onOpen} />
          )
        }
      </Loaded>
    </Page>
  );
}

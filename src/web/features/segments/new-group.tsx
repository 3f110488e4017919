import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { createSegment, listSegments, zBoundedRule } from '../../../modules/segments/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, NoPermission } from '../../ui/states.tsx';
import { GroupForm } from './builder/group-form.tsx';

/** A ready-made group to begin with, or a rule that another screen hands over. */
const zSearch = z.object({ ready: z.string().catch('').default(''), rule: zBoundedRule.optional().catch(undefined) });

/** Makes a group, from a ready-made one or from nothing. */
export function NewGroup() {
  const { t } = useTranslation('groups');
  const { locale } = useFormat();
  const mayWrite = useCan('segments:write');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [search] = useUrlState(zSearch);
  const query = useQuery(queryFor(listSegments));
  const create = useCall(createSegment);
  return (
    <Page title={t('new')} back={{ to: '/people/groups', label: t('title') }}>
      {mayWrite ? (
        <Loaded query={query}>
          {({ suggestions }) => {
            const ready = suggestions.find(({ key }) => key === search.ready);
            return (
              <GroupForm
                name={ready?.name[locale] ?? ''}
                rule={ready?.rule ?? search.rule ?? { all: [{ fact: 'visits', atLeast: 2 }] }}
                saving={create.isPending}
                error={create.error?.message}
                onCancel={() => void navigate({ to: '/people/groups' })}
                onSave={(group) =>
                  create.mutate(
                    { body: group },
                    {
                      onSuccess: async ({ segmentId }) => {
                        await client.invalidateQueries({ queryKey: keyOf(listSegments) });
                        await navigate({ to: '/people/groups/$segmentId', params: { segmentId }, replace: true });
                      },
                    },
                  )
                }
              />
            );
          }}
        </Loaded>
      ) : (
        <NoPermission what={t('making')} />
      )}
    </Page>
  );
}

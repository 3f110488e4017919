import { Button, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  getSegment,
  listSegmentEvents,
  listSegmentMembers,
  listSegments,
  removeSegment,
  restoreSegment,
  updateSegment,
} from '../../../modules/segments/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { ApiError, call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { ExportPeople } from '../../ui/export-people.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showFailure, showUndo } from '../../ui/toast.tsx';
import { GroupForm } from './builder/group-form.tsx';
import { DayCounts } from './day-counts.tsx';
import { MemberHistory } from './member-history.tsx';
import { Members } from './members.tsx';
import css from './segments.module.css';

type Group_ = EndpointOutput<typeof getSegment>;

/** How often the open group is asked for: membership follows an order within seconds, and so does the screen. */
export const FOLLOW_MS = 2_000;

/** What a file of a group says of each person. */
const EXPORTED = ['name', 'phone', 'email', 'lastVisit', 'visits', 'spend', 'state'];

/** Changes when somebody came or went, or everybody was gone through. */
const versionOf = ({ members, evaluatedAt, latestEventId }: Group_) => `${members} ${evaluatedAt} ${latestEventId}`;

/** One group: whom it finds, who is in it and why, who came and went. */
export function GroupScreen({ segmentId }: { segmentId: string }) {
  const { t } = useTranslation('groups');
  const format = useFormat();
  const [isEditing, setEditing] = useState(false);
  const query = useQuery({ ...queryFor(getSegment, { params: { segmentId } }), refetchInterval: FOLLOW_MS });
  const group = query.data;
  return (
    <Page
      title={group?.name ?? t('group')}
      sentence={group?.sentence[format.locale]}
      back={{ to: '/people/groups', label: t('title') }}
      action={group && !isEditing ? <UseInPlay segmentId={segmentId} /> : undefined}
    >
      <Loaded query={query}>
        {(group) =>
          isEditing ? (
            <EditGroup group={group} onDone={() => setEditing(false)} />
          ) : (
            <>
              <Acts group={group} onEdit={() => setEditing(true)} />
              <Section
                title={group.members === null ? t('counting') : t('membersTitle', { n: format.count(group.members) })}
                sentence={group.evaluatedAt === null ? t('countingSentence') : t('membersSentence')}
              >
                <Members segmentId={segmentId} version={versionOf(group)} />
              </Section>
              <DayCounts days={group.days} />
              <Section title={t('history.title')} sentence={t('history.sentence')}>
                <MemberHistory segmentId={segmentId} version={versionOf(group)} />
              </Section>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function UseInPlay({ segmentId }: { segmentId: string }) {
  const { t } = useTranslation('groups');
  const may = useCan('plays:write');
  if (!may) return null;
  return (
    <Button component={Link} to="/plays/new" search={{ segmentId } as never}>
      {t('useInPlay')}
    </Button>
  );
}

function Acts({ group, onEdit }: { group: Group_; onEdit: () => void }) {
  const { t } = useTranslation(['groups', 'ui']);
  const mayWrite = useCan('segments:write');
  const navigate = useNavigate();
  const client = useQueryClient();
  const { segmentId, name, usedBy } = group;
  const params = { params: { segmentId } };
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(listSegments) });
  // Away from the group first: a screen that asks for it again would be told that it is gone.
  const onRemove = async () => {
    await navigate({ to: '/people/groups' });
    try {
      await call(removeSegment, params);
    } catch (error) {
      return showFailure((error instanceof ApiError && error.message) || t('notRemoved'));
    }
    await refresh();
    showUndo({
      message: t('removed', { name }),
      onUndo: async () => {
        await call(restoreSegment, params);
        await refresh();
      },
    });
  };
  return (
    <div>
      <Group gap={8}>
        {mayWrite && (
          <>
            <Button variant="default" onClick={onEdit}>
              {t('edit')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => void onRemove()}>
              {t('remove')}
            </Button>
          </>
        )}
        <ExportPeople
          title={t('ui:export.groupTitle')}
          sentence={t('ui:export.groupSentence', { name })}
          filter={[{ fact: 'group', segmentId }]}
          sort={{ by: 'name', direction: 'asc' }}
          columns={EXPORTED}
        />
      </Group>
      {usedBy.length > 0 && (
        <p className={css.quiet}>{t('usedBy', { names: usedBy.map((one) => `‘${one.name}’`).join(', ') })}</p>
      )}
    </div>
  );
}

function EditGroup({ group, onDone }: { group: Group_; onDone: () => void }) {
  const client = useQueryClient();
  const update = useCall(updateSegment);
  const { segmentId } = group;
  return (
    <GroupForm
      name={group.name}
      rule={group.rule}
      segmentId={segmentId}
      saving={update.isPending}
      error={update.error?.message}
      onCancel={onDone}
      onSave={(body) =>
        update.mutate(
          { params: { segmentId }, body },
          {
            onSuccess: async () => {
              await Promise.all(
                [getSegment, listSegments, listSegmentMembers, listSegmentEvents].map((endpoint) =>
                  client.invalidateQueries({ queryKey: keyOf(endpoint) }),
                ),
              );
              onDone();
            },
          },
        )
      }
    />
  );
}

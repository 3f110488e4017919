import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  createFeed,
  FEED_KINDS,
  type Feed,
  fetchFeedNow,
  listFeedItems,
  listFeeds,
  removeFeed,
} from '../../../modules/sources/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showDone, showFailure, showUndo } from '../../ui/toast.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './sources.module.css';

const POLL_MS = 3_000;
/** Enough to know whether to open it. */
const SHOWN_LETTERS = 160;

/** News and reviews of the shop that sites offer as feeds. */
export function Feeds() {
  const { t } = useTranslation('connections');
  const mayManage = useCan('sources:manage');
  const query = useQuery({
    ...queryFor(listFeeds),
    refetchInterval: ({ state }) => (state.data?.feeds.some((feed) => feed.fetchedAt === null) ? POLL_MS : false),
  });
  return (
    <Section title={t('feeds.title')} sentence={t('feeds.sentence')}>
      <div className={css.stack}>
        <Loaded query={query} rows={2}>
          {({ feeds }) =>
            feeds.length === 0 ? (
              <p className={css.quiet}>{t('feeds.empty')}</p>
            ) : (
              <>
                <ul className={css.list}>
                  {feeds.map((feed) => (
                    <FeedRow key={feed.feedId} feed={feed} />
                  ))}
                </ul>
                <Items />
              </>
            )
          }
        </Loaded>
        {mayManage && <NewFeed />}
      </div>
    </Section>
  );
}

function FeedRow({ feed }: { feed: Feed }) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const mayManage = useCan('sources:manage');
  const remove = useCall(removeFeed);
  const create = useCall(createFeed);
  const look = useCall(fetchFeedNow);
  const { feedId, label, url, kind, problem, fetchedAt, items, everyMinutes } = feed;
  const params = { feedId };
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(listFeeds) });
  const fail = (error: Error) => showFailure(error.message || t('notSaved'));
  const takeAway = () =>
    remove.mutate(
      { params },
      {
        onSuccess: async () => {
          await refresh();
          showUndo({
            message: t('feeds.removed', { label }),
            onUndo: () =>
              create.mutate({ body: { url, label, kind, everyMinutes } }, { onSuccess: refresh, onError: fail }),
          });
        },
        onError: fail,
      },
    );
  return (
    <li>
      <div className={css.main}>
        <span className={css.title}>{label}</span> <Tag>{t(`feeds.kind.${kind}`)}</Tag>
        <p className={css.quiet}>{url}</p>
        <p className={css.quiet}>
          {fetchedAt ? (
            <>
              <Instant at={fetchedAt} /> · {t('feeds.items', { count: items })}
            </>
          ) : (
            t('feeds.waiting')
          )}
        </p>
        {problem && (
          <Notice tone="warning">{t(`feeds.problem.${problem.code}`, { status: problem.status ?? '' })}</Notice>
        )}
      </div>
      {mayManage && (
        <div className={css.actions}>
          <Button
            variant="default"
            aria-label={t('feeds.lookAt', { label })}
            loading={look.isPending}
            onClick={() =>
              look.mutate(
                { params },
                {
                  onSuccess: () => {
                    showDone(t('feeds.looking'));
                    void refresh();
                  },
                  onError: fail,
                },
              )
            }
          >
            {t('feeds.look')}
          </Button>
          <Button variant="subtle" color="gray" aria-label={t('feeds.removeWhich', { label })} onClick={takeAway}>
            {t('feeds.remove')}
          </Button>
        </div>
      )}
    </li>
  );
}

function Items() {
  const { t } = useTranslation('connections');
  const query = useQuery(queryFor(listFeedItems, { query: { limit: 10 } }));
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div>
      <h3 className={css.title}>{t('feeds.latest')}</h3>
      <ul className={css.list}>
        {items.map((item) => (
          <li key={item.id}>
            <div className={css.main}>
              {item.rating !== null && <Tag>{t('feeds.rating', { rating: item.rating })}</Tag>}{' '}
              {item.url ? (
                <a href={item.url} target="_blank" rel="noreferrer noopener">
                  {item.title || item.url}
                </a>
              ) : (
                item.title && <span className={css.title}>{item.title}</span>
              )}
              {item.text && <p className={css.quiet}>{item.text.slice(0, SHOWN_LETTERS)}</p>}
            </div>
            <Instant at={item.at} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function NewFeed() {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const create = useCall(createFeed);
  const form = useForm({ initialValues: { url: '', label: '', kind: 'news' } });
  const submit = form.onSubmit(({ kind, ...values }) =>
    create.mutate(
      { body: { ...values, kind: FEED_KINDS.find((one) => one === kind) ?? 'news' } },
      {
        onSuccess: () => {
          form.reset();
          void client.invalidateQueries({ queryKey: keyOf(listFeeds) });
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <form className={css.stack} onSubmit={submit} noValidate>
      {create.error && <Notice tone="danger">{create.error.message || t('notSaved')}</Notice>}
      <div className={css.pair}>
        <TextInput
          label={t('feeds.url')}
          type="url"
          placeholder="https://"
          autoComplete="off"
          {...form.getInputProps('url')}
        />
        <TextInput label={t('feeds.label')} maxLength={80} autoComplete="off" {...form.getInputProps('label')} />
        <Select
          label={t('feeds.kindLabel')}
          allowDeselect={false}
          data={FEED_KINDS.map((kind) => ({ value: kind, label: t(`feeds.kind.${kind}`) }))}
          {...form.getInputProps('kind')}
        />
      </div>
      <div className={css.actions}>
        <Button
          type="submit"
          variant="default"
          loading={create.isPending}
          disabled={form.values.url.trim() === '' || form.values.label.trim() === ''}
        >
          {t('feeds.add')}
        </Button>
      </div>
    </form>
  );
}

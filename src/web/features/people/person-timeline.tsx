import { Button } from '@mantine/core';
import {
  IconCash,
  IconChecklist,
  IconHandClick,
  IconMail,
  IconReceiptRefund,
  IconStars,
  IconTicket,
  IconTicketOff,
  IconUserPlus,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { listTimeline, type Touchpoint, zPhase } from '../../../modules/touchpoints/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { type ApiError, call, keyOf } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useUrlState } from '../../lib/search.ts';
import { useShop } from '../../lib/session.ts';
import { useSourceName } from '../../lib/source-name.ts';
import { Loaded } from '../../ui/states.tsx';
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx';
import { dayAlone } from './day-alone.ts';

const PAGE = 60;
type Page = EndpointOutput<typeof listTimeline>;
const zFilter = z.object({
  phase: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(zPhase))
    .optional()
    .catch(undefined),
});

const ICONS: Record<Touchpoint['kind'], ReactNode> = {
  order: <IconCash size={14} />,
  refund: <IconReceiptRefund size={14} />,
  message: <IconMail size={14} />,
  coupon_issued: <IconTicket size={14} />,
  coupon_redeemed: <IconTicketOff size={14} />,
  points: <IconStars size={14} />,
  consent: <IconChecklist size={14} />,
  known_since: <IconUserPlus size={14} />,
  event: <IconHandClick size={14} />,
};

/** Everything that happened with her, before, during and after the visit (FE-03). */
export function PersonTimeline({ customerId }: { customerId: string }) {
  const { t } = useTranslation('people');
  const [filter, setFilter] = useUrlState(zFilter);
  const toItem = useToItem();
  const input = { params: { customerId } };
  const query = useInfiniteQuery<Page, ApiError, { pages: Page[] }, readonly unknown[], string | undefined>({
    queryKey: keyOf(listTimeline, input),
    queryFn: ({ pageParam, signal }) =>
      call(listTimeline, { ...input, query: { limit: PAGE, before: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const touchpoints = query.data?.pages.flatMap((page) => page.touchpoints);
  return (
    <Loaded query={{ data: touchpoints, error: query.error, refetch: query.refetch }} rows={8}>
      {(items) => (
        <>
          <Timeline
            items={items.map(toItem)}
            phases={filter.phase ?? []}
            onPhases={(phases) => void setFilter({ phase: phases.length > 0 ? phases.join(',') : undefined })}
          />
          {query.hasNextPage && (
            <Button
              variant="default"
              mt={12}
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('card.more')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

function useToItem(): (touchpoint: Touchpoint) => TimelineItem {
  const { t } = useTranslation('people');
  const format = useFormat();
  const shop = useShop();
  const sourceName = useSourceName();
  // In brackets, because options hold commas as the list itself does.
  const withOptions = (item: { name: string; options: string }) =>
    item.options === '' ? item.name : `${item.name} (${item.options})`;
  const items = (list: readonly { name: string; options: string; quantity: number }[]) =>
    list
      .map((item) =>
        item.quantity === 1
          ? withOptions(item)
          : t('touchpoint.item', { name: withOptions(item), quantity: format.decimal(item.quantity, 3) }),
      )
      .join(', ');

  /** Tills name their channels freely; the common ones have words. */
  const channel = (name: string) => (name === '' ? '' : t(`touchpoint.channel.${name}`, { defaultValue: name }));

  // Programs name what happens freely; the common kinds have words.
  const eventName = (event: string) => t(`touchpoint.event.${event}`, { defaultValue: event });
  const said = ({ words, score }: { words: string; score: number | null }) =>
    inLine([score === null ? '' : t('touchpoint.score', { score: format.decimal(score, 1) }), words]);

  const words = (one: Touchpoint): { title: string; body?: string; source?: string; replacedBy?: string } => {
    switch (one.kind) {
      case 'order':
        return {
          title: t('touchpoint.order', { amount: format.money(one.data.amountMinor) }),
          body: items(one.data.items),
          source: inLine([channel(one.data.channel), t('touchpoint.orderNo', { no: one.data.orderNo })]),
        };
      case 'refund':
        return {
          title: t('touchpoint.refund', { amount: format.money(-one.data.amountMinor) }),
          body: items(one.data.items),
          source: t('touchpoint.orderNo', { no: one.data.orderNo }),
        };
      case 'message': {
        const waiting = ['queued', 'sending', 'handing_over'].includes(one.data.state);
        const state = waiting ? 'waiting' : one.data.state === 'cancelled' ? 'skipped' : one.data.state;
        return { title: t(`touchpoint.message.${state}`), body: one.data.subject };
      }
      case 'coupon_issued':
        return {
          title: t('touchpoint.coupon_issued'),
          body: t('touchpoint.couponUntil', { code: one.data.code, day: format.day(one.data.validUntil) }),
        };
      case 'coupon_redeemed':
        return {
          title: t('touchpoint.coupon_redeemed'),
          body:
            one.data.discountMinor === null
              ? one.data.code
              : `${one.data.code} · ${format.money(one.data.discountMinor)}`,
        };
      case 'points':
        return {
          title: t(`touchpoint.points.${one.data.move}`),
          body: t(`touchpoint.pointsUnit.${one.data.unit}`, { amount: format.count(one.data.amount) }),
        };
      case 'consent':
        return {
          title: t('touchpoint.consent', {
            kind: t(`card.consentKind.${one.data.consentKind.split(':')[0]}`),
            state: t(`card.consentState.${one.data.state}`),
          }),
        };
      case 'event': {
        const { event, corrects, replacedBy } = one.data;
        const title = eventName(event);
        return {
          title: corrects ? t('touchpoint.corrected', { title }) : title,
          body: said(one.data),
          source: inLine([channel(one.data.channel), sourceName(one.data.source)]),
          ...(replacedBy && {
            replacedBy: t('touchpoint.instead', {
              what: inLine([eventName(replacedBy.event), said(replacedBy)]),
            }),
          }),
        };
      }
      case 'known_since':
        return {
          title: t('touchpoint.known_since'),
          source: sourceName(one.data.source),
        };
    }
  };

  return (touchpoint) => {
    const { title, body, source, replacedBy } = words(touchpoint);
    const toldDay = touchpoint.kind === 'known_since' ? dayAlone(touchpoint.at, shop.timeZone) : undefined;
    return {
      id: `${touchpoint.kind} ${touchpoint.id}`,
      phase: touchpoint.phase,
      day:
        toldDay ??
        ('businessDay' in touchpoint.data ? touchpoint.data.businessDay : businessDayOf(new Date(touchpoint.at), shop)),
      ...(toldDay === undefined ? { time: format.clock(touchpoint.at) } : {}),
      icon: ICONS[touchpoint.kind],
      title,
      ...(body ? { body } : {}),
      ...(source ? { source } : {}),
      ...(replacedBy ? { replacedBy } : {}),
    };
  };
}

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { listDryRun, markSentByHand, readDryRun } from '../../../modules/messaging/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan, useShop } from '../../lib/session.ts';
import { Message } from '../../ui/letter.tsx';
import { Section } from '../../ui/page.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './messaging.module.css';

type Row = z.output<(typeof listDryRun)['output']>['messages'][number];

/** What the practice mode would have sent: kind, bytes, price; each can be taken over to the owner's own phone (AD-52). */
export function DryRunList() {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const { currency } = useShop();
  const query = useQuery(queryFor(listDryRun));
  return (
    <Section title={t('dryRun.title')} sentence={t('dryRun.sentence')}>
      <Loaded query={query}>
        {({ isDryRun, count, totalPriceMinor, messages }) =>
          count === 0 ? (
            <EmptyState sentence={isDryRun ? t('dryRun.emptyOn') : t('dryRun.emptyOff')} />
          ) : (
            <div className={css.stack}>
              <p className={css.quiet}>
                {t('dryRun.sum', { count, price: format.money(totalPriceMinor, currency) })}
                {messages.length < count && ` ${t('dryRun.newest', { count: messages.length })}`}
              </p>
              <ul className={css.list}>
                {messages.map((row) => (
                  <li key={row.messageId}>
                    <DryRunRow row={row} />
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}

function DryRunRow({ row }: { row: Row }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const { currency } = useShop();
  const mayRead = useCan('customers:unmask');
  const read = useCall(readDryRun);
  const sent = useCall(markSentByHand);
  const client = useQueryClient();
  const clipboard = useClipboard();
  const message = read.data;
  return (
    <article className={css.row}>
      <div className={css.rowHead}>
        <Link to="/people/$customerId" params={{ customerId: row.customerId }} className={css.who}>
          {row.nameMasked || t('nobody')}
        </Link>
        <div className={css.chips}>
          <Tag>{t(`class.${row.class}`)}</Tag>
          <Tag>{t(`medium.${row.medium ?? row.channel}`)}</Tag>
          <span className={css.quiet}>
            {t('dryRun.bytes', { bytes: format.count(row.bytes ?? 0) })}
            {row.priceMinor !== null && row.priceMinor > 0 && ` · ${format.money(row.priceMinor, currency)}`} ·{' '}
            <Instant at={row.at} />
          </span>
          {mayRead && !message && (
            <Button
              size="compact-sm"
              variant="default"
              loading={read.isPending}
              onClick={() => read.mutate({ params: { messageId: row.messageId } })}
            >
              {t('dryRun.read')}
            </Button>
          )}
        </div>
      </div>
      {read.error && <Notice tone="warning">{read.error.message}</Notice>}
      {message && (
        <div className={css.stack}>
          {message.pictureUrl && (
            <>
              <img src={message.pictureUrl} alt={t('dryRun.picture')} className={css.picture} />
              <p className={css.quiet}>{t('dryRun.pictureHint')}</p>
            </>
          )}
          <Message isMail={message.medium === 'email'} subject={message.subject} text={message.text} />
          {!message.isLabelled && <Notice tone="danger">{t('dryRun.noLabel')}</Notice>}
          <div className={css.actions}>
            <Button variant="default" onClick={() => clipboard.copy(message.text)}>
              {clipboard.copied ? t('dryRun.copied') : t('dryRun.copy')}
            </Button>
            {message.smsLink && (
              <Button variant="default" component="a" href={message.smsLink}>
                {t('dryRun.open')}
              </Button>
            )}
            <Button
              loading={sent.isPending}
              onClick={() =>
                sent.mutate(
                  { params: { messageId: row.messageId } },
                  { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(listDryRun) }) },
                )
              }
            >
              {t('dryRun.sent')}
            </Button>
          </div>
          {sent.error && <Notice tone="warning">{sent.error.message}</Notice>}
          <p className={css.quiet}>{t('dryRun.sentHint')}</p>
          {message.smsLink && (
            <div className={css.qr}>
              <QrCode text={message.smsLink} label={t('dryRun.qr')} />
              <p className={css.quiet}>{t('dryRun.qr')}</p>
            </div>
          )}
        </div>
      )}
    </article>
  );
}

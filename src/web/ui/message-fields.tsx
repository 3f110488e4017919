import { Button, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listUnknownVariables, renameVariable, SEND_CHANNELS } from '../../modules/messaging/contract.ts';
import css from './message-fields.module.css';
import { Notice } from './states.tsx';
import { Tag } from './tag.tsx';

type Channel = (typeof SEND_CHANNELS)[number];

/** What somebody writes, and how it goes; more that belongs to a message (a picture, its language) rides along. */
export interface WrittenMessage {
  subject: string;
  body: string;
  smsFallback?: boolean | undefined;
}

const VARIABLES = ['name', 'coupon', 'offer', 'until', 'usual', 'surplus', 'shop'] as const;

/** How a message goes, and of KakaoTalk what follows where it cannot. */
export function ChannelFields<M extends WrittenMessage>({
  channel,
  message,
  onChannel,
  onMessage,
}: {
  channel: Channel;
  message: M;
  onChannel: (channel: Channel) => void;
  onMessage: (message: M) => void;
}) {
  const { t } = useTranslation('plays');
  return (
    <>
      <SegmentedControl
        aria-label={t('channel.label')}
        data={SEND_CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
        value={channel}
        onChange={(value) => onChannel(SEND_CHANNELS.find((one) => one === value) ?? 'email')}
      />
      {channel === 'kakao' && (
        <>
          <p className={css.quiet}>{t('channel.kakaoHint')}</p>
          <Switch
            label={t('channel.smsFallback')}
            description={t('channel.smsFallbackHint')}
            checked={message.smsFallback ?? false}
            onChange={(event) => onMessage({ ...message, smsFallback: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}

/** Subject and words, with what no variable fills marked while it is typed. */
export function WordFields<M extends WrittenMessage>({
  channel,
  message,
  onMessage,
}: {
  channel: Channel;
  message: M;
  onMessage: (message: M) => void;
}) {
  const { t } = useTranslation('plays');
  const { subject, body } = message;
  return (
    <>
      {channel === 'email' && (
        <TextInput
          label={t('message.subject')}
          maxLength={200}
          leftSection={<Tag>{t('message.label')}</Tag>}
          leftSectionWidth={76}
          value={subject}
          onChange={(event) => onMessage({ ...message, subject: event.currentTarget.value })}
        />
      )}
      <Textarea
        label={t('message.body')}
        description={t('message.variables', {
          list: VARIABLES.map((name) => `{${t(`variable.${name}`)}}`).join(' '),
        })}
        autosize
        minRows={6}
        maxLength={10_000}
        value={body}
        onChange={(event) => onMessage({ ...message, body: event.currentTarget.value })}
      />
      <UnknownVariables
        text={channel === 'email' ? `${subject}\n${body}` : body}
        onRename={(rename) =>
          onMessage({ ...message, subject: renameVariable(subject, rename), body: renameVariable(body, rename) })
        }
      />
    </>
  );
}

/** The places that no variable fills, each with the name that was probably meant. */
export function UnknownVariables({
  text,
  onRename,
}: {
  text: string;
  onRename: (rename: { from: string; to: string }) => void;
}) {
  const { t } = useTranslation('plays');
  const unknown = listUnknownVariables(text);
  return (
    <div aria-live="polite" className={css.unknown}>
      {unknown.map(({ spelling, nearest }) => (
        <Notice key={spelling} tone="warning">
          {t(nearest === null ? 'message.unknown' : 'message.unknownNear', {
            written: `{${spelling}}`,
            nearest: `{${nearest}}`,
          })}{' '}
          {nearest !== null && (
            <Button size="compact-sm" variant="default" onClick={() => onRename({ from: spelling, to: nearest })}>
              {t('message.rename', { nearest: `{${nearest}}` })}
            </Button>
          )}
        </Notice>
      ))}
    </div>
  );
}

import { Button, Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Incident, listIncidents } from '../../../modules/privacy/contract/incidents.ts';
import { keyOf, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import { CopyButton } from './copy-button.tsx';
import { IncidentForm } from './incident-form.tsx';
import { IncidentSteps } from './incident-steps.tsx';
import css from './privacy.module.css';

/** The time that is left is shown to the minute. */
const EVERY_MINUTE_MS = 60_000;

/** The room for leaks of personal data: facts, deadlines, the words for the people, what was done; also as a rehearsal (PV-43). */
export function Incidents() {
  const { t } = useTranslation('privacy');
  const mayWrite = useCan('settings:write');
  const [form, setForm] = useState<'real' | 'rehearsal' | null>(null);
  const client = useQueryClient();
  const query = useQuery({ ...queryFor(listIncidents), refetchInterval: EVERY_MINUTE_MS });
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf(listIncidents) });
  return (
    <>
      <Section title={t('incident.title')} sentence={t('incident.sentence')}>
        {form !== null ? (
          <IncidentForm
            isRehearsal={form === 'rehearsal'}
            onDone={() => {
              setForm(null);
              refresh();
            }}
          />
        ) : (
          mayWrite && (
            <div className={css.actions}>
              <Button onClick={() => setForm('real')}>{t('incident.begin')}</Button>
              <Button variant="default" onClick={() => setForm('rehearsal')}>
                {t('incident.rehearse')}
              </Button>
            </div>
          )
        )}
      </Section>
      <Loaded query={query} rows={3}>
        {({ incidents }) =>
          incidents.length === 0 ? (
            <EmptyState sentence={t('incident.empty')} />
          ) : (
            incidents.map((incident) => (
              <IncidentCard key={incident.incidentId} incident={incident} mayWrite={mayWrite} onChange={refresh} />
            ))
          )
        }
      </Loaded>
    </>
  );
}

const MINUTES_AN_HOUR = 60;
/** From here on there is no time to lose. */
const SOON_MINUTES = 24 * MINUTES_AN_HOUR;

function toneOf({ isRehearsal, closedAt, notifiedAt, minutesLeft }: Incident): Tone {
  if (isRehearsal || closedAt !== null || notifiedAt !== null) return 'neutral';
  return minutesLeft < SOON_MINUTES ? 'danger' : 'warning';
}

function IncidentCard({
  incident,
  mayWrite,
  onChange,
}: {
  incident: Incident;
  mayWrite: boolean;
  onChange: () => void;
}) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const [isMending, setMending] = useState(false);
  const { isRehearsal, isPossible, items, persons, knownAt, closedAt, notifiedAt } = incident;
  const isOpen = closedAt === null;
  const left = Math.abs(incident.minutesLeft);
  const time = { hours: Math.floor(left / MINUTES_AN_HOUR), minutes: left % MINUTES_AN_HOUR };
  const stand = !isOpen
    ? t('incident.closed')
    : notifiedAt !== null
      ? t('incident.told')
      : t(incident.minutesLeft >= 0 ? 'incident.left' : 'incident.late', time);
  return (
    <Section
      title={t(isRehearsal ? 'incident.rehearsalOf' : isPossible ? 'incident.possibleOf' : 'incident.leakOf', {
        n: format.count(persons),
      })}
      action={<Tag tone={toneOf(incident)}>{stand}</Tag>}
    >
      <div className={css.stack}>
        {isMending ? (
          <IncidentForm
            isRehearsal={isRehearsal}
            mended={incident}
            onDone={() => {
              setMending(false);
              onChange();
            }}
          />
        ) : (
          <>
            <dl className={css.parts}>
              <div>
                <dt>{t('breach.knownAt')}</dt>
                <dd>
                  <Instant at={knownAt} exact />
                </dd>
              </div>
              <div>
                <dt>{t('incident.items')}</dt>
                <dd>{items.map((item) => t(`incident.item.${item}`)).join(', ')}</dd>
              </div>
              <div>
                <dt>{t('incident.happened')}</dt>
                <dd>{incident.happened || t('incident.unknown')}</dd>
              </div>
              <div>
                <dt>{t('incident.remedy')}</dt>
                <dd>{incident.remedy || t('incident.unknown')}</dd>
              </div>
            </dl>
            {mayWrite && isOpen && (
              <div className={css.actions}>
                <Button variant="default" onClick={() => setMending(true)}>
                  {t('incident.mend')}
                </Button>
              </div>
            )}
          </>
        )}
        {isOpen && <Duties incident={incident} />}
        {isOpen && <NoticeText notice={incident.notice} />}
        <IncidentSteps incident={incident} mayWrite={mayWrite && isOpen} onChange={onChange} />
      </div>
    </Section>
  );
}

function Duties({ incident: { noticeBy, reportBy, reportReasons, notifiedAt, reportedAt } }: { incident: Incident }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  return (
    <>
      <Notice tone={notifiedAt === null ? 'warning' : 'accent'}>
        <strong>{t('breach.notice')}</strong> · {t('breach.until')} <Instant at={noticeBy} exact />
        <br />
        {t('breach.noticeWhat')}
      </Notice>
      {reportBy === null ? (
        <Notice>{t('breach.noReport')}</Notice>
      ) : (
        <Notice tone={reportedAt === null ? 'warning' : 'accent'}>
          <strong>{t('breach.report')}</strong> · {t('breach.until')} <Instant at={reportBy} exact />
          <br />
          {inLine(reportReasons.map((reason) => t(`breach.why.${reason}`, { n: format.count(1_000) })))}
        </Notice>
      )}
    </>
  );
}

/** The words for the people, to be read through and copied: to each of them, or on the door where nobody can be reached. */
function NoticeText({ notice }: { notice: Incident['notice'] }) {
  const { t } = useTranslation('privacy');
  const [lang, setLang] = useState<'ko' | 'en'>('ko');
  return (
    <div className={css.stack}>
      <div>
        <h3 className={css.subtitle}>{t('incident.notice')}</h3>
        <p className={css.hint}>{t('incident.noticeHint')}</p>
      </div>
      <Tabs value={lang} onChange={(value) => setLang(value === 'en' ? 'en' : 'ko')}>
        <Tabs.List>
          <Tabs.Tab value="ko">한국어</Tabs.Tab>
          <Tabs.Tab value="en">English</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      <p className={css.letter} lang={lang}>
        {notice[lang]}
      </p>
      <div className={css.actions}>
        <CopyButton text={notice[lang]} label={t('incident.copy')} />
      </div>
    </div>
  );
}

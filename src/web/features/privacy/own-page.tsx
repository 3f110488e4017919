import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  correctSelf,
  downloadSelf,
  eraseSelf,
  getSelfLink,
  openSelf,
  type Self,
  setOwnConsent,
  viewSelf,
} from '../../../modules/selfservice/contract.ts';
import { call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { useSourceName } from '../../lib/source-name.ts';
import { BirthdayFields, draftBirthday, readDraft, useBirthdayWords } from '../../ui/birthday.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Day } from '../../ui/value.tsx';
import css from './consent.module.css';
import { OwnConsents } from './own-consents.tsx';

/** Her own page (PV-32). The visit's secret lives as long as the page is open and is kept nowhere. */
export function OwnPage({ token }: { token: string }) {
  const [session, setSession] = useState<string>();
  const [erased, setErased] = useState(false);
  const { t } = useTranslation('ownPage');
  if (erased) {
    return (
      <div className={css.sheet} role="status">
        <h2>{t('erased.title')}</h2>
        <p>{t('erased.text')}</p>
      </div>
    );
  }
  if (session === undefined) return <Door token={token} onOpen={setSession} />;
  return <Open visit={{ token, session }} onErased={() => setErased(true)} />;
}

/** The code is asked for as long as the link works; else it says why not, and how to get another. */
function Door({ token, onOpen }: { token: string; onOpen: (session: string) => void }) {
  const { t } = useTranslation('ownPage');
  const link = useQuery({ ...queryFor(getSelfLink, { params: { token } }), retry: false, staleTime: 0 });
  return (
    <Loaded query={link} rows={3}>
      {({ state, workspaceId }) =>
        state === 'open' ? (
          <CodeForm token={token} onOpen={onOpen} onRefused={() => void link.refetch()} />
        ) : (
          <div className={css.sheet} role="status">
            <h2>{t(`shut.${state}`)}</h2>
            <p>{t(workspaceId ? 'shut.again' : 'shut.askShop')}</p>
            {workspaceId && (
              <Button component={Link} to="/my/ask/$workspaceId" params={{ workspaceId } as never} size="lg">
                {t('shut.ask')}
              </Button>
            )}
          </div>
        )
      }
    </Loaded>
  );
}

interface CodeFormProps {
  token: string;
  onOpen: (session: string) => void;
  /** The link may be dead by then. */
  onRefused: () => void;
}

function CodeForm({ token, onOpen, onRefused }: CodeFormProps) {
  const { t } = useTranslation('ownPage');
  const open = useCall(openSelf);
  const [code, setCode] = useState('');
  return (
    <form
      className={css.sheet}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate(
          { params: { token }, body: { code } },
          { onSuccess: (visit) => onOpen(visit.session), onError: onRefused },
        );
      }}
    >
      <p>{t('code.sentence')}</p>
      {open.error && <Notice tone="danger">{open.error.message || t('failed')}</Notice>}
      <TextInput
        size="lg"
        label={t('code.label')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))}
      />
      <Button size="lg" type="submit" loading={open.isPending} disabled={code.length !== 6}>
        {t('code.open')}
      </Button>
    </form>
  );
}

interface Visit {
  token: string;
  session: string;
}

function Open({ visit, onErased }: { visit: Visit; onErased: () => void }) {
  const { token, session } = visit;
  const client = useQueryClient();
  const query = useQuery({
    ...queryFor(viewSelf, { params: { token }, body: { session, lang: currentLocale() } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const consent = useCall(setOwnConsent);
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(viewSelf) });
  return (
    <Loaded query={query} rows={8}>
      {(self) => (
        <div className={css.stack}>
          <About self={self} />
          <Correct visit={visit} name={self.name} birthday={self.birthday} onDone={() => void refresh()} />
          <OwnConsents
            self={self}
            error={consent.error?.message}
            pending={consent.isPending}
            onSay={(said) =>
              consent.mutate({ params: { token }, body: { session, ...said } }, { onSuccess: () => void refresh() })
            }
          />
          <Requests self={self} />
          <Download visit={visit} kept={self.kept} />
          <Erase visit={visit} self={self} onErased={onErased} />
        </div>
      )}
    </Loaded>
  );
}

function About({ self }: { self: Self }) {
  const { t } = useTranslation('ownPage');
  const words = useBirthdayWords();
  const sourceName = useSourceName();
  const year = self.birthDate?.slice(0, 4);
  const bornWords = ({ birthday }: Self) =>
    birthday ? [year && t('about.year', { year }), words(birthday)].filter(Boolean).join(' ') : t('about.none');
  const rows: [string, string][] = [
    [t('about.name'), self.name || t('about.none')],
    ...self.contacts.map(({ kind, value }): [string, string] => [t(`kind.${kind}`, { defaultValue: kind }), value]),
    [t('about.birthDate'), bornWords(self)],
    [t('about.note'), self.note || t('about.none')],
    [t('about.source'), t(`source.${self.source}`, { defaultValue: sourceName(self.source) })],
    [t('about.orders'), String(self.orders)],
    [t('about.messages'), String(self.messages)],
    [
      t('about.points'),
      t('about.pointsValue', { points: self.points, stamps: self.stamps, prepaid: self.prepaidMinor }),
    ],
  ];
  return (
    <Section title={t('about.title', { shop: self.shopName })}>
      <dl className={css.parts}>
        {rows.map(([label, value]) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Correct({
  visit,
  name,
  birthday,
  onDone,
}: {
  visit: Visit;
  name: string;
  birthday: Self['birthday'];
  onDone: () => void;
}) {
  const { t } = useTranslation('ownPage');
  const correct = useCall(correctSelf);
  const [newName, setName] = useState(name);
  const [contact, setContact] = useState('');
  const [born, setBorn] = useState(() => draftBirthday(birthday));
  const told = readDraft(born);
  const isNewDay = told && (told.calendar !== birthday?.calendar || told.monthDay !== birthday.monthDay);
  const { token, session } = visit;
  const send = (change: { name?: string; contact?: string; birthday?: NonNullable<typeof told> }) =>
    correct.mutate(
      { params: { token }, body: { session, ...change } },
      {
        onSuccess: () => {
          setContact('');
          onDone();
        },
      },
    );
  return (
    <Section title={t('correct.title')} sentence={t('correct.sentence')}>
      {correct.error && <Notice tone="danger">{correct.error.message || t('failed')}</Notice>}
      {correct.isSuccess && <Notice tone="accent">{t('correct.done')}</Notice>}
      <div className={css.pair}>
        <form
          className={css.stack}
          onSubmit={(event) => {
            event.preventDefault();
            send({ name: newName });
          }}
        >
          <TextInput
            label={t('about.name')}
            value={newName}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={newName.trim() === '' || newName === name}>
            {t('correct.name')}
          </Button>
        </form>
        <form
          className={css.stack}
          onSubmit={(event) => {
            event.preventDefault();
            if (told) send({ birthday: told });
          }}
        >
          <BirthdayFields draft={born} onDraft={setBorn} />
          <Button type="submit" variant="default" disabled={!isNewDay}>
            {t('correct.birthday')}
          </Button>
        </form>
        <form
          className={css.stack}
          onSubmit={(event) => {
            event.preventDefault();
            send({ contact });
          }}
        >
          <TextInput
            label={t('correct.contact')}
            value={contact}
            maxLength={254}
            onChange={(event) => setContact(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={contact.trim() === ''}>
            {t('correct.ask')}
          </Button>
        </form>
      </div>
    </Section>
  );
}

function Requests({ self }: { self: Self }) {
  const { t } = useTranslation('ownPage');
  if (self.requests.length === 0) return null;
  return (
    <Section title={t('requests.title')}>
      <ul>
        {self.requests.map((request) => (
          <li key={request.requestId}>
            {t(`requests.type.${request.type}`)} · {t(`requests.state.${request.state}`)} ·{' '}
            {request.state === 'open' ? (
              <>
                {t('requests.until')} <Day day={request.dueOn} />
              </>
            ) : (
              request.reason || request.result
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Download({ visit: { token, session }, kept }: { visit: Visit; kept: Self['kept'] }) {
  const { t } = useTranslation('ownPage');
  const [failed, setFailed] = useState(false);
  const save = async () => {
    setFailed(false);
    try {
      const { file } = await call(downloadSelf, { params: { token }, body: { session } });
      const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = 'my-data.json';
      link.click();
      URL.revokeObjectURL(url);
    } catch {
      setFailed(true);
    }
  };
  return (
    <Section title={t('download.title')} sentence={t('download.sentence')}>
      {failed && <Notice tone="danger">{t('failed')}</Notice>}
      {kept.length > 0 && (
        <dl className={css.kept}>
          {kept.map(({ name, rows }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{t('download.rows', { count: rows })}</dd>
            </div>
          ))}
        </dl>
      )}
      <Button variant="default" onClick={() => void save()}>
        {t('download.save')}
      </Button>
    </Section>
  );
}

function Erase({ visit: { token, session }, self, onErased }: { visit: Visit; self: Self; onErased: () => void }) {
  const { t } = useTranslation('ownPage');
  const erase = useCall(eraseSelf);
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('erase.title')} sentence={t('erase.sentence')}>
      {erase.error && <Notice tone="danger">{erase.error.message || t('failed')}</Notice>}
      {asking ? (
        <div className={css.stack}>
          <Notice tone="warning">{t('erase.lost', { count: self.orders, shop: self.shopName })}</Notice>
          <div className={css.big}>
            <Button
              color="red"
              loading={erase.isPending}
              onClick={() => erase.mutate({ params: { token }, body: { session } }, { onSuccess: onErased })}
            >
              {t('erase.confirm')}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('erase.keep')}
            </Button>
          </div>
        </div>
      ) : (
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('erase.open')}
        </Button>
      )}
    </Section>
  );
}

import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applyPack, previewPack } from '../../../modules/customers/contract.ts';
import { type OwnWords, PACKS, wordsOfShop, zPackKey } from '../../../modules/workspace/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { showWords } from '../../lib/i18n.ts';
import { useShop } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './settings.module.css';

type Preview = EndpointOutput<typeof previewPack>;

/** The business type: what another one would change is shown before it does; no value is ever lost. */
export function PackSettings() {
  const { t } = useTranslation('fields');
  const { locale } = useFormat();
  const shop = useShop();
  const client = useQueryClient();
  const [wanted, setWanted] = useState<string>(shop.pack);
  const apply = useCall(applyPack);
  const isOther = wanted !== shop.pack;
  const preview = useQuery({ ...queryFor(previewPack, { params: { pack: wanted } }), enabled: isOther });
  const submit = () =>
    apply.mutate(
      { body: { pack: wanted } },
      {
        onSuccess: async ({ pack }) => {
          showWords({ pack: zPackKey.parse(pack), words: shop.words });
          await client.invalidateQueries();
          showDone(t('pack.done'));
        },
      },
    );
  return (
    <Section title={t('pack.title')} sentence={t('pack.sentence')}>
      <div className={css.form}>
        {apply.error && <Notice tone="danger">{apply.error.message}</Notice>}
        <Select
          label={t('pack.label')}
          allowDeselect={false}
          data={PACKS.map((pack) => ({ value: pack.key, label: pack.name[locale] }))}
          value={wanted}
          onChange={(key) => setWanted(key ?? shop.pack)}
        />
        {isOther && (
          <Loaded query={preview} rows={3}>
            {(change) => (
              <>
                <Changes change={change} wanted={wanted} own={shop.words} />
                <div className={css.actions}>
                  <Button loading={apply.isPending} onClick={submit}>
                    {t('pack.apply')}
                  </Button>
                  <Button variant="default" onClick={() => setWanted(shop.pack)}>
                    {t('cancel')}
                  </Button>
                </div>
              </>
            )}
          </Loaded>
        )}
      </div>
    </Section>
  );
}

function Changes({ change, wanted, own }: { change: Preview; wanted: string; own: OwnWords }) {
  const { t } = useTranslation('fields');
  const format = useFormat();
  const before = wordsOfShop({ pack: zPackKey.parse(change.current), words: own }, format.locale);
  const after = wordsOfShop({ pack: zPackKey.parse(wanted), words: own }, format.locale);
  const words = (['customer', 'visit', 'order', 'item'] as const)
    .filter((word) => before[word] !== after[word])
    .map((word) => t('pack.word', { before: before[word], after: after[word] }));
  const names = (fields: Preview['coming']) =>
    fields.map(({ label, people }) =>
      people > 0
        ? t('pack.fieldOf', { name: label[format.locale], people: format.count(people) })
        : label[format.locale],
    );
  const rows = [
    { key: 'words', list: words },
    { key: 'coming', list: [...names(change.coming), ...change.tagsComing] },
    { key: 'hidden', list: [...names(change.hidden), ...change.tagsHidden] },
  ].filter(({ list }) => list.length > 0);
  return (
    <Notice>
      {rows.map(({ key, list }) => (
        <p key={key}>
          <strong>{t(`pack.${key}`)}</strong> {list.join(', ')}
        </p>
      ))}
      <p>{t('pack.kept')}</p>
    </Notice>
  );
}

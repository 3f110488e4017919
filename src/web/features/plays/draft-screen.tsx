import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type ArmKey, type Play } from '../../../modules/plays/contract/play.ts';
import { previewPlay, removePlay, updatePlay } from '../../../modules/plays/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import { StepRail } from '../../ui/step-rail.tsx';
import { UnsavedGuard } from '../../ui/unsaved.tsx';
import { useRefreshPlays } from './api.ts';
import { ArmChoice, changeArm, hasArmsAlike, viewArm } from './arms.tsx';
import { CheckStep } from './check-step.tsx';
import {
  AimStep,
  AudienceStep,
  BudgetInput,
  HoldoutStep,
  type MessageMeter,
  MessageStep,
  OfferStep,
} from './draft-steps.tsx';
import css from './plays.module.css';

const STEPS = ['aim', 'audience', 'offer', 'message', 'holdout', 'check'] as const;
type StepKey = (typeof STEPS)[number];
const zSearch = z.object({ step: z.enum(STEPS).catch('offer') });

/** What a person decides about a play, as it is stored. */
function bodyOf(play: Play) {
  const { name, hypothesis, segmentId, rule, channel, offer, message, holdoutRate, measureDays } = play;
  const { fixedCostMinor, armName, otherArms, budgetMinor } = play;
  return {
    name,
    hypothesis,
    segmentId,
    rule,
    channel,
    offer,
    message,
    holdoutRate,
    measureDays,
    fixedCostMinor,
    armName,
    otherArms,
    budgetMinor,
  };
}

/** The steps of a draft; leaving a step stores it, so that nothing is lost and every number is live. */
export function DraftScreen({
  play,
  onLeave,
  meter,
}: {
  play: Play;
  onLeave: () => void;
  meter?: MessageMeter | undefined;
}) {
  const { t } = useTranslation('plays');
  const [{ step }, setSearch] = useUrlState(zSearch);
  const [draft, setDraft] = useState(play);
  const [arm, setArm] = useState<ArmKey>('a');
  const preview = useQuery(queryFor(previewPlay, { params: { playId: play.playId } }));
  // What the server has: everything else is saved when somebody leaves, whichever way.
  const stored = useRef(JSON.stringify(bodyOf(play)));
  const save = useCall(updatePlay);
  const remove = useCall(removePlay);
  const refresh = useRefreshPlays();
  const format = useFormat();
  const mayWrite = useCan('plays:write');
  if (!mayWrite) return <NoPermission what={t('making')} />;

  const change = (patch: Partial<Play>) => setDraft((before) => ({ ...before, ...patch }));
  const store = () => {
    const body = bodyOf(draft);
    return save.mutateAsync({ params: { playId: play.playId }, body }).then(() => {
      stored.current = JSON.stringify(body);
      return refresh();
    });
  };
  const removeDraft = () =>
    remove.mutate(
      { params: { playId: play.playId } },
      {
        onSuccess: () => {
          stored.current = JSON.stringify(bodyOf(draft));
          onLeave();
        },
      },
    );
  const go = (to: StepKey) =>
    void store().then(
      () => setSearch({ step: to }, { push: true }),
      // What went wrong is said by `save.error`.
      () => {},
    );
  // The law was asked about the stored rule: of another one its figures say nothing.
  const isStored = JSON.stringify(draft.rule) === JSON.stringify(play.rule);
  const isStopped = step === 'message' && hasArmsAlike(draft);
  const at = STEPS.indexOf(step);
  const next = STEPS[at + 1];
  // The lines are kept while they are counted: a step that moves under the finger is not the one that was meant.
  const counting = preview.isPending ? t('rail.counting') : undefined;
  const sentences: Record<StepKey, string | undefined> = {
    aim: draft.hypothesis || undefined,
    audience: !isStored
      ? t('rail.unsaved')
      : preview.data
        ? t('rail.people', { count: preview.data.audience })
        : counting,
    offer:
      draft.otherArms.length > 0
        ? t('measure:arm.count', { count: draft.otherArms.length + 1 })
        : t(`offer.${draft.offer.kind}`),
    message: t(`channel.${draft.channel}`),
    holdout: preview.data
      ? t('rail.holdout', { rate: format.percent(preview.data.holdoutRate), days: draft.measureDays })
      : counting,
    check: undefined,
  };
  return (
    <div className={css.screen}>
      <UnsavedGuard isUnsaved={() => JSON.stringify(bodyOf(draft)) !== stored.current} save={store} />
      <StepRail
        label={t('rail.label')}
        current={step}
        onSelect={go}
        steps={STEPS.map((key, index) => ({
          key,
          label: t(`step.${key}`),
          sentence: sentences[key],
          done: index < at,
        }))}
      />
      <div className={css.main}>
        {play.sentBackNote !== '' && (
          <Notice tone="warning">{t('measure:waiting.cameBack', { note: play.sentBackNote })}</Notice>
        )}
        {save.error && <Notice tone="danger">{save.error.message || t('notSaved')}</Notice>}
        {step === 'check' ? (
          <CheckStep play={play} preview={preview} />
        ) : (
          <Section title={t(`step.${step}`)} sentence={t(`stepSentence.${step}`)}>
            <form
              className={css.form}
              onSubmit={(event) => {
                event.preventDefault();
                if (next) go(next);
              }}
            >
              {step === 'aim' && <AimStep draft={draft} change={change} />}
              {step === 'audience' && (
                <AudienceStep draft={draft} change={change} preview={preview} isStored={isStored} />
              )}
              {(step === 'offer' || step === 'message') && (
                <ArmChoice draft={draft} current={arm} onSelect={setArm} change={change} isLast={step === 'message'} />
              )}
              {step === 'offer' && (
                <OfferStep
                  key={arm}
                  draft={viewArm(draft, arm)}
                  change={(patch) => change(changeArm(draft, arm, patch))}
                />
              )}
              {step === 'message' && (
                <MessageStep
                  key={arm}
                  draft={viewArm(draft, arm)}
                  change={(patch) => change(changeArm(draft, arm, patch))}
                  preview={
                    preview.data && {
                      ...preview.data,
                      // What was stored for the phone is no e-mail, and the other way round.
                      samples: preview.data.samples.filter(
                        (one) => one.arm === arm && viewArm(play, arm).channel === viewArm(draft, arm).channel,
                      ),
                    }
                  }
                  onLook={() => go('message')}
                  meter={meter}
                />
              )}
              {step === 'holdout' && <HoldoutStep draft={draft} change={change} preview={preview.data} />}
              {step === 'holdout' && <BudgetInput draft={draft} change={change} />}
              {isStopped && <p className={css.quiet}>{t('measure:arm.alikeStop')}</p>}
              <div className={css.actions}>
                <Button type="submit" loading={save.isPending} disabled={isStopped}>
                  {t('next')}
                </Button>
                <Button variant="subtle" color="gray" loading={remove.isPending} onClick={removeDraft}>
                  {t('removeDraft')}
                </Button>
              </div>
            </form>
          </Section>
        )}
      </div>
    </div>
  );
}

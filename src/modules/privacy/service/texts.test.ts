import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop } from '../../../../test/factories.ts';
import { createTextVersion, getCurrentTexts } from '../index.ts';
import { ageOn, decideMinorProblem, needsGuardian } from '../rules/minors.ts';
import { findTextGaps, hashText, readMarks, writeMarks } from '../rules/texts.ts';
import { SHIPPED_TEXTS } from '../shipped/texts.ts';
import { listTexts } from './texts.ts';

const context = await createTestContext();
const now = context.clock.now();

const WORDS = {
  kind: 'photo_use' as const,
  lang: 'ko' as const,
  title: '사진 사용 동의',
  purpose: '매장 소식에 사진 올리기',
  items: '사진',
  retention: '▶1년◀',
  refusal: '거부해도 불이익이 없습니다.',
  body: '',
};

describe('a consent text', () => {
  it.each(
    SHIPPED_TEXTS.flatMap(({ kind, words }) =>
      (['ko', 'en'] as const).map((lang) => [kind, lang, words[lang]] as const),
    ),
  )('shipped for %s in %s tells its four things and highlights what it must (PV-02, PV-09)', (kind, _lang, words) => {
    const text = readMarks({ ...words, body: '' });
    expect(findTextGaps(kind, text)).toEqual([]);
    expect(writeMarks(text)).toEqual({ ...words, body: '' });
  });

  it('lacks what is empty or not highlighted (PV-02, PV-09)', () => {
    const bare = { ...WORDS, retention: '1년', refusal: '' };
    expect(findTextGaps('photo_use', readMarks(bare))).toEqual([
      { part: 'refusal', missing: 'text' },
      { part: 'retention', missing: 'highlight' },
    ]);
    expect(findTextGaps('marketing_use', readMarks(WORDS))).toEqual([{ part: 'title', missing: 'highlight' }]);
    expect(readMarks({ ...WORDS, retention: '▶1년' }).highlights).toEqual([]);
  });

  it('is another version when any word or highlight changes, and the same when none does (PV-02)', async () => {
    const shop = await buildShop(context);
    const write = (change: Partial<typeof WORDS> = {}) =>
      createTextVersion(shop.db, shop.actor(), { ...WORDS, ...change }, now);
    expect(await write()).toMatchObject({ version: 1, isNew: true });
    expect(await write()).toMatchObject({ version: 1, isNew: false });
    let version = 1;
    for (const part of ['purpose', 'items', 'retention', 'refusal'] as const) {
      version += 1;
      expect(await write({ [part]: `${WORDS[part]} 그 밖에 ${version}` })).toMatchObject({ version, isNew: true });
    }
    expect(hashText(readMarks(WORDS))).not.toEqual(hashText(readMarks({ ...WORDS, items: '▶사진◀' })));
    const texts = await listTexts(shop.db, shop.actor());
    expect(texts.filter(({ kind }) => kind === 'photo_use').map((one) => one.version)).toEqual([5, 4, 3, 2, 1]);
    expect((await getCurrentTexts(shop.db, shop.workspaceId, { lang: 'ko', now })).get('photo_use')?.version).toBe(5);
    await expect(write({ refusal: ' ' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(createTextVersion(shop.db, shop.actor('manager'), WORDS, now)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('is never changed or taken away', async () => {
    const shop = await buildShop(context);
    const texts = await listTexts(shop.db, shop.actor());
    const { rows } = await sql<{ at: Date }>`select min(created_at) as at from privacy.consent_text`.execute(shop.db);
    // Not the day before all others from which the shipped words hold.
    expect(new Set(texts.map(({ effectiveFrom }) => effectiveFrom))).toEqual(new Set([rows[0]?.at.toISOString()]));
    await expect(sql`update privacy.consent_text set purpose = 'x'`.execute(shop.db)).rejects.toThrow(
      /permission denied/,
    );
    await expect(sql`delete from privacy.consent_text`.execute(shop.db)).rejects.toThrow(/permission denied/);
  });
});

describe('somebody under 14 (PV-11)', () => {
  it('is told by the birth date: 2012-11-22 on 2026-11-21 → 13, guardian; 2012-11-21 → 14, normal', () => {
    expect(ageOn('2012-11-22', '2026-11-21')).toBe(13);
    expect(needsGuardian('2012-11-22', '2026-11-21', 14)).toBe(true);
    expect(ageOn('2012-11-21', '2026-11-21')).toBe(14);
    expect(needsGuardian('2012-11-21', '2026-11-21', 14)).toBe(false);
    expect(needsGuardian(null, '2026-11-21', 14)).toBe(false);
    expect(ageOn('2012-02-29', '2026-02-28')).toBe(13);
    expect(ageOn('2012-02-29', '2026-03-01')).toBe(14);
  });

  it('cannot consent without a guardian who was checked, and is not asked for promotion at all', () => {
    const child = { birthDate: '2015-01-01', today: '2026-11-21', belowAge: 14, guardian: null };
    const joins = [{ kind: 'svc_membership', state: 'granted' }];
    const verified = { verifiedAt: now };
    expect(decideMinorProblem({ ...child, choices: joins })).toBe('guardian_missing');
    expect(decideMinorProblem({ ...child, choices: joins, guardian: { verifiedAt: null } })).toBe('guardian_missing');
    expect(decideMinorProblem({ ...child, choices: joins, guardian: verified })).toBeNull();
    const promoted = [...joins, { kind: 'ad_email', state: 'granted' }];
    expect(decideMinorProblem({ ...child, choices: promoted, guardian: verified })).toBe('no_promotion_to_children');
    expect(decideMinorProblem({ ...child, choices: [{ kind: 'ad_email', state: 'refused' }] })).toBeNull();
    expect(decideMinorProblem({ ...child, birthDate: '1990-01-01', choices: promoted })).toBeNull();
  });
});

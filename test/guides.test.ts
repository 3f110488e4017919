import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { martTables, martViews } from '../src/mart/index.ts';
import { SQL_LIMITS } from '../src/modules/insights/contract/analyst.ts';
import { zBoundedRule, zCondition } from '../src/modules/segments/contract.ts';

const read = (locale: string, page: string) =>
  readFileSync(path.resolve(import.meta.dirname, `../docs/guide/${locale}/${page}.md`), 'utf8');
const codeIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
/** Cells of the rows of a page's tables whose first cell is code. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

/** The choices of a part: those of an enum, or of a list of one. */
function choicesOf(schema: unknown): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return choicesOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return choicesOf(schema.element);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

describe.each(['en', 'ko'])('the guide in %s', (locale) => {
  it('has every condition of a group with its parts and choices, and no other', () => {
    const text = read(locale, 'groups');
    const rows = new Map(rowsOf(text).map(([fact = '', ...rest]) => [codeIn(fact)[0], rest]));
    expect([...rows.keys()]).toEqual(zCondition.options.map(({ shape }) => shape.fact.value));
    for (const { shape } of zCondition.options) {
      const { fact, ...parts } = shape;
      const [columns = '', meaning = ''] = rows.get(fact.value) ?? [];
      expect(codeIn(columns).toSorted(), fact.value).toEqual(Object.keys(parts).toSorted());
      for (const [key, schema] of Object.entries(parts)) {
        expect(columns.includes(`**\`${key}\`**`), `${fact.value}.${key}`).toBe(!schema.isOptional());
        expect(codeIn(meaning)).toEqual(expect.arrayContaining(choicesOf(schema)));
      }
    }
  });

  it('gives rules that can be used', () => {
    const text = read(locale, 'groups');
    const whole = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json) as unknown);
    const inCommands = [...text.matchAll(/(?:echo|"rule":) ?'?(\{.*?\})'?(?: >|\}'$)/gm)].map(
      ([, json = '']) => JSON.parse(json) as unknown,
    );
    expect([whole.length, inCommands.length]).toEqual([1, 3]);
    for (const rule of [...whole, ...inCommands]) expect(zBoundedRule.safeParse(rule).error).toBeUndefined();
  });

  it('names every table of the mart and its limits', () => {
    const text = read(locale, 'sql');
    const named = rowsOf(text).map(([name = '']) => codeIn(name)[0] ?? '');
    expect(named.toSorted()).toEqual([...martTables, ...martViews()].map(({ name }) => name).toSorted());
    const { seconds, memoryMb, letters, rows, usualRows } = SQL_LIMITS;
    for (const limit of [seconds, memoryMb, letters, rows, usualRows]) {
      expect(text).toContain(limit.toLocaleString('en'));
    }
  });
});

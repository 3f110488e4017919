import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { listZipEntries, unpackEntry } from '../modules/imports/reader/zip-entries.ts';
import { zipFiles } from './zip.ts';

test('an archive of files and texts is as long as promised and holds them byte for byte', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'dangol-zip-')), 'a.bin');
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_unused, at) => (at * 31) % 256));
  writeFileSync(file, bytes);
  const zip = await zipFiles([
    { name: '자료/a.bin', file },
    { name: 'README.md', text: '읽어 주세요' },
  ]);
  const archive = await buffer(zip.content);
  expect(archive.length).toBe(zip.bytes);
  const entries = listZipEntries(archive);
  expect([...entries.keys()]).toEqual(['자료/a.bin', 'README.md']);
  const unpack = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new Error(`${name} is missing`);
    return buffer(unpackEntry(archive, entry));
  };
  expect((await unpack('자료/a.bin')).equals(bytes)).toBe(true);
  expect((await unpack('README.md')).toString()).toBe('읽어 주세요');
});

test('an archive of nothing can be opened', async () => {
  const { content, bytes } = await zipFiles([]);
  const archive = await buffer(content);
  expect(archive.length).toBe(bytes);
  expect(listZipEntries(archive).size).toBe(0);
});

import { expect, it } from 'vitest';
import { findShortcut } from './keys.ts';

const run = () => {};
const SHORTCUTS = [
  { code: 'Slash', run },
  { code: 'Slash', shift: true, run },
  { code: 'KeyK', mod: true, run },
  { code: 'KeyV', alt: true, run },
];
const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const [search, list, palette, people] = SHORTCUTS;

it.each([
  ['/', { code: 'Slash' }, {}, search],
  ['?', { code: 'Slash', shiftKey: true }, {}, list],
  ['Ctrl-K while typing', { code: 'KeyK', ctrlKey: true }, { typing: true }, palette],
  ['⌘-K', { code: 'KeyK', metaKey: true }, {}, palette],
  ['Alt-V', { code: 'KeyV', altKey: true }, {}, people],
  ['Alt-V with single keys off', { code: 'KeyV', altKey: true }, { singleKeys: false }, people],
  ['a slash in a text', { code: 'Slash' }, { typing: true }, undefined],
  ['Alt-V while typing', { code: 'KeyV', altKey: true }, { typing: true }, people],
  ['⌥-V in a text, where a Mac writes √', { code: 'KeyV', altKey: true }, { typing: true, altWrites: true }, undefined],
  ['AltGr-V', { code: 'KeyV', altKey: true, ctrlKey: true }, {}, undefined],
  ['/ with single keys off', { code: 'Slash' }, { singleKeys: false }, undefined],
  ['a letter alone', { code: 'KeyV' }, {}, undefined],
])('%s', (_name, keys, state, expected) => {
  expect(
    findShortcut(SHORTCUTS, { ...NONE, ...keys }, { typing: false, singleKeys: true, altWrites: false, ...state }),
  ).toBe(expected);
});

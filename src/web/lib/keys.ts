import { useEffect, useEffectEvent } from 'react';

/** Whether a Hangul syllable is being composed: its Enter and its letters belong to the input method, not to us (UX-02, UX-03). */
export function isComposing(event: KeyboardEvent | React.KeyboardEvent): boolean {
  const native = 'nativeEvent' in event ? event.nativeEvent : event;
  return native.isComposing || native.keyCode === 229;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export interface Shortcut {
  /** `KeyboardEvent.code` such as `Slash` or `KeyK`: the same key under a Korean layout. */
  code: string;
  /** Ctrl, or ⌘ on a Mac. Single keys are ignored while typing, and Alt where it writes letters. */
  mod?: boolean;
  /** Alt, or ⌥ on a Mac; AltGr, which also reports Ctrl, writes letters and is none. */
  alt?: boolean;
  /** With Shift held down. */
  shift?: boolean;
  run: () => void;
}

/** A key pressed alone, as the browser reports it. */
type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

interface KeyState {
  typing: boolean;
  /** Whether shortcuts of one character are on (WCAG 2.1.4). */
  singleKeys: boolean;
  /** ⌥ on a Mac writes letters such as √. */
  altWrites: boolean;
}

/** The shortcut that these keys stand for, unless they belong to the text being written. */
export function findShortcut<S extends Shortcut>(
  shortcuts: readonly S[],
  pressed: Pressed,
  state: KeyState,
): S | undefined {
  const mod = pressed.ctrlKey || pressed.metaKey;
  const hit = shortcuts.find(
    (one) =>
      one.code === pressed.code &&
      Boolean(one.mod) === mod &&
      Boolean(one.alt) === pressed.altKey &&
      Boolean(one.shift) === pressed.shiftKey,
  );
  if (!hit || hit.mod) return hit;
  const works = hit.alt ? !(state.typing && state.altWrites) : !state.typing && state.singleKeys;
  return works ? hit : undefined;
}

/** Whether shortcuts of one character work in this browser: people who speak to their computer switch them off. */
const STORAGE_KEY = 'dangol.singleKeys';

export function readSingleKeys(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return true;
  }
}

/** Keeps the choice in this browser; where storage is forbidden they simply stay on. */
export function keepSingleKeys(on: boolean) {
  try {
    if (on) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, 'off');
  } catch {
    // See readSingleKeys.
  }
}

/** Listens for keyboard shortcuts on the whole screen. */
export function useShortcuts(shortcuts: readonly Shortcut[]) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (isComposing(event) || event.repeat) return;
    const hit = findShortcut(shortcuts, event, {
      typing: isTyping(event.target),
      singleKeys: readSingleKeys(),
      altWrites: /Mac|iP/.test(navigator.platform),
    });
    if (!hit) return;
    event.preventDefault();
    hit.run();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

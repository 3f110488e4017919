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
  /** Ctrl, or ⌘ on a Mac. Shortcuts without it are ignored while typing. */
  mod?: boolean;
  /** Alt, or ⌥ on a Mac; AltGr, which also reports Ctrl, writes letters and is none. */
  alt?: boolean;
  shift?: boolean;
  run: () => void;
}

/** A key pressed alone, as the browser reports it. */
type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The shortcut that these keys stand for; with `singleKeys` off those of one character are left out (WCAG 2.1.4). */
export function findShortcut<S extends Shortcut>(
  shortcuts: readonly S[],
  pressed: Pressed,
  state: { typing: boolean; singleKeys: boolean },
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
  if (state.typing) return undefined;
  return hit.alt || state.singleKeys ? hit : undefined;
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
    const hit = findShortcut(shortcuts, event, { typing: isTyping(event.target), singleKeys: readSingleKeys() });
    if (!hit) return;
    event.preventDefault();
    hit.run();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

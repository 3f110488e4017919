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

interface Shortcut {
  /** `KeyboardEvent.code` such as `Slash` or `KeyK`: the same key under a Korean layout. */
  code: string;
  /** Ctrl, or ⌘ on a Mac. Shortcuts without it are ignored while typing. */
  mod?: boolean;
  /** With Shift held down. */
  shift?: boolean;
  run: () => void;
}

/** Listens for keyboard shortcuts on the whole screen. */
export function useShortcuts(shortcuts: readonly Shortcut[]) {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (isComposing(event) || event.repeat || event.altKey) return;
    const mod = event.ctrlKey || event.metaKey;
    const hit = shortcuts.find(
      (one) => one.code === event.code && Boolean(one.mod) === mod && Boolean(one.shift) === event.shiftKey,
    );
    if (!hit || (!hit.mod && isTyping(event.target))) return;
    event.preventDefault();
    hit.run();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

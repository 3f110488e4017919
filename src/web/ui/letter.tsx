import css from './letter.module.css';

interface LetterProps {
  /** Whose it is, or how it goes. */
  head?: string;
  /** Empty: a message without one. */
  subject?: string;
  text: string;
}

/** An e-mail, or a note to staff, as it will be read: a sheet. */
export function Letter({ head, subject = '', text }: LetterProps) {
  return (
    <article className={css.letter}>
      {head && <p className={css.head}>{head}</p>}
      {subject !== '' && <p className={css.subject}>{subject}</p>}
      <pre className={css.text}>{text}</pre>
    </article>
  );
}

/** A text or KakaoTalk message as it will be read: a bubble on a phone. */
export function Bubble({ text, label }: { text: string; label?: string }) {
  return (
    <pre className={css.bubble} {...(label === undefined ? {} : { 'aria-label': label })}>
      {text}
    </pre>
  );
}

/** A message as it will be read on the way it goes: mail as a sheet, everything else as a bubble. */
export function Message({ isMail, head, subject = '', text }: LetterProps & { isMail: boolean }) {
  if (isMail) return <Letter {...(head === undefined ? {} : { head })} subject={subject} text={text} />;
  return (
    <article className={css.phone}>
      {head && <p className={css.head}>{head}</p>}
      {subject !== '' && <p className={css.subject}>{subject}</p>}
      <Bubble text={text} />
    </article>
  );
}

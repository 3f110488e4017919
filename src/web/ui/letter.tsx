import css from './letter.module.css';

interface LetterProps {
  /** Whose it is, or how it goes. */
  head: string;
  /** Empty: a message without one. */
  subject?: string;
  text: string;
}

/** A message as it will be read. */
export function Letter({ head, subject = '', text }: LetterProps) {
  return (
    <article className={css.letter}>
      <p className={css.head}>{head}</p>
      {subject !== '' && <p className={css.subject}>{subject}</p>}
      <pre className={css.text}>{text}</pre>
    </article>
  );
}

/** What a figure means, in the words a shop owner reads (MT-01). */
export interface MetricDefinition {
  key: string;
  /** Rule of domain.md it follows. */
  rule: string;
  name: { ko: string; en: string };
  text: { ko: string; en: string };
  /** Business days it looks at; null when it looks at everything. */
  windowDays: number | null;
  sources: readonly string[];
  /** How it is computed, in one line. */
  formula: { ko: string; en: string };
  /** What it counts and what it leaves out. */
  filter: { ko: string; en: string };
  /** What a value of it is a number of. */
  unit: { ko: string; en: string };
}

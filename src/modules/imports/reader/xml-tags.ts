/** Opening tags of one name, prefixed or not. Cut at their signs rather than matched, so that it takes one pass whatever the text is. */
export function* openingTags(xml: string, name: string): Generator<string> {
  const isNamed = new RegExp(`^<(?:\\w+:)?${name}\\s`);
  let start = xml.indexOf('<');
  while (start >= 0) {
    const end = xml.indexOf('>', start);
    if (end < 0) return;
    const tag = xml.slice(start, end + 1);
    if (isNamed.test(tag)) yield tag;
    start = xml.indexOf('<', end);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** An attribute of a tag; empty when it has none of this name. */
export function attribute(tag: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (found?.[1] ?? found?.[2] ?? '').replace(/&(lt|gt|quot|apos|amp);/g, (_, key: string) => ENTITIES[key] ?? '');
}

import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';

/** One entry of a feed as plain text. */
export interface FeedItem {
  /** The feed's own id of it, or a hash of what it says. */
  id: string;
  /** Undefined when the feed does not say. */
  at: Date | undefined;
  title: string;
  text: string;
  url: string;
  /** Stars of a review, where the feed tells them. */
  rating: number | null;
}

/** More entries are an archive, not news. */
const MAX_ITEMS = 200;
const MAX_TITLE = 300;
const MAX_TEXT = 2_000;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  parseTagValue: false,
  parseAttributeValue: false,
  // A declared entity can grow without end; the five of XML are enough, and documents that declare some are refused.
  processEntities: true,
  htmlEntities: true,
});

type Node = Readonly<Record<string, unknown>>;
const asNode = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
const asList = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

function textOf(value: unknown): string {
  const [first] = asList(value);
  if (typeof first === 'string' || typeof first === 'number') return String(first);
  const inner = asNode(first)['#'];
  return typeof inner === 'string' || typeof inner === 'number' ? String(inner) : '';
}

/** Words without markup: tags, scripts and control characters are gone, white space is one space. */
export function toPlainText(markup: string, maxLength: number): string {
  return markup
    .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(
      /&(lt|gt|quot|apos|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name] ?? '',
    )
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxLength);
}

/**
 * Whether a document declares anything (a type, entities): what begins with `<!` is otherwise a comment or quoted text.
 * Looked at from sign to sign, so that no document makes it look twice.
 */
function declaresAnything(xml: string): boolean {
  for (let at = xml.indexOf('<!'); at !== -1; at = xml.indexOf('<!', at)) {
    const end = xml.startsWith('<!--', at) ? '-->' : xml.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    const next = end === undefined ? -1 : xml.indexOf(end, at + 4);
    if (next === -1) return true;
    at = next;
  }
  return false;
}

/** Only addresses a browser may safely open. */
const safeUrl = (url: string) => (/^https?:\/\//i.test(url.trim()) ? url.trim().slice(0, 1_000) : '');

/**
 * The entries of an RSS 2.0, RSS 1.0 or Atom document, in its order; undefined when it is none of these, or declares
 * a type or entities of its own. Authors are not read: a review is of the shop, not of a person.
 */
export function parseFeed(xml: string): FeedItem[] | undefined {
  if (declaresAnything(xml)) return undefined;
  let document: Node;
  try {
    document = asNode(parser.parse(xml));
  } catch {
    return undefined;
  }
  const rss = asNode(asNode(document['rss'])['channel']);
  const rdf = asNode(document['rdf:RDF']);
  const atom = asNode(document['feed']);
  if (!('rss' in document) && !('rdf:RDF' in document) && !('feed' in document)) return undefined;
  const entries = [...asList(rss['item']), ...asList(rdf['item']), ...asList(atom['entry'])];
  return entries.slice(0, MAX_ITEMS).map((entry) => readEntry(asNode(entry)));
}

function readEntry(entry: Node): FeedItem {
  const title = toPlainText(textOf(entry['title']), MAX_TITLE);
  const body = entry['description'] ?? entry['summary'] ?? entry['content'] ?? entry['content:encoded'];
  const text = toPlainText(textOf(body), MAX_TEXT);
  const url = safeUrl(linkOf(entry['link']));
  const written = textOf(entry['pubDate'] ?? entry['published'] ?? entry['updated'] ?? entry['dc:date']);
  const at = new Date(written);
  const rating = Number(textOf(entry['rating'] ?? entry['im:rating'] ?? entry['media:rating']) || Number.NaN);
  const own = textOf(entry['guid'] ?? entry['id']).trim();
  return {
    id:
      own === ''
        ? url || createHash('sha256').update(`${title}\n${written}\n${text}`).digest('hex')
        : own.slice(0, 500),
    at: written === '' || Number.isNaN(at.getTime()) ? undefined : at,
    title,
    text,
    url,
    rating: rating >= 0 && rating <= 100 ? rating : null,
  };
}

function linkOf(link: unknown): string {
  const links = asList(link);
  const nodes = links.map(asNode);
  const main = nodes.find((node) => node['@rel'] === undefined || node['@rel'] === 'alternate');
  const href = main?.['@href'];
  return typeof href === 'string' ? href : textOf(link);
}

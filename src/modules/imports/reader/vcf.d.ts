declare module 'vcf' {
  /** One property of a card; its parameters stand beside it by their camel-case names. */
  interface Property {
    valueOf(): string | undefined;
    encoding?: string | string[];
    charset?: string | string[];
    [parameter: string]: unknown;
  }
  export default class VCard {
    data: Record<string, Property | Property[] | undefined>;
    parse(text: string): this;
  }
}

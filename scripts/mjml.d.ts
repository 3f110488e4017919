declare module 'mjml' {
  export default function mjml2html(
    source: string,
    options: { fonts: Record<string, string>; validationLevel: 'strict' | 'soft' },
  ): Promise<{ html: string; errors: { formattedMessage: string }[] }>;
}

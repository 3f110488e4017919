import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const evergreen: MantineColorsTuple = [
  '#eef6f2',
  '#e0eee8',
  '#bedccf',
  '#97c7b3',
  '#74c4a5',
  '#4b9c80',
  '#2b7a60',
  '#1f6650',
  '#185341',
  '#0f3a2d',
];

/** Warm greys, so that what Mantine draws by itself (skeletons, hovers, inputs) stands on the same ground. */
const gray: MantineColorsTuple = [
  '#faf9f6',
  '#f4f3ef',
  '#ece9e2',
  '#e2dfd8',
  '#cdc8be',
  '#aaa498',
  '#8a847a',
  '#68635a',
  '#45413a',
  '#23211c',
];
const dark: MantineColorsTuple = [
  '#ebe8e1',
  '#c9c4b9',
  '#a8a297',
  '#7d776c',
  '#4b473f',
  '#35322c',
  '#26241f',
  '#1f1e1a',
  '#161512',
  '#0f0e0c',
];

/** The one theme. Colours come from styles/tokens.css, so that plain CSS and Mantine never disagree. */
export const theme = createTheme({
  primaryColor: 'evergreen',
  primaryShade: { light: 7, dark: 6 },
  colors: { evergreen, gray, dark },
  fontFamily: 'var(--d-font)',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Pretendard Variable", monospace',
  fontSizes: {
    xs: 'var(--d-fs-xs)',
    sm: 'var(--d-fs-sm)',
    md: 'var(--d-fs-md)',
    lg: 'var(--d-fs-lg)',
    xl: 'var(--d-fs-xl)',
  },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: 'var(--d-fs-xl)', lineHeight: '1.35' },
      h2: { fontSize: 'var(--d-fs-lg)', lineHeight: '1.4' },
      h3: { fontSize: 'var(--d-fs-md)', lineHeight: '1.5' },
    },
  },
  // Hairlines, not shadows; what floats keeps a faint one so that its edge shows.
  shadows: { xs: 'none', sm: 'none', md: '0 4px 16px rgb(0 0 0 / 0.08)', lg: '0 8px 24px rgb(0 0 0 / 0.1)' },
  components: {
    // Their header is no banner of the page.
    Modal: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.3 }, attributes: { header: { role: 'presentation' } } },
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.3 }, attributes: { header: { role: 'presentation' } } },
    },
    // On the page's own ground its track would not be seen.
    SegmentedControl: { styles: { root: { border: '1px solid var(--d-line)' } } },
    Popover: { defaultProps: { shadow: 'md' } },
    Menu: { defaultProps: { shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
  },
});

const schemeVariables = {
  '--mantine-color-body': 'var(--d-surface)',
  '--mantine-color-text': 'var(--d-text)',
  '--mantine-color-bright': 'var(--d-text)',
  '--mantine-color-dimmed': 'var(--d-muted)',
  '--mantine-color-placeholder': 'var(--d-muted)',
  '--mantine-color-anchor': 'var(--d-accent)',
  '--mantine-color-error': 'var(--d-danger)',
  '--mantine-color-default': 'var(--d-surface)',
  '--mantine-color-default-hover': 'var(--d-sunken)',
  '--mantine-color-default-color': 'var(--d-text)',
  '--mantine-color-default-border': 'var(--d-line)',
  '--mantine-color-evergreen-filled': 'var(--d-accent-fill)',
  '--mantine-color-evergreen-light': 'var(--d-accent-soft)',
  '--mantine-color-evergreen-light-color': 'var(--d-accent)',
  '--mantine-color-evergreen-text': 'var(--d-accent)',
  '--mantine-color-evergreen-outline': 'var(--d-accent)',
  '--mantine-color-red-text': 'var(--d-danger)',
  '--mantine-color-red-light': 'var(--d-danger-soft)',
  '--mantine-color-red-light-color': 'var(--d-danger)',
  '--mantine-color-red-outline': 'var(--d-danger)',
};

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: schemeVariables,
  dark: schemeVariables,
});

import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

import { cssVariables, tokens } from "./tokens";

const grey: MantineColorsTuple = [
  "#F5F7F7",
  "#EDF0F1",
  "#E3E8EA",
  "#D6DEE2",
  "#B9C2C6",
  "#8C989E",
  "#7F8C93",
  "#647077",
  "#465157",
  "#12181B",
];
const dark: MantineColorsTuple = [
  "#E9EEF0",
  "#AFBABF",
  "#8B989E",
  "#69777E",
  "#46535A",
  "#232C30",
  "#172023",
  "#0F1517",
  "#0C1214",
  "#0A0F11",
];

export const theme = createTheme({
  fontFamily: '"IBM Plex Sans Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"IBM Plex Mono", ui-monospace, monospace',
  defaultRadius: 4,
  cursorType: "pointer",
  primaryColor: "gray",
  colors: { gray: grey, dark },
  // autoContrast ignores a shade that differs by scheme: a filled control is ink on the page.
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    if (input.variant === "filled") {
      return {
        ...resolved,
        background: "var(--ink)",
        hover: "var(--ink2)",
        color: "var(--bg)",
        border: "1px solid var(--ink)",
      };
    }
    return resolved;
  },
});

const shared = (scheme: "light" | "dark") => ({
  ...cssVariables(tokens[scheme]),
  "--mantine-color-body": "var(--bg)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-default": "var(--bg)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-hover": "var(--sub)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-dimmed": "var(--ink3)",
  "--mantine-color-placeholder": "var(--ink3)",
  "--mantine-color-error": "var(--alert)",
  "--mantine-color-anchor": "var(--ink)",
  "--mantine-primary-color-filled": "var(--ink)",
  "--mantine-primary-color-filled-hover": "var(--ink2)",
  "--mantine-primary-color-contrast": "var(--bg)",
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared("light"),
  dark: shared("dark"),
});

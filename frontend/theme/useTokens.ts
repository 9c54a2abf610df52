"use client";

import { useComputedColorScheme } from "@mantine/core";

import { tokens, type Tokens } from "./tokens";

/** The colours of the scheme in force, for what CSS cannot reach (canvas). */
export function useTokens(): Tokens {
  return tokens[useComputedColorScheme("light", { getInitialValueInEffect: true })];
}

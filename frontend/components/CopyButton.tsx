"use client";

import { Button, type ButtonProps } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";

interface Props extends ButtonProps {
  text: () => string;
  children: string;
}

export function CopyButton({ text, children, ...button }: Props) {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <Button {...button} onClick={() => clipboard.copy(text())}>
      {clipboard.copied ? "Copied" : clipboard.error ? "Cannot copy here" : children}
    </Button>
  );
}

"use client";

import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect } from "react";

import { Async } from "@/components/figure/states";
import { useProofAnswer } from "@/lib/api/queries";
import { useQueryParam } from "@/lib/url";

import classes from "./proof.module.css";
import { ProofBody } from "./ProofBody";
import { closeProof, returnFocus } from "./useProof";

/** The proof of a number, beside the page it stands on; from below on phones. */
export function ProofDrawer() {
  const id = useQueryParam("proof");
  const phone = useMediaQuery("(max-width: 767px)");
  const query = useProofAnswer(id);
  const opened = id !== null;

  useEffect(() => {
    if (!opened) returnFocus();
  }, [opened]);

  return (
    <Drawer
      opened={opened}
      returnFocus={false}
      onClose={closeProof}
      position={phone ? "bottom" : "right"}
      size={phone ? "88%" : 520}
      title="Proof of a number"
      closeButtonProps={{ "aria-label": "Close the proof", size: 36 }}
      classNames={{
        content: classes.content,
        header: classes.header,
        title: classes.title,
        body: classes.body,
      }}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.2 }}
    >
      {opened && (
        <Async query={query} height={400} label="Proof">
          {(proof) => <ProofBody proof={proof} />}
        </Async>
      )}
      {query.error && (
        <Button variant="default" mt="md" onClick={closeProof}>
          Close
        </Button>
      )}
    </Drawer>
  );
}

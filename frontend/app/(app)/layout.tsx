import { Suspense, type ReactNode } from "react";

import { Shell } from "@/components/shell/Shell";
import { ProofDrawer } from "@/features/proof/ProofDrawer";
import { Gate } from "@/features/login/Gate";

/** Everything behind the log-in. */
export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Gate>
        <Shell>{children}</Shell>
        <ProofDrawer />
      </Gate>
    </Suspense>
  );
}

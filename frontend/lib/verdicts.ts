import type { Status } from "@/lib/incidents";

/** What was just said of an incident and is not yet known to be kept; "open" takes it back. */
export interface Pending {
  status: Status;
  note: string;
  /** failed: the server did not take it, and what was said before still counts. */
  state: "sending" | "failed";
  error: Error | null;
}

type Send = (incident: string, status: Status, note: string) => Promise<void>;

/** Verdicts on their way. What is said shows at once and is sent at once; of two about one incident
 *  the second leaves when the first has arrived, so that none overtakes another. */
export class Verdicts {
  private pending: ReadonlyMap<string, Pending> = new Map();
  private readonly queues = new Map<string, Promise<void>>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly send: Send) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly all = () => this.pending;

  /** Resolves when the server has answered. */
  judge(incident: string, status: Status, note = ""): Promise<void> {
    const said: Pending = { status, note, state: "sending", error: null };
    this.put(incident, said);
    const before = this.queues.get(incident) ?? Promise.resolve();
    const mine = before.then(() => this.deliver(incident, said));
    this.queues.set(incident, mine);
    return mine;
  }

  /** Forgets all of them, also those under way: who said them has left. */
  clear() {
    this.pending = new Map();
    this.queues.clear();
    this.listeners.forEach((listener) => listener());
  }

  /** Forgets one that the server did not take. */
  forget(incident: string) {
    if (this.pending.get(incident)?.state === "failed") this.put(incident, null);
  }

  private async deliver(incident: string, said: Pending) {
    let failure: Error | null = null;
    try {
      await this.send(incident, said.status, said.note);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    // Something newer was said meanwhile: its answer counts.
    if (this.pending.get(incident) !== said) return;
    this.put(incident, failure && { ...said, state: "failed", error: failure });
  }

  private put(incident: string, next: Pending | null) {
    const all = new Map(this.pending);
    if (next) all.set(incident, next);
    else all.delete(incident);
    this.pending = all;
    this.listeners.forEach((listener) => listener());
  }
}

import { describe, expect, it } from "vitest";

import { Verdicts } from "@/lib/verdicts";

/** A server that answers when told to. */
function server() {
  const taken: string[] = [];
  const waiting: ((error?: Error) => void)[] = [];
  const verdicts = new Verdicts(
    (incident, status, note) =>
      new Promise((resolve, reject) => {
        waiting.push((error) => {
          if (error) return reject(error);
          taken.push([incident, status, note].join(" ").trim());
          resolve();
        });
      }),
  );
  const answer = async (error?: Error) => {
    await Promise.resolve();
    waiting.shift()?.(error);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { verdicts, taken, answer };
}

describe("a verdict", () => {
  it("shows before the server has answered, and is left to the server's answer then", async () => {
    const { verdicts, taken, answer } = server();
    const done = verdicts.judge("a", "confirmed", "fan");
    expect(verdicts.all().get("a")).toMatchObject({ status: "confirmed", state: "sending" });
    await answer();
    await done;
    expect(taken).toEqual(["a confirmed fan"]);
    expect(verdicts.all().size).toBe(0);
  });

  it("that is taken back never overtakes itself", async () => {
    const { verdicts, taken, answer } = server();
    void verdicts.judge("a", "dismissed");
    const undone = verdicts.judge("a", "open");
    expect(verdicts.all().get("a")?.status).toBe("open");
    await answer();
    expect(verdicts.all().get("a")).toMatchObject({ status: "open", state: "sending" });
    await answer();
    await undone;
    expect(taken).toEqual(["a dismissed", "a open"]);
    expect(verdicts.all().size).toBe(0);
  });

  it("that the server did not take is said so, never shown as kept, and can be said again", async () => {
    const { verdicts, taken, answer } = server();
    void verdicts.judge("a", "confirmed");
    await answer(new Error("The server cannot be reached"));
    expect(verdicts.all().get("a")).toMatchObject({ state: "failed" });
    const again = verdicts.judge("a", "confirmed");
    await answer();
    await again;
    expect(taken).toEqual(["a confirmed"]);
    expect(verdicts.all().size).toBe(0);
  });

  it("that failed does not hide one said after it", async () => {
    const { verdicts, answer } = server();
    void verdicts.judge("a", "confirmed");
    void verdicts.judge("a", "explained", "a ball");
    await answer(new Error("no"));
    expect(verdicts.all().get("a")).toMatchObject({ status: "explained", state: "sending" });
    await answer();
    expect(verdicts.all().size).toBe(0);
  });

  it("of one incident does not wait for another's", async () => {
    const { verdicts, taken, answer } = server();
    void verdicts.judge("a", "confirmed");
    void verdicts.judge("b", "dismissed");
    await answer(new Error("no"));
    await answer();
    expect(taken).toEqual(["b dismissed"]);
    verdicts.forget("a");
    expect(verdicts.all().size).toBe(0);
  });

  it("tells those who watch of every change", async () => {
    const { verdicts, answer } = server();
    const seen: number[] = [];
    const stop = verdicts.subscribe(() => seen.push(verdicts.all().size));
    const done = verdicts.judge("a", "confirmed");
    await answer();
    await done;
    stop();
    void verdicts.judge("a", "open");
    expect(seen).toEqual([1, 0]);
  });
});

import { describe, expect, it } from "vitest";

import { serverEvents } from "@/lib/live/sse";

async function read(text: string, cut: number) {
  const bytes = new TextEncoder().encode(text);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += cut) controller.enqueue(bytes.slice(at, at + cut));
      controller.close();
    },
  });
  const out = [];
  for await (const { event, data } of serverEvents(stream)) out.push([event, data]);
  return out;
}

describe("live events", () => {
  const text =
    ': heartbeat\n\nevent: reading\ndata: {"building_id":"é","kw":1}\n\n' +
    "event: sync\r\ndata: a\r\ndata: b\r\n\r\ndata: plain\n\n";
  const expected = [
    ["reading", '{"building_id":"é","kw":1}'],
    ["sync", "a\nb"],
    ["message", "plain"],
  ];

  it("no event is lost or split, however the network cuts the bytes", async () => {
    for (let cut = 1; cut <= text.length + 1; cut += 1)
      expect(await read(text, cut)).toEqual(expected);
  });

  it("an event that was cut off is not delivered by half", async () => {
    expect(await read('data: whole\n\ndata: {"kw":', 4)).toEqual([["message", "whole"]]);
  });
});

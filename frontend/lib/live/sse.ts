/** Server-sent events over fetch: EventSource cannot carry the bearer token. */
export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Events of a byte stream, whatever way the bytes are cut. Comments (heartbeats) are passed over. */
export async function* serverEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerEvent, void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let event = "message";
  let data: string[] = [];
  let id: string | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      // A carriage return at the very end may be the first half of CRLF: wait for the next bytes.
      const cut = done ? rest.length : rest.length - (rest.endsWith("\r") ? 1 : 0);
      const lines = rest.slice(0, cut).split(/\r\n|\r|\n/);
      rest = (lines.pop() ?? "") + rest.slice(cut);
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) yield { event, data: data.join("\n"), id };
          [event, data] = ["message", []];
          continue;
        }
        const colon = line.indexOf(":");
        if (colon === 0) continue;
        const field = colon < 0 ? line : line.slice(0, colon);
        const text = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") event = text;
        else if (field === "data") data.push(text);
        else if (field === "id") id = text;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

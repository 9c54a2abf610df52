import { ApiError } from "./error";

export type FileForm = "csv" | "parquet";

/** A file of the server's, under the server's own name for it. */
export interface Download {
  name: string;
  body: Blob;
}

const QUOTED = /filename="((?:[^"\\]|\\.)*)"/i;
const ENCODED = /filename\*=UTF-8''([^;\s]+)/i;
const BARE = /filename=([^;\s"]+)/i;

/** The name in a Content-Disposition (RFC 6266), never a path; null when it names none. */
export function fileName(disposition: string | null): string | null {
  const text = disposition ?? "";
  const encoded = ENCODED.exec(text)?.[1];
  const plain = QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, "$1") ?? BARE.exec(text)?.[1];
  const name = (decoded(encoded) ?? plain ?? "").split(/[/\\]/).at(-1)?.trim();
  return name || null;
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

interface Answer {
  /** A blob, whatever the API's types say of its JSON form. */
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The file that an answer carries, or the problem that the API named. */
export async function fileOf(request: Promise<Answer>): Promise<Download> {
  const { data, error, response } = await request;
  if (!response.ok || !(data instanceof Blob)) throw ApiError.of(response, error);
  const name = fileName(response.headers.get("content-disposition"));
  return { name: name ?? "powerlytics", body: data };
}

/** Hands the file to the browser, which keeps it where it keeps all downloads. */
export function save({ name, body }: Download) {
  const url = URL.createObjectURL(body);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

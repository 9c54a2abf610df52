import { describe, expect, it } from "vitest";

import { ApiError } from "@/lib/api/error";
import { fileName, fileOf } from "@/lib/api/file";

const answer = (status: number, headers: Record<string, string>) =>
  new Response(null, { status, headers });

describe("a downloaded file", () => {
  it.each([
    ['attachment; filename="hopkins-hour.csv"', "hopkins-hour.csv"],
    ["attachment; filename=hopkins.parquet", "hopkins.parquet"],
    ['attachment; filename="a\\"b.csv"', 'a"b.csv'],
    ["attachment; filename=\"x.csv\"; filename*=UTF-8''caf%C3%A9.csv", "café.csv"],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ["attachment; filename*=UTF-8''%2e%2e%5cevil.csv", "evil.csv"],
    ["attachment; filename*=UTF-8''%zz; filename=plain.csv", "plain.csv"],
  ])("%s has the server's name, never a path", (header, name) => {
    expect(fileName(header)).toBe(name);
  });

  it.each([null, "", "inline", 'attachment; filename=""', 'attachment; filename="a/"'])(
    "%s names no file",
    (header) => {
      expect(fileName(header)).toBeNull();
    },
  );

  it("keeps the server's bytes and name", async () => {
    const body = new Blob(["ts,energy_kwh\n"]);
    const response = answer(200, { "content-disposition": 'attachment; filename="m05.csv"' });
    expect(await fileOf(Promise.resolve({ data: body, response }))).toEqual({
      name: "m05.csv",
      body,
    });
  });

  it("is never an error page with the name of a file", async () => {
    const problem = { title: "Too many requests", detail: "Try again in 3 s.", request_id: "r1" };
    const headers = { "content-disposition": 'attachment; filename="m05.csv"' };
    const request = Promise.resolve({ error: problem, response: answer(429, headers) });
    await expect(fileOf(request)).rejects.toMatchObject({
      name: "ApiError",
      status: 429,
      message: "Try again in 3 s.",
    });
    await expect(fileOf(Promise.resolve({ response: answer(500, {}) }))).rejects.toBeInstanceOf(
      ApiError,
    );
  });
});

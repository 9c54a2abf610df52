/** What the API answers when it cannot: RFC 9457 problem details. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string | null;
  request_id?: string | null;
}

export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly at: number = Date.now(),
  ) {
    super(detail || title);
  }

  static of(response: Response, body: unknown): ApiError {
    const problem = (typeof body === "object" && body !== null ? body : {}) as Problem;
    return new ApiError(
      response.status,
      problem.title ?? (response.statusText || `The server answered ${response.status}`),
      problem.detail ?? "",
      problem.request_id ?? response.headers.get("x-request-id"),
    );
  }
}

export interface Token {
  kind: "keyword" | "parameter" | "comment" | "string" | "plain";
  text: string;
}

const KEYWORDS =
  "select|from|where|and|or|not|null|is|in|as|on|using|join|left|right|full|inner|outer|cross|unnest|group|by|order|having|qualify|limit|with|union|all|distinct|case|when|then|else|end|between|asc|desc|over|partition|rows|range|exists|true|false|interval|cast|merge|insert|delete|update|values|set|if|array|struct|except|replace|window|like";
const PATTERN = new RegExp(
  `(--[^\\n]*|#[^\\n]*|/\\*[\\s\\S]*?\\*/)|('(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*")|(@\\w+)|\\b(${KEYWORDS})\\b`,
  "gi",
);

/** Splits GoogleSQL into runs to colour; joined again they are the text, to the letter. */
export function sqlTokens(sql: string): Token[] {
  const out: Token[] = [];
  let last = 0;
  for (const match of sql.matchAll(PATTERN)) {
    if (match.index > last) out.push({ kind: "plain", text: sql.slice(last, match.index) });
    const [text, comment, string, parameter] = match;
    const kind = comment ? "comment" : string ? "string" : parameter ? "parameter" : "keyword";
    out.push({ kind, text });
    last = match.index + text.length;
  }
  if (last < sql.length) out.push({ kind: "plain", text: sql.slice(last) });
  return out;
}

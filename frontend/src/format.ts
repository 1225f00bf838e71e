// Numbers as text, the same everywhere on the page.

const MINUS = "−";

/** Four digits, or as many as asked; "–" where there is no number. */
export function number(x: number | string | null | undefined, digits = 4): string {
  if (x === null || x === undefined) return "–";
  if (typeof x === "string") return x === "inf" ? "∞" : x;
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : `${MINUS}∞`;
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e6 || size < 1e-4 ? x.toExponential(digits - 1) : x.toPrecision(digits);
  return tidy(text);
}

/** A number as somebody would type it: every digit that matters, none that does not. */
export function typed(x: number): string {
  if (!Number.isFinite(x)) return "∞";
  return String(Number(x.toPrecision(12)));
}

/** A probability as a percentage with so many decimals. */
export function percent(x: number | null | undefined, decimals = 1): string {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  return `${(100 * x).toFixed(decimals)}%`;
}

/** A difference with its sign. */
export function signed(x: number | null | undefined, digits = 3): string {
  if (x === null || x === undefined || Number.isNaN(x)) return "–";
  const text = number(x, digits);
  return x > 0 ? `+${text}` : text;
}

function tidy(text: string): string {
  const [digits = "", exponent] = text.split("e");
  const short = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  const whole = exponent ? `${short}e${exponent.replace("+", "")}` : short;
  return whole.replaceAll("-", MINUS);
}

/** Read what somebody typed: a decimal comma, a typographic minus and ∞ are fine. */
export function parse(text: string): number {
  const word = text.trim().replace(",", ".").replaceAll(MINUS, "-").toLowerCase();
  if (["inf", "infinity", "∞", "+inf"].includes(word)) return Infinity;
  return word === "" ? NaN : Number(word);
}

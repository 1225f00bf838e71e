// Numbers and templates as text, in the forms that the library writes.

/** Put values into a template's places in braces. */
export function filled(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** A number with so many significant digits, as Python's format "g" writes it. */
export function general(x: number, digits: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return "0";
  const exponent = Number(x.toExponential(digits - 1).split("e")[1]);
  const cut = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent >= -4 && exponent < digits) return cut(x.toPrecision(digits));
  const [mantissa = "", power = ""] = x.toExponential(digits - 1).split("e");
  return `${cut(mantissa)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** Two numbers with as few digits as show that they differ, but no more than twelve. */
export function apart(value: number, other: number, percent = false): [string, string] {
  const form = (x: number, count: number): string =>
    percent ? `${(100 * x).toFixed(count)}%` : general(x, count);
  const [from, stop] = percent ? [2, 11] : [3, 13];
  for (let count = from; count < stop; count++) {
    const pair: [string, string] = [form(value, count), form(other, count)];
    if (pair[0] !== pair[1]) return pair;
  }
  const usual = percent ? 2 : 4;
  return [form(value, usual), form(other, usual)];
}

// A law of C's cost as a text: power:2, or never:0.1:power:2 where some C never challenge.

export interface Law {
  name: string;
  numbers: number[];
  never: number; // the chance that C never challenges; 0 unless the text says so
}

const read = (word: string | undefined): number => (word?.trim() ? Number(word) : NaN);

/** Take a text apart; what is no number is NaN, and whether there is such a law is for the engine's side to say. */
export function splitLaw(text: string): Law {
  const words = text.split(":");
  const never = words[0] === "never" ? read(words[1]) : 0;
  const [name = "", ...numbers] = words[0] === "never" ? words.slice(2) : words;
  return { name, numbers: numbers.map(read), never };
}

export function lawText({ name, numbers, never }: Law): string {
  return [...(never > 0 ? ["never", never] : []), name, ...numbers].join(":");
}

/** Whether it is the article's law, which every equation knows without a table. */
export const isUniform = (law: Law): boolean => law.name === "uniform" && law.never === 0;

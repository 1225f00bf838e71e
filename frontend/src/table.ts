// Numbers in tables, as the engine answers with them.

export type Numbers = Float64Array | Float32Array | Uint8Array;

export interface Table {
  values: Numbers;
  shape: number[];
}

export type Arrays = Record<string, Table>;

export interface Framed<H> {
  header: H;
  arrays: Arrays;
}

/** Row `index` of a table along its first axis. */
export function row(table: Table, index: number): Numbers {
  const size = table.values.length / (table.shape[0] ?? 1);
  return table.values.subarray(index * size, (index + 1) * size);
}

// The binary frame in which the server sends numbers: "SMT1", the length of a JSON header, the header,
// then arrays as they lie in memory (little endian), each at a multiple of 8 bytes.

export type Numbers = Float64Array | Float32Array | Uint8Array;

export interface Table {
  values: Numbers;
  shape: number[];
}

export interface Frame<H> {
  header: H;
  arrays: Record<string, Table>;
}

interface Listing {
  dtype: "float64" | "float32" | "uint8";
  shape: number[];
  offset: number;
}

const MARK = "SMT1";
const TYPES = { float64: Float64Array, float32: Float32Array, uint8: Uint8Array };

/** Unpack a frame; the arrays are views of its bytes, not copies. */
export function decode<H>(bytes: ArrayBuffer): Frame<H> {
  const mark = new TextDecoder("latin1").decode(new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength)));
  if (mark !== MARK) throw new Error("the answer is not a frame: it does not start with SMT1");
  const length = new DataView(bytes).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length))) as H & {
    arrays: Record<string, Listing>;
  };
  const arrays: Record<string, Table> = {};
  for (const [name, one] of Object.entries(header.arrays)) {
    const count = one.shape.reduce((product, side) => product * side, 1);
    arrays[name] = { values: new TYPES[one.dtype](bytes, 8 + length + one.offset, count), shape: one.shape };
  }
  return { header, arrays };
}

/** Row `index` of a table along its first axis. */
export function row(table: Table, index: number): Numbers {
  const size = table.values.length / (table.shape[0] ?? 1);
  return table.values.subarray(index * size, (index + 1) * size);
}

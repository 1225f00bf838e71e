// The compiled engine as it is: the functions of engine/include/summitry.h, with memory for their arrays.

const OK = 0;
export const TOO_SMALL = 2;

interface Exports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(at: number): void;
  _initialize?(): void;
}
type Code = (...given: (number | bigint)[]) => number;

/** The engine failed where it should not have: out of memory, or a mistake of this page. */
export class EngineError extends Error {}

/** One instance of the engine; every function is called within `scratch`, which frees what it took. */
export class Library {
  private taken: number[] = [];
  private kept: { values: Float64Array; at: number } | null = null;
  private readonly exports: Exports;

  constructor(instance: WebAssembly.Instance) {
    this.exports = instance.exports as unknown as Exports;
    this.exports._initialize?.();
  }

  static async from(module: WebAssembly.Module): Promise<Library> {
    // The engine opens no file and asks no clock: whatever its C library imports answers "not available".
    const imports: WebAssembly.Imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 52;
    return new Library(await WebAssembly.instantiate(module, imports));
  }

  /** Run with memory that is given back afterwards. */
  scratch<T>(run: () => T): T {
    const outer = this.taken;
    this.taken = [];
    try {
      return run();
    } finally {
      for (const at of this.taken) this.exports.free(at);
      this.taken = outer;
    }
  }

  bytes(size: number): number {
    const at = this.exports.malloc(Math.max(8, size));
    if (!at) throw new EngineError("the engine ran out of memory. Close other pages, or ask for less.");
    this.taken.push(at);
    return at;
  }

  /** Memory for numbers, or for these numbers. */
  doubles(given: number | ArrayLike<number>): number {
    const size = typeof given === "number" ? given : given.length;
    const at = this.bytes(8 * size);
    if (typeof given !== "number") new Float64Array(this.exports.memory.buffer, at, size).set(given);
    return at;
  }

  /** Numbers that many calls share: copied once, until others take their place. No address, 0, for none. */
  shared(values: Float64Array | null): number {
    if (!values) return 0;
    if (this.kept?.values !== values) {
      if (this.kept) this.exports.free(this.kept.at);
      this.kept = null;
      const at = this.doubles(values);
      this.taken.pop();
      this.kept = { values, at };
    }
    return this.kept.at;
  }

  longs(values: readonly number[]): number {
    const at = this.bytes(8 * values.length);
    new BigInt64Array(this.exports.memory.buffer, at, values.length).set(values.map(BigInt));
    return at;
  }

  /** A copy of numbers that the engine wrote. */
  read(at: number, size: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, at, size).slice();
  }

  readBytes(at: number, size: number): Int8Array {
    return new Int8Array(this.exports.memory.buffer, at, size).slice();
  }

  readLongs(at: number, size: number): number[] {
    return Array.from(new BigInt64Array(this.exports.memory.buffer, at, size), Number);
  }

  readInt(at: number): number {
    return this.view.getInt32(at, true);
  }

  get view(): DataView {
    return new DataView(this.exports.memory.buffer);
  }

  /** Call a function of the C interface by the rest of its name; returns OK or TOO_SMALL, throws otherwise. */
  call(name: string, ...given: (number | bigint)[]): number {
    const code = (this.exports as unknown as Record<string, Code>)[`summitry_${name}`]?.(...given) ?? -1;
    if (code !== OK && code !== TOO_SMALL) throw new EngineError(`the engine's ${name} failed with code ${code}.`);
    return code;
  }
}

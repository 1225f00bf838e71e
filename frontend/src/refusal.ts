/** The parameters are no model, or there is nothing to do with them: every fault, in words. */
export class Refusal extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join(" "));
  }
}

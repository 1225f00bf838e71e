// The logarithm of Γ, as `summitry.model.experiments` computes it: Stirling's series above 12, a recurrence below.

const RAISED = 12;
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** log Γ(z) less (z − ½)·log z − z + ½·log 2π, for z of at least 12. */
export function stirlingRest(z: number): number {
  const y = 1 / (z * z);
  return SERIES.reduceRight((total, term) => total * y + term, 0) / z;
}

/** log Γ(z), z > 0. */
export function logGamma(z: number): number {
  let [at, product] = [z, 1];
  while (at < RAISED) product *= at++;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + stirlingRest(at) - Math.log(product);
}

/** log Γ(prior + count)/Γ(1 + count) for a count of at least 0, as sharp as its own size allows. */
export function logGammaRatio(count: number, prior: number): number {
  const d = prior - 1;
  let low = Math.log(prior + count) - Math.log1p(count);
  for (let j = 2; j <= RAISED; j++) low += Math.log1p(d / (count + j));
  const [x, z] = [count + 1 + RAISED, count + prior + RAISED];
  return d * Math.log(z) - d + (x - 0.5) * Math.log1p(d / x) + stirlingRest(z) - stirlingRest(x) - low;
}

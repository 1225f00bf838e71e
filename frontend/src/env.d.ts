/// <reference types="vite/client" />

// the one function of d3-contour that is used: it comes without types
declare module "d3-contour" {
  interface Contours {
    size(size: [number, number]): Contours;
    contour(values: ArrayLike<number>, threshold: number): { coordinates: [number, number][][][] };
  }
  export function contours(): Contours;
}

// How many points a line has.
export const LINE_POINTS = 101;

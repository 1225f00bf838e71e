/* summitry.h: the engine of summitry, for any language that can call C.
 *
 * Arrays of doubles in, arrays of doubles out; all belong to the caller and are contiguous, the last
 * index running fastest. No function keeps anything between calls: all may be called from any number of
 * threads. T1 to T6 are the sections of docs/theory.
 *
 * Every function returns SUMMITRY_OK or another code; then what it should have written is undefined.
 *
 * A MODEL is ten numbers, in the order of the columns of a table of models:
 *     alpha, beta, n, sigma, q, tau, rho, r, psi (may be infinite), k_max                        (T1)
 * n matters only where a threshold is reported. Values are not checked, except by summitry_solve_many.
 *
 * A CURVE (T2) is an array made by summitry_linear_curve or summitry_binomial_curve, or by the caller:
 *     kind (0 linear, 1 steps, 2 table), segments, k0, m(0), m(1),
 *     alpha, beta, noise, signal, three logarithms (linear only), size, length of the rest, lists
 * For steps the lists are V, 1 - V, M, k0*V - M, mass and weakness of each step, size + 1 numbers each.
 * For a table the last of these holds the edges of the panels, and density, weakness and slope of the
 * weakness at 17 Chebyshev-Lobatto nodes of each panel follow.
 *
 * A PLACE of a curve is a segment, counted from the strong end, and a coordinate x from -inf to +inf, in
 * which the visit probability grows. A POINT is what the curve is there, SUMMITRY_POINT numbers:
 *     v, 1 - v, kappa, nu - kappa, m, m - kappa, flat, steep, dv/dx          (v*m'(v) = steep/flat)
 *
 * An ASSESSMENT is SUMMITRY_ASSESSMENT numbers: open (1 or 0), F proposes (1 or 0), deal (1 or 0),
 * segment, x, price, C's cut-off after a visit, C's cut-off without one.                          (T5)
 *
 * A CERTIFICATE is five rows of three numbers: largest gain, visit probability or cut-off, price, for F's
 * visit rule, C's cut-off after a visit, C's cut-off without one, the proposal, the answer; and the largest
 * gain of a leader that counts as rounding.                                                       (T5)
 *
 * A COST LAW is how C's cost is distributed, K/k_max ~ G (T13.1): NULL if uniform on [0, 1], else a table of
 * polynomials of degree 8: how many panels, how far to shift the bits of an argument to the right to name its
 * panel, which names the first panels below and above 1/2 have, row of the first panel above 1/2 (0: none, the
 * law is not bounded by 1), largest argument, share of an argument within which differences are taken from one
 * panel, G there; then for each panel its middle m, the inverse w of half its width, the integral of G up to m,
 * nine coefficients of powers of (x - m)w. src/summitry/model/cost_table.py makes one.
 *
 * The NUMBERS of a profile are SUMMITRY_NUMBERS, in the order of summitry.model.variables.VARIABLES.
 * A PROPOSER is 0 for F, 1 for L.
 */
#ifndef SUMMITRY_H
#define SUMMITRY_H

#include <stdint.h>

#if defined(_WIN32)
#define SUMMITRY_API __declspec(dllexport)
#else
#define SUMMITRY_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SUMMITRY_OK = 0,
    SUMMITRY_OUT_OF_MEMORY = 1,
    SUMMITRY_TOO_SMALL = 2,   /* an array has no room for the answer */
    SUMMITRY_INTERRUPTED = 3, /* `cancel` became nonzero */
    SUMMITRY_BAD_ARGUMENT = 4,
    SUMMITRY_NO_INSTRUCTION_SET = 5 /* SUMMITRY_INSTRUCTION_SET names one that this machine has not */
};

enum {
    SUMMITRY_MODEL = 10,
    SUMMITRY_POINT = 9,
    SUMMITRY_ASSESSMENT = 8,
    SUMMITRY_NUMBERS = 20,
    SUMMITRY_CERTIFICATE = 16,
    SUMMITRY_OUTCOME = 10,
    SUMMITRY_TRACE = 15,
    SUMMITRY_DEAL = 15,
    SUMMITRY_SHAPE = 11,
    SUMMITRY_MIXED_NUMBERS = 30,
    SUMMITRY_OFFER = 13,
    SUMMITRY_OFFERS = 2,
    SUMMITRY_THRESHOLD = 13,
    SUMMITRY_VISITS = 33
};

/* ------------------------------------------------------------------------------------- the library */

/* Version of this interface. */
SUMMITRY_API int summitry_interface_version(void);

/* Name of the instruction set in use: "baseline", "avx2" or "avx512". Chosen when the library is loaded, or
 * by the environment variable SUMMITRY_INSTRUCTION_SET; NULL if that names none that this machine has. */
SUMMITRY_API const char *summitry_instruction_set(void);

/* ------------------------------------------------------------------------------------- curves (T2) */

/* Make the curve of the linear signal. noise is omega = (alpha+beta)/(alpha+beta+n), signal is 1 - omega.
 * `length` is set to how many numbers the curve has. */
SUMMITRY_API int summitry_linear_curve(double alpha, double beta, double noise, double signal,
                                       int64_t capacity, double *curve, int64_t *length);

/* Make the curve of A | theta ~ Binomial(n, theta). */
SUMMITRY_API int summitry_binomial_curve(double alpha, double beta, int64_t n, int64_t capacity,
                                         double *curve, int64_t *length);

/* List probabilities and weaknesses of A = n, n-1, ..., 0: n + 1 numbers each. */
SUMMITRY_API int summitry_binomial_atoms(double alpha, double beta, int64_t n, double *mass,
                                         double *weakness);

/* Evaluate a curve at coordinates (segment, x): points[field][i]. */
SUMMITRY_API int summitry_points(const double *curve, int64_t count, const double *segment,
                                 const double *x, double *points);

/* Find the coordinates of visit probabilities v, given 1 - v too. */
SUMMITRY_API int summitry_locate(const double *curve, int64_t count, const double *v, const double *vc,
                                 double *segment, double *x);

/* Find 1 - v; for the end of a step as the curve holds it. */
SUMMITRY_API int summitry_complement(const double *curve, int64_t count, const double *v, double *vc);

/* Find the lowest visiting signals at coordinates: n*b, or for steps the count from the weakest. */
SUMMITRY_API int summitry_threshold(const double *curve, double n, int64_t count, const double *segment,
                                    const double *x, double *threshold);

/* Make the solver's scan grid (which = 0) or the checker's (1). `size` is set to how many points it has;
 * with capacity 0 nothing else is written. rows[field][i]: the point, the segment, the coordinate. */
SUMMITRY_API int summitry_grid(const double *curve, int which, int64_t capacity, double *rows,
                               int64_t *size);

/* ------------------------------------------------------------------- payoffs and equations (T1 to T5) */

/* Payoffs of T1, out[i]: which = 0 removal probability (k, w); 1 L's payoff less Psi (removal probability,
 * price paid); 2 F's payoff from a visit (price, removal probability); 3 C's payoff from the cut-off k
 * (k, w); 4 chance of a challenge G(k) (k, not read). */
SUMMITRY_API int summitry_payoffs(const double *model, int which, int64_t count, const double *first,
                                  const double *second, double *out, const double *law);

/* The concession zeta(k, m) and the same less tau (T3): out[2][i]. */
SUMMITRY_API int summitry_concession(const double *model, int64_t count, const double *k,
                                     const double *m, double *out, const double *law);

/* Equations at points, out[6][i]: [F-eq] and [L-eq] (times flat), k_N - kappa, the highest price that L
 * pays, D(v), d(zeta)/dP at k = kappa. (T4, T5) */
SUMMITRY_API int summitry_equations(const double *model, int64_t count, const double *points,
                                    double *out, const double *law);

/* Deals at points against a conjecture (kappa*, k0 - kappa*, k_N - kappa*), out[6][i]: mean rise
 * k - kappa*, benefit, size of the terms, price, gain per visit W/v, slope of W times flat. (T5) */
SUMMITRY_API int summitry_deals(const double *model, const double *conjecture, int64_t count,
                                const double *points, double *out, const double *law);

/* Outcomes of profiles at points (T5), out[10][i]: removal after a visit, given S = 1, given S = 0, ex
 * ante, in isolation; payoffs of F, L given S = 1, L given S = 0, L in isolation, C. k_absent is C's
 * cut-off without a visit, not_salient her cut-off when S = 0. */
SUMMITRY_API int summitry_outcomes(const double *model, double k0, int64_t count, const double *points,
                                   const double *k_absent, const double *not_salient,
                                   const double *price, double *out, const double *law);

/* What follows unexpected deals against an assessment (T5), out[5][i]: visit probability, price, L's gain
 * over refusing, F's payoff, share of a higher price that F keeps. */
SUMMITRY_API int summitry_continuations(const double *model, const double *curve,
                                        const double *assessment, int64_t count, const double *segment,
                                        const double *x, double *out, const double *law);

/* The model along its curve, C expecting the deal of each point, out[15][i]: threshold, v, 1 - v,
 * concession, kappa, k_N, removal after a visit, after none, in the open, given S = 1, given S = 0;
 * payoffs of F, of L given S = 1, of L in isolation; removal in isolation. */
SUMMITRY_API int summitry_trace(const double *model, const double *curve, int64_t count,
                                const double *segment, const double *x, double *out,
                                const double *law);

/* ------------------------------------------------------------------------------------ one model (T5) */

/* Find every candidate of closed bargaining, judge it, and certify those that stand.
 *
 * belief is the weakness read into an unexpected visit with unseen price, below is k0 less it.
 * table[i] is kind (-1 no deal, 0 inside a segment, 1 end of a segment), segment, x, refuted (1 or 0);
 * numbers[i] and certificates[i] are written where refuted is 0. special is set to 1 where visits exist
 * only as a limit (summitry_limit), to 2 where F's price is unbounded, else to 0. */
SUMMITRY_API int summitry_solve(const double *model, const double *curve, int proposer, double belief,
                                double below, int64_t capacity, int64_t *count, double *table,
                                double *numbers, double *certificates, int *special,
                                const double *law);

/* Report and certify one candidate (kind, segment, x). */
SUMMITRY_API int summitry_certify(const double *model, const double *curve, int open, int proposer,
                                  double belief, double below, const double *candidate, double *numbers,
                                  double *certificate, const double *law);

/* Certify any assessment. */
SUMMITRY_API int summitry_check(const double *model, const double *curve, const double *assessment,
                                double *certificate, const double *law);

/* Report the limit v = 1, z = z(1) as Psi grows. sequence[4][6]: Psi, v, 1 - v, z, largest gain, allowed
 * gain of the profile with most visits at four large Psi; exact is set to whether all four are equilibria. */
SUMMITRY_API int summitry_limit(const double *model, const double *curve, int proposer, double belief,
                                double below, double *numbers, double *certificate, double *sequence,
                                int *exact, const double *law);

/* Off-path beliefs, out[4]: whether no visits stands if an unseen-price visit is read as the strongest
 * signal, as the prior (1 or 0); the smallest belief that supports it, and k0 less it (NaN: none does). */
SUMMITRY_API int summitry_off_path_beliefs(const double *model, const double *curve, double *out,
                                           const double *law);

/* Every equilibrium in mixed strategies of closed bargaining at finite psi (T11), besides the pure ones, which are
 * those of summitry_solve: pure_table is [pure_count][4], as its table.
 *
 * `profiles` is [count][SUMMITRY_MIXED_NUMBERS]: the NUMBERS, where v is V = Pr(visit | S = 1) and what belongs
 * to one deal is NaN where there are two; then kind (0 no visits, 1 visits, 2 limit, 3 two offers, 4 one deal
 * that is struck at times, 5 two that are), index (1, -1 for a tipping point, 0 for no visits that no mixture
 * comes near), and for each of SUMMITRY_OFFERS offers the probabilities that it is struck and accepted, v and
 * price. `offers` is [count][SUMMITRY_OFFERS][SUMMITRY_OFFER]: probabilities that it is struck, offered,
 * accepted; v, 1 - v, kappa, price, price less tau, threshold, share, F's payoff, segment, x. `certificates`
 * are as in summitry_solve. `pure_indices` has room for pure_count numbers; the first are those of the candidates in
 * pure_table that are not refuted. `unexplained` counts changes of sign that no equilibrium explains: if it is not 0
 * the list may be incomplete. */
SUMMITRY_API int summitry_mixed(const double *model, const double *curve, int proposer, int64_t pure_count,
                                const double *pure_table, int64_t capacity, int64_t *count,
                                double *profiles, double *offers, double *certificates,
                                double *pure_indices, int *unexplained, const double *law);

/* Every equilibrium with visits when F proposes with probability power, else L (T13.3): psi finite,
 * 0 < power < 1. Arrays as for summitry_mixed, with kind 3 and index 0; F's deal is the first offer, L's the
 * second. Beyond `capacity` profiles are left out. */
SUMMITRY_API int summitry_random_proposer(const double *model, const double *curve, double power,
                                          int64_t capacity, int64_t *count, double *profiles,
                                          double *offers, double *certificates, const double *law);

/* Find the deal of open bargaining (T13.1): candidate is kind (-1: no deal, as always under the uniform law),
 * segment, x. is_limit is set to whether at psi = inf F's demands rise to v = 1 without an end. */
SUMMITRY_API int summitry_open_deal(const double *model, const double *curve, int proposer,
                                    double *candidate, int *is_limit, const double *law);

/* Largest gain of L from a deal that C sees (T4). */
SUMMITRY_API int summitry_open_gain(const double *model, const double *curve, double *gain,
                                    const double *law);

/* --------------------------------------------------------------------------------------- many models */

/* What summitry_solve_many is asked for. */
typedef struct {
    const double *table;      /* rows x SUMMITRY_MODEL */
    int64_t rows;             /* of the whole table, and of the answers */
    const int64_t *chosen;    /* which rows to solve, or NULL: first to before stop */
    int64_t first, stop;      /* of the rows, or of `chosen` */
    int information;          /* 0 linear, 1 binomial, 2 the curve below for all rows */
    const double *curve;      /* for information 2, else NULL */
    const double *lowest;     /* domain of each column: SUMMITRY_MODEL numbers */
    const double *highest;
    const double *may_be_infinite; /* 1 or 0 */
    int protocols;            /* how many */
    const int64_t *protocol;  /* 0 closed, F proposes; 1 closed, L proposes; 2 open, L proposes; 3 open, F */
    int belief_rule;          /* unseen-price visits are read as: 0 strongest signal, 1 prior, 2 `belief`,
                                 3 the smallest belief that supports no visits, if none the strongest signal */
    double belief;
    int64_t slots;            /* equilibria to write for each row */
    int64_t columns;          /* how many of the numbers, and which */
    const int64_t *column;
    int mixed;                /* 1: equilibria in mixed strategies too; rows are those of summitry_mixed */
    const double *law;        /* of C's cost, of all rows */
} summitry_request;

/* Where the answers go. */
typedef struct {
    int8_t *status;    /* protocols x rows: 0 none, 1 one, 2 several, 3 limit, 4 unbounded, 5 undecided,
                          6 no model */
    int64_t *count;    /* protocols x rows: how many equilibria, also beyond the slots */
    double *numbers;   /* slots x protocols x rows x columns; NaN where there is no equilibrium */
} summitry_answers;

/* Solve rows of a table. A block of rows knows nothing of the others: threads may share a table.
 * cancel, if not NULL, is read between groups of rows; when it is nonzero the rest is not solved. */
SUMMITRY_API int summitry_solve_many(const summitry_request *request, const summitry_answers *answers,
                                     const volatile int *cancel);

/* ------------------------------------------------------------------- equilibria by F's cost (T12) */

/* The largest tau at which each model with a linear signal has an equilibrium with visits; its own tau is not
 * read. out[row][SUMMITRY_THRESHOLD]: the threshold (0 if no cost has one), what binds there (0 never, 1 two
 * roots meet, 2 visits vanish, 3 the own deal, 4 a deal elsewhere, 5 the deal with certain visits), v there,
 * and the threshold's derivatives in the SUMMITRY_MODEL columns of the table. Not certified: SUMMITRY_OK means
 * that the solver's own search was done; see summitry_solve_many. */
SUMMITRY_API int summitry_cost_thresholds(const double *table, int64_t rows, int proposer, double *out);

/* The equilibrium with most visits at `each` costs of every model with a linear signal: cost[row][j].
 * out[row][j][SUMMITRY_VISITS]: v, kappa, k_N, and the derivatives of each in the columns of the table; with
 * slopes = 0 out[row][j][3], the first three. NaN where no equilibrium has visits. Judged by the solver's search, not certified. */
SUMMITRY_API int summitry_visits_at_costs(const double *table, int64_t rows, int proposer, int64_t each,
                                          const double *cost, int slopes, double *out);

/* --------------------------------------------------------------------- the visit subgame (T3, T4), A.4 */

/* Deals that C knows, for many models: out[row][j][SUMMITRY_DEAL]. With curve = NULL every row has its own
 * linear signal. by_price = 0: first is v, second is 1 - v; 1: first is a price, and second is not read.
 * A deal is v, 1 - v, kappa, nu - kappa, nu, m, price, price less tau, threshold, D(v), k0^2/c, L's gain
 * over isolation, F's payoff, k_N if C expects it behind closed doors, d(zeta)/dP. */
SUMMITRY_API int summitry_known_deals(const double *table, int64_t rows, const double *curve,
                                      int by_price, int64_t each, const double *first,
                                      const double *second, double *out, const double *law);

/* Find the coordinate (segment, x) of the deal that a price induces: invert z(v) (Prop. 1). */
SUMMITRY_API int summitry_coordinate_of_price(const double *model, const double *curve, double price,
                                         double *coordinate, const double *law);

/* What is true all along the curve of each model, out[row][SUMMITRY_SHAPE]: k0, m(0), m(1), z(0), z(1), the
 * least relative rise of z - tau, of kappa, of nu between grid points; the least of D/(k0^2/c) - 1, the most
 * of |D - k0^2/c - v(1-v)(nu-kappa)^2/c| per k0^2/c, the least loss of L from an open deal per Psi + z. */
SUMMITRY_API int summitry_shapes(const double *table, int64_t rows, const double *curve, double *out,
                                 const double *law);

/* How far F's rule "visit iff the type is at least as strong as the marginal one" pays at the prices of
 * given v, less a share of them: the least gain over its opposite, relative to the stakes (Lemma 1). */
SUMMITRY_API int summitry_visit_rules(const double *table, int64_t rows, const double *curve,
                                      int64_t each, const double *v, const double *vc, double less,
                                      double *out, const double *law);

/* What an F who knows its signal loses at least by a lower demand than the pooling one z, or with higher = 1
 * by a higher one if it were accepted; relative to the stakes (A.4). */
SUMMITRY_API int summitry_informed_demands(const double *table, int64_t rows, const double *curve,
                                           int64_t each, const double *v, const double *vc,
                                           const double *z, int higher, double *out,
                                           const double *law);

#ifdef __cplusplus
}
#endif

#endif

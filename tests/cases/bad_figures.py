"""Bad calls of the `prepare` functions, each with the whole message that a user must see."""

import summitry as sm
from summitry import figures

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
NONE = MODEL.replace(tau=0.3, psi=4)
AXES = "alpha, beta, n, sigma, q, tau, rho, r, psi, k_max, prior_mean, prior_evidence"
BAD = [
    (
        lambda: figures.prepare_lines(MODEL, "sigmma", points=1),
        "prepare_lines: 2 faults\n"
        "  1. points = 1 is out of range. It must be from 2 to 100000, for example points=200.\n"
        f"  2. parameter = 'sigmma' is no axis. The axes are {AXES}. Did you mean sigma?",
    ),
    (
        lambda: figures.prepare_lines(MODEL, "q", span=(0.5, 1.5)),
        "prepare_lines: the range of parameter: q = 1.5 is above 1. q, the concession transparency, "
        "i.e. the chance that C sees the concession after a visit, must be a number from 0 to 1. "
        "Choose a number in this range, for example q = 0.6.",
    ),
    (
        lambda: figures.prepare_lines(MODEL, "q", span=(0.5, 0.5)),
        "prepare_lines: the range of parameter runs from 0.5 to 0.5. The second must be above the first.",
    ),
    (
        lambda: figures.prepare_lines(MODEL, "q", span=0.5),
        "prepare_lines: the range of parameter = 0.5 is not two numbers. Write for example (0.1, 0.9).",
    ),
    (
        lambda: figures.prepare_lines(MODEL, "q", log=True),
        "prepare_lines: parameter: a log axis of q cannot start at 0. Start above 0, or leave log out.",
    ),
    (
        lambda: figures.prepare_lines(MODEL, "psi", span=(1, "inf")),
        "prepare_lines: the range of parameter: psi = inf is no point of an axis. Give a finite number.",
    ),
    (
        lambda: figures.prepare_lines(MODEL, "q", protocols=("F", "closed")),
        "prepare_lines: protocols = 'closed' is unknown. It must be one of 'open', 'F', 'L'. "
        "Write for example protocols='open'.",
    ),
    (
        lambda: figures.prepare_map(MODEL, "q", "q", nx=True),
        "prepare_map: 2 faults\n"
        "  1. nx = True is a yes/no value. Give a whole number, for example nx=200.\n"
        "  2. x and y are both 'q'. A map needs two different parameters.",
    ),
    (
        lambda: figures.prepare_map(MODEL, protocols="open"),
        "prepare_map: protocols = 'open' is unknown. It must be one of 'F', 'L'. "
        "Write for example protocols='F'.",
    ),
    (
        lambda: figures.prepare_open(3),
        "prepare_open: model = 3 is a number, not a Model. It may be a Model, a scenario or its name, a "
        "dictionary of parameters, or a frame with one row. Write for example Model(alpha=2, ...) or "
        '"trump-zelensky-2019".',
    ),
    (
        lambda: figures.prepare_closed(MODEL, points=1.5),
        "prepare_closed: points = 1.5 is not a whole number. Give a whole number, for example points=200.",
    ),
    (
        lambda: figures.prepare_landscape(MODEL),
        "prepare_landscape: solution = Model(alpha=2, beta=3, n=12, sigma=0.35, q=0.6, tau=0.1, rh… is not a "
        "Solution. Write for example prepare_landscape(summitry.solve(model)).",
    ),
    (
        lambda: figures.prepare_landscape(sm.solve(MODEL), equilibrium=1, span=(0.2, 0.1)),
        "prepare_landscape: 2 faults\n"
        "  1. equilibrium = 1 does not exist. The solution has 1, counted from 0. "
        "Write for example equilibrium=0.\n"
        "  2. span = (0.2, 0.1) is not a range of visit probabilities. Write for example (0.9, 1).",
    ),
    (
        lambda: figures.prepare_timeline(sm.solve(NONE, proposer="F")),
        "prepare_timeline: equilibrium = 0 does not exist. closed bargaining, F proposes: "
        "no pure-strategy equilibrium exists under this off-path rule.",
    ),
    (
        lambda: figures.prepare_payoffs(MODEL, solutions=[sm.solve(NONE)]),
        "prepare_payoffs: solutions belong to another model. "
        "Give the solutions of this one, or leave them out.",
    ),
]

"""`solve_many`: what `solve` says, row by row, whatever the order, the threads or the neighbours."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray

import summitry as sm
from summitry.batch.table import protocol_codes, solve_table
from summitry.model import cost_table
from summitry.model.parameters import FIELDS
from summitry.model.variables import VARIABLES

BASE = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
CODES = {
    "NONE": 0,
    "ONE": 1,
    "SEVERAL": 2,
    "LIMIT": 3,
    "UNBOUNDED": 4,
    "UNDECIDED": 5,
    "INVALID": 6,
    "MISSING": 7,
}


def draws(rows: int, seed: int) -> dict[str, np.ndarray]:
    """Random fields, with limits among them: Ψ = ∞, and σ, q, r at 0 and 1."""
    rng = np.random.default_rng(seed)
    fields = {
        "alpha": np.exp(rng.uniform(-1, 3, rows)), "beta": np.exp(rng.uniform(-1, 3, rows)),
        "n": rng.integers(1, 20, rows).astype(float), "tau": rng.uniform(0, 1, rows),
        "rho": rng.uniform(0.01, 2, rows), "r": rng.uniform(0, 1, rows), "sigma": rng.uniform(0, 1, rows),
        "q": rng.uniform(0, 1, rows), "psi": 2 * 1000 ** rng.uniform(0, 1, rows),
        "k_max": rng.uniform(1, 5, rows),
    }  # fmt: skip
    for name, value in (("psi", np.inf), ("sigma", 1.0), ("q", 0.0), ("r", 1.0), ("sigma", 0.0)):
        fields[name][rng.random(rows) < 0.1] = value
    return fields


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()], ids=["linear", "binomial"])
@pytest.mark.parametrize(
    ("bargaining", "proposer"), [("closed", "F"), ("closed", "L"), ("open", "L")]
)
def test_every_row_is_what_solve_says(information, bargaining, proposer):
    fields = draws(60, 7)
    many = sm.solve_many(fields, bargaining=bargaining, proposer=proposer, information=information)
    for row in range(60):
        model = sm.Model(
            **{name: values[row] for name, values in fields.items()}, information=information
        )
        one = sm.solve(model, bargaining=bargaining, proposer=proposer)
        here = many.isel(point=row)
        assert int(here.status) == CODES[one.status.name]
        assert int(here.equilibrium_count) == len(one.equilibria)
        for name in VARIABLES:
            expected = [
                math.nan if (x := getattr(eq, name)) is None else x for eq in one.equilibria
            ]
            found = here[name].values
            assert np.array_equal(found[: len(expected)], expected, equal_nan=True), name
            assert np.isnan(found[len(expected) :]).all()


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()], ids=["linear", "binomial"])
def test_bits_do_not_depend_on_threads_order_or_neighbours(information):
    fields = draws(9000, 3) if isinstance(information, sm.Linear) else draws(300, 3)
    rows = fields["q"].size
    one = sm.solve_many(fields, proposer="both", information=information, threads=1)
    two = sm.solve_many(fields, proposer="both", information=information, threads=2)
    xarray.testing.assert_identical(one, two)
    order = np.random.default_rng(1).permutation(rows)[: rows // 3]
    some = sm.solve_many(
        {name: values[order] for name, values in fields.items()}, proposer="both",
        information=information, equilibria=one.sizes["equilibrium"],
    )  # fmt: skip
    xarray.testing.assert_identical(one.isel(point=order), some)


def test_the_table_of_a_law_lives_as_long_as_the_engine_reads_it(monkeypatch):
    law, fields = sm.Beta(2, 3), draws(9000, 5)
    expected = sm.solve_many(fields, cost=law, threads=1)
    # As if threads asked at the same moment: each makes a table of its own, which no cache keeps.
    monkeypatch.setattr(cost_table, "panels_of", cost_table.panels_of.__wrapped__)
    xarray.testing.assert_identical(expected, sm.solve_many(fields, cost=law, threads=2))


@pytest.mark.parametrize("names", [("open", "F", "L"), ("L", "open", "F"), ("F", "open")])
def test_protocols_solved_together_are_as_alone_in_any_order(names):
    row = np.array([[BASE.get(field.name, 1.0) for field in FIELDS]], float)
    codes = {
        name: protocol_codes(
            "open" if name == "open" else "closed", name[-1] if name != "open" else "L"
        )
        for name in names
    }
    together = solve_table(row, sm.Linear(), np.concatenate([codes[name] for name in names]))
    for place, name in enumerate(names):
        alone = solve_table(row, sm.Linear(), codes[name])
        assert together.status[place, 0] == alone.status[0, 0] == 1
        assert together.numbers[:, place] == pytest.approx(alone.numbers[:, 0], nan_ok=True)


def test_a_bad_row_gets_a_status_and_its_neighbours_their_answers():
    sigma = [0.35, -0.1, math.nan, 1.5, 0.35]
    rho = [0.8, 0.8, 0.8, 0.8, -1.0]
    many = sm.solve_many(BASE | {"sigma": sigma, "rho": rho}, proposer="F")
    assert many.status.values.tolist() == [1, 6, 7, 6, 6]
    assert many.concession.values[0, 0] == pytest.approx(0.627452316266, rel=1e-10)  # T10
    assert np.isnan(many.concession.values[1:]).all()


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_row_is_invalid_exactly_where_a_model_refuses_it(field):
    borders = [field.lower, field.upper, field.smallest, field.largest, 0.0, 1.0]
    around = [np.nextafter(b, end) for b in borders for end in (-np.inf, np.inf)]
    values = np.array([*borders, *around, -1.0, math.inf, -math.inf, math.nan])
    status = sm.solve_many(BASE | {field.name: values}, proposer="F")["status"].values
    refused = []
    for value in values:
        try:
            sm.Model(**BASE | {field.name: float(value)})
            refused.append(False)
        except sm.InputError:
            refused.append(True)
    assert (np.isin(status, [CODES["INVALID"], CODES["MISSING"]]) == refused).all()
    assert ((status == CODES["MISSING"]) == np.isnan(values)).all()
    assert True in refused and False in refused


def test_rows_whose_signals_cannot_be_read_so_leave_those_before_them_alone():
    # models wait to be solved together; those that turn out to be none must not take their places
    fields, reading = draws(400, 5), 0.9
    many = sm.solve_many(fields, proposer="F", off_path=reading)
    status = many["status"].values
    assert 200 < np.count_nonzero(status == CODES["INVALID"]) < 380
    for row in np.flatnonzero(status != CODES["INVALID"]):
        alone = {name: values[row : row + 1] for name, values in fields.items()}
        one = sm.solve_many(
            alone, proposer="F", off_path=reading, equilibria=many.sizes["equilibrium"]
        )
        xarray.testing.assert_identical(many.isel(point=[row]), one)


def test_price_that_cannot_depend_on_the_signal_is_no_model():
    many = sm.solve_many(BASE | {"rho": 0.0, "tau": [0.0, 0.1], "r": 0.4})
    assert many.status.values.tolist() == [6, 1]


DISPUTED = {
    "linear": (sm.Linear(), "F", dict(
        alpha=1077.0497948901502, beta=1913.6565287749554, n=0.020116755615846037, sigma=0.775280645871898,
        q=0.1375189196680905, tau=0.05674617475258403, rho=1.029948471728107, r=0.37080744942733745,
        psi=425053.1363158077, k_max=1.865245139936961)),
    "coin flips": (sm.Binomial(), "L", dict(
        alpha=0.006241286987151788, beta=708.6070080564252, n=3, sigma=0.8450319239782241,
        q=0.5704648096254262, tau=0.22591134055187023, rho=0.6849327873281912, r=0.8514211648070645,
        psi=336588133810.4616, k_max=2.4856725881991673)),
}  # fmt: skip


@pytest.mark.parametrize("name", DISPUTED)
def test_where_solver_and_checker_disagree_a_table_claims_nothing(name):
    """Signals that tell next to nothing: whether a deal pays is rounding, which the two judge differently."""
    information, proposer, fields = DISPUTED[name]
    others = {field: np.array([value, value, 1.1 * value]) for field, value in fields.items()}
    others |= {field: np.array([0.5, fields[field], 0.5]) for field in ("sigma", "q", "r")}
    others |= {"n": np.full(3, fields["n"]), "psi": np.array([30.0, fields["psi"], 3.0])}
    answer = sm.solve_many(others, proposer=proposer, information=information)
    statuses = answer["status"].values.tolist()
    assert statuses[1] == sm.Status.UNDECIDED.code
    assert sm.Status.UNDECIDED.code not in (statuses[0], statuses[2])
    alone = sm.solve(sm.Model(**fields, information=information), proposer=proposer)
    assert alone.status is sm.Status.UNDECIDED


def test_labels_travel_and_plots_label_themselves():
    sigma = xarray.DataArray([0.1, 0.5], dims="sigma", coords={"sigma": [0.1, 0.5]})
    q = xarray.DataArray([0.2, 0.6, 1.0], dims="q", coords={"q": [0.2, 0.6, 1.0]})
    many = sm.solve_many(BASE | {"sigma": sigma, "q": q}, proposer="both")
    assert many.concession.dims == ("proposer", "sigma", "q", "equilibrium")
    assert many.concession.attrs["long_name"] == "concession"
    assert many.sel(proposer="F", sigma=0.1, q=0.6).status == 1
    # [F-eq] does not contain q (T5)
    price = many.concession.sel(proposer="F").isel(equilibrium=0)
    assert np.nanmax(price.max("q") - price.min("q")) < 1e-12


def test_fewer_slots_keep_the_count():
    # T5's model with three equilibria, and T10's with one
    three = dict(alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778,
                 q=0.7715, psi=1312.86)  # fmt: skip
    fields = {name: [three[name], BASE[name]] for name in BASE}
    every = sm.solve_many(fields, proposer="F")
    few = sm.solve_many(fields, proposer="F", equilibria=1)
    assert every.equilibrium_count.values.tolist() == [3, 1]
    assert few.equilibrium_count.values.tolist() == [3, 1]
    assert every.sizes["equilibrium"] == 3
    assert few.visit_probability.values[0] == [0.0]


def test_atoms_need_no_precision_and_must_fit_the_prior():
    atoms = sm.Atoms([0.5, 0.5], [0.5, 0.7])
    fields = {name: value for name, value in BASE.items() if name != "n"}
    many = sm.solve_many(fields | {"beta": [3.0, 4.0]}, information=atoms)
    assert many.status.values.tolist()[1] == 6
    one = sm.solve(sm.Model(**fields, information=atoms))
    assert many.equilibrium_count.values[0] == len(one.equilibria)


BAD = {
    "typo": (BASE | {"sigm": 0.1}, {}, "sigm is no field of a model. Did you mean sigma?"),
    "missing": ({"alpha": 2}, {}, "beta, n, sigma, q, tau, rho, r, psi missing."),
    "text": (BASE | {"q": ["a", "b"]}, {}, "q[0] = 'a' is text, not a number. q, the concession"),
    "shapes": (BASE | {"q": np.zeros(3), "tau": np.zeros(4)}, {}, "do not broadcast"),
    "proposer": (
        BASE, {"proposer": "C"}, "'both' (each in turn) or 'random' (see power)."
    ),
    "threads": (BASE, {"threads": 0}, "threads = 0 is out of range. It must be at least 1"),
    "slots": (BASE, {"equilibria": 1.5}, "equilibria = 1.5 is not a whole number. Give a whole number"),
    "off path": (BASE, {"off_path": "weakest"}, "off_path = 'weakest' is not an off-path rule."),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_one_clear_error(fault):
    fields, options, says = BAD[fault]
    with pytest.raises(sm.InputError) as caught:
        sm.solve_many(fields, **options)
    assert says in str(caught.value)


def test_all_faults_are_named_at_once():
    with pytest.raises(sm.InputError) as caught:
        sm.solve_many(BASE | {"sigm": 0.1, "q": "much"}, proposer="C", threads=-1)
    assert len(caught.value.faults) == 4


def test_no_rows_are_no_error():
    assert sm.solve_many(BASE | {"q": np.zeros(0)}).sizes["point"] == 0


def test_binomial_rows_of_any_n_stand_beside_each_other():
    # whole n, one that is no number of coin flips, one too many to list, one alone
    n = [12.0, 12.5, 3.0, 3.0, 2e6, 1.0]
    many = sm.solve_many(BASE | {"n": n}, information=sm.Binomial(), proposer="both")
    assert (many.status.values == CODES["INVALID"]).any(0).tolist() == [
        False,
        True,
        False,
        False,
        True,
        False,
    ]
    for row in (0, 2, 3, 5):
        model = sm.Model(**(BASE | {"n": n[row]}), information=sm.Binomial())
        for proposer in "FL":
            found = sm.solve(model, proposer=proposer).equilibria
            here = many.sel(proposer=proposer).isel(point=row)
            assert int(here.equilibrium_count) == len(found)
            assert here.visit_probability.values[: len(found)].tolist() == [
                eq.visit_probability for eq in found
            ]


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial(), sm.Article()], ids=str)
def test_variables_that_are_asked_for_are_those_of_all_in_that_order(information):
    fields = draws(200 if isinstance(information, sm.Linear) else 20, 11)
    every = sm.solve_many(fields, proposer="both", information=information)
    names = ["max_gain", "concession", "payoff_C"]
    some = sm.solve_many(fields, proposer="both", information=information, variables=names)
    assert list(some.data_vars) == ["status", "equilibrium_count", *names]
    xarray.testing.assert_identical(every[list(some.data_vars)], some)
    assert some["concession"].attrs["symbol"] == "z"


def test_all_variables_may_be_asked_for_in_any_order():
    fields = draws(100, 11)
    every = sm.solve_many(fields, proposer="both")
    names = list(VARIABLES)[::-1]
    some = sm.solve_many(fields, proposer="both", variables=names)
    assert list(some.data_vars) == ["status", "equilibrium_count", *names]
    xarray.testing.assert_identical(every[list(some.data_vars)], some)


def test_no_variable_at_all_still_counts_equilibria():
    fields = draws(50, 11)
    every = sm.solve_many(fields, proposer="L")
    counts = sm.solve_many(fields, proposer="L", variables=())
    assert list(counts.data_vars) == ["status", "equilibrium_count"]
    xarray.testing.assert_identical(every[["status", "equilibrium_count"]], counts)


def test_more_slots_than_usual_hold_the_variables_that_are_asked_for():
    # steps have up to a dozen equilibria: more than the slots that are made at first
    rng = np.random.default_rng(9)
    fields = draws(400, 12) | {"n": np.full(400, 3.0), "q": rng.uniform(0, 0.2, 400)}
    every = sm.solve_many(fields, proposer="L", information=sm.Binomial())
    names = ["visit_probability", "max_gain"]
    some = sm.solve_many(fields, proposer="L", information=sm.Binomial(), variables=names)
    xarray.testing.assert_identical(every[list(some.data_vars)], some)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ("concession", ["'concession' is no list of names", "variables=['concession'"]),
        (3, ["variables = 3 is no list of names"]),
        (["consession", "max_gain", "max_gain"], ["Did you mean concession?", "max_gain more than once"]),
        (["status"], ["'status', which is none", "always there"]),
    ],
)  # fmt: skip
def test_variables_that_are_none_are_refused(variables, words):
    with pytest.raises(sm.InputError) as caught:
        sm.solve_many(BASE, variables=variables)
    for word in words:
        assert word in str(caught.value)

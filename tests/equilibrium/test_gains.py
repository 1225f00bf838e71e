"""Who gains: one word for each answer, the same for one model and for many (T5, "Ex ante")."""

from __future__ import annotations

import math

import pytest

import summitry as sm
from cases.bad_gains import BAD

BASE = {
    "alpha": 2, "beta": 3, "n": 12, "tau": 0.1, "rho": 0.8, "r": 0.4, "sigma": 0.35, "q": 0.6,
    "psi": 30,
}  # fmt: skip
THREE = {
    "alpha": 10.908, "beta": 0.4495, "n": 5.254, "tau": 0.5899, "rho": 0.6174, "r": 0.1283,
    "sigma": 0.9778, "q": 0.7715, "psi": 1312.86,
}  # fmt: skip
# T5: with F proposing cursed iff σ > 0; with σ = 0 L pays her whole gain; T5's example of three; Ψ = ∞
CASES = [
    (BASE, "F", sm.Gains.CURSE),
    (BASE | {"sigma": 0}, "F", sm.Gains.NEUTRAL),
    (BASE, "L", sm.Gains.MUTUAL),
    (BASE | {"psi": 0.5}, "L", sm.Gains.NO_DEAL),
    (BASE | {"tau": 0.3, "psi": 4}, "F", sm.Gains.NONE),
    (THREE, "F", sm.Gains.SEVERAL),
    (THREE, "L", sm.Gains.SEVERAL),
    (BASE | {"psi": math.inf}, "F", sm.Gains.LIMIT),
    (BASE | {"psi": math.inf, "sigma": 1}, "F", sm.Gains.LIMIT),
]


@pytest.mark.parametrize(("fields", "proposer", "expected"), CASES)
def test_one_word_for_one_model_and_for_many(fields, proposer, expected):
    assert sm.who_gains(sm.solve(sm.Model(**fields), proposer=proposer)) is expected
    codes = sm.who_gains(sm.solve_many(fields, proposer=proposer))
    assert int(codes) == expected.code
    assert codes.attrs["flag_meanings"].split()[int(codes)] == expected.name


def test_the_words_of_an_equilibrium_agree_with_its_own_properties():
    for fields, proposer, word in CASES[:4]:
        eq = sm.solve(sm.Model(**fields), proposer=proposer).equilibrium
        assert eq.is_resource_curse == (word is sm.Gains.CURSE)
        assert eq.is_mutually_beneficial == (word is sm.Gains.MUTUAL)


def test_dimensions_and_labels_of_a_dataset_are_kept():
    codes = sm.who_gains(sm.solve_many(BASE | {"q": [0.1, 0.2, 2.0]}, proposer="both"))
    assert codes.dims == ("proposer", "point")
    assert codes.sel(proposer="L").values.tolist() == [
        sm.Gains.MUTUAL.code, sm.Gains.MUTUAL.code, sm.Gains.UNANSWERED.code
    ]  # fmt: skip
    assert codes.attrs["long_name"] == "who gains over isolation when F wants a favour"
    assert codes.attrs["flag_values"] == list(range(len(sm.Gains)))


def test_open_bargaining_is_no_deal():
    assert sm.who_gains(sm.solve(sm.Model(**BASE), bargaining="open")) is sm.Gains.NO_DEAL


def test_every_word_has_a_label():
    assert len({word.label for word in sm.Gains}) == len(sm.Gains)
    assert [word.code for word in sm.Gains] == list(range(len(sm.Gains)))


@pytest.mark.parametrize(("make", "message"), BAD)
def test_what_is_no_answer_is_refused(make, message):
    with pytest.raises(sm.InputError) as error:
        sm.who_gains(make(sm.solve_many(BASE)))
    assert str(error.value) == message


def test_the_only_equilibrium_may_be_mixed():
    """Coin flips for a signal (T11): none in pure strategies, one in mixed ones, and L gains 0.3331."""
    model = sm.Model(
        alpha=13.1, beta=8.23, n=1, sigma=0.699, q=0.583, tau=0.171, rho=1.93, r=0.488, psi=844,
        k_max=2.69, information=sm.Binomial(),
    )  # fmt: skip
    assert sm.who_gains(sm.solve(model)) is sm.Gains.NONE
    mixed = sm.solve(model, strategies="mixed")
    (eq,) = mixed.mixed
    assert sm.who_gains(mixed) is sm.Gains.MUTUAL
    assert eq.payoff_F > 0.0 and eq.payoff_L_salient > eq.payoff_L_isolated

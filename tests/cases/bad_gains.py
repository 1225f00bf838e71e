"""What is no answer, with the whole message that a user must see."""

ADVICE = (
    "It must be what solve or solve_many gives. Write for example "
    "who_gains(solve_many({...}, proposer='both'))."
)
BAD = [
    (lambda answer: 3, f"who_gains: answer is a number. {ADVICE}"),
    (lambda answer: None, f"who_gains: answer is no value. {ADVICE}"),
    (lambda answer: answer["concession"], f"who_gains: answer is an array. {ADVICE}"),
    (
        lambda answer: answer.drop_vars(["status", "payoff_F"]),
        f"who_gains: answer is a dataset without status, payoff_F. {ADVICE}",
    ),
]

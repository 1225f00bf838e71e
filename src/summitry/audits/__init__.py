"""Every claim of the article judged over the whole parameter space (T8).

In: claims, a number of points and an information structure. Out: an `Audit` with one verdict for each claim,
its counterexamples and the condition under which it holds; also as a page of HTML.
"""

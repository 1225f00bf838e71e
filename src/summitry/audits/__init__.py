"""Every claim of the article judged over the whole parameter space (T8).

In: claims, a number of points and a budget for attacks. Out: an `Audit` with one verdict for each claim, its
counterexamples and the conditions under which it holds; also as a page of HTML.
"""

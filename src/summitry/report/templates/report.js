// Unfold what a link points to, and everything before printing; search the statements. Without this script
// the page has no search, and sections unfold by hand.
"use strict";
{
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const unfold = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!goal) return;
    if (goal.closest("[hidden]")) clear();
    const folded = [];
    for (let node = goal; node; node = node.parentElement)
      if (node.localName === "details" && !node.open) folded.push(node);
    for (const node of folded) node.open = true;
    if (folded.length) goal.scrollIntoView();
  };
  const form = document.getElementById("filter");
  const search = () => {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = form.verdict.value;
    let shown = 0;
    for (const group of all(".group")) {
      let found = 0;
      for (const row of all("tr[data-verdict]", group)) {
        const text = row.textContent.toLowerCase();
        row.hidden =
          (verdict && row.dataset.verdict !== verdict) || !words.every((word) => text.includes(word));
        found += !row.hidden;
      }
      group.hidden = !found;
      group.open = found > 0 && (verdict !== "" || words.length > 0);
      shown += found;
    }
    form.querySelector("output").value = `${shown} of ${all("tr[data-verdict]").length} statements`;
  };
  const clear = () => {
    form.reset();
    search();
  };
  form.hidden = false;
  form.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const link of all("[data-show]"))
    link.addEventListener("click", () => {
      form.words.value = "";
      form.verdict.value = link.dataset.show;
      search();
    });
  search();
  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => {
    for (const node of all("details:not(.raw,.result)")) node.open = true;
  });
  unfold();
}

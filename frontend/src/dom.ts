// Elements by hand: a node from a name, its attributes and its children. Text is always a text node, so
// that nothing a server says can become markup; and no style attribute is ever written, because the
// page's content policy forbids it.

export type Child = Node | string | null | undefined | false;
export type Attrs = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

const SVG = "http://www.w3.org/2000/svg";

function fill(node: Element, attrs: Attrs, children: Child[]): void {
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value as unknown as EventListener);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) node.append(child);
}

/** An HTML element; an attribute whose value is a function listens to the event of that name. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attrs: Attrs = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  fill(node, attrs, children);
  return node;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  name: K,
  attrs: Attrs = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, name) as SVGElementTagNameMap[K];
  fill(node, attrs, children);
  return node;
}

/** Replace a node's children only if that changes its text, so that screen readers are not disturbed. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

let counter = 0;
/** An identifier that no other element of the page has. */
export function unique(stem: string): string {
  counter += 1;
  return `smt-${stem}-${counter}`;
}

/** A group of radio buttons drawn as one segmented control. */
export function segmented<T extends string>(
  legend: string,
  options: readonly (readonly [T, string])[],
  chosen: (value: T) => void,
  hidden = false,
): { node: HTMLFieldSetElement; set: (value: T) => void } {
  const name = unique("seg");
  const inputs = options.map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, change: () => chosen(value) });
    return { value, input, label: h("label", {}, input, h("span", {}, label)) };
  });
  const node = h(
    "fieldset",
    { class: "segmented" },
    h("legend", { class: hidden ? "sr-only" : "" }, legend),
    h("div", { class: "segments" }, ...inputs.map((one) => one.label)),
  );
  const set = (value: T): void => {
    for (const one of inputs) if (one.input.checked !== (one.value === value)) one.input.checked = one.value === value;
  };
  return { node, set };
}

/** A labelled drop-down list. */
export function select(
  label: string,
  options: readonly (readonly [string, string])[],
  chosen: (value: string) => void,
): { node: HTMLLabelElement; set: (value: string) => void } {
  const list = h(
    "select",
    { change: () => chosen(list.value) },
    ...options.map(([value, text]) => h("option", { value }, text)),
  );
  const set = (value: string): void => {
    if (list.value !== value) list.value = value; // setting it lays out the page, even to what it is
  };
  return { node: h("label", { class: "choice" }, h("span", {}, label), list), set };
}

/** A symbol as a reader writes it: what follows an underscore stands below the line. */
export function symbol(text: string): HTMLElement {
  const [stem = "", below] = text.split("_");
  return h("i", { class: "math" }, stem, below ? h("sub", {}, below) : null);
}

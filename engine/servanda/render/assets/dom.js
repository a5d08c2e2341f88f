// Elements made from values: text is always text, and no markup is ever parsed.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Make an element; `on…` attributes are listeners, strings among children are text. */
export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an element of a drawing. */
export function draw(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Make an element for words that came from files: their direction is their own. */
export function said(tag, text, attributes) {
  return el(tag, { dir: "auto", ...attributes }, text);
}

/** Put children in place of what an element holds. */
export function refill(node, ...children) {
  node.replaceChildren();
  return fill(node, null, children);
}

/** Link to a page in the web; anything but a web address stays text. */
export function link(url, text) {
  if (!/^https?:\/\//i.test(url ?? "")) return said("span", text);
  return said("a", text, { href: url, rel: "noopener noreferrer", target: "_blank" });
}

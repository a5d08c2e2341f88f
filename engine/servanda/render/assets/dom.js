// Elements made from values: text is always text, and no markup is ever parsed.

const SVG = "http://www.w3.org/2000/svg";

// Characters that turn around what stands beside them, or cannot be seen at all.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function visible(text) {
  return text.replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(visible(String(child))));
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

// Makes what is shown like what came from the server, touching only what differs: focus, what is pressed and what is read
// stay where they are.

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE && node.id) || null;

const isAlike = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

export function morph(shown, wanted) {
  attributes(shown, wanted);
  const known = new Map();
  for (const child of shown.childNodes) {
    if (keyOf(child)) known.set(child.id, child);
  }
  let at = shown.firstChild;
  for (const child of [...wanted.childNodes]) {
    const keyed = known.get(keyOf(child));
    if (keyed && isAlike(keyed, child)) {
      if (keyed === at) at = at.nextSibling;
      else shown.insertBefore(keyed, at);
      like(keyed, child);
    } else if (at && isAlike(at, child)) {
      const here = at;
      at = at.nextSibling;
      like(here, child);
    } else {
      shown.insertBefore(child, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function like(shown, wanted) {
  if (shown.nodeType === Node.ELEMENT_NODE) morph(shown, wanted);
  else if (shown.nodeValue !== wanted.nodeValue) shown.nodeValue = wanted.nodeValue;
}

function attributes(shown, wanted) {
  for (const { name } of [...shown.attributes]) {
    if (!wanted.hasAttribute(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
}

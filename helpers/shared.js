// What pictures and forms share. It stands before the code of either, in the same module.

/** A message with its {fields} filled in. */
const filled = (message, fields = {}) => message.replace(/\{(\w+)\}/g, (_, name) => fields[name]);

function append(parent, tag, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

/** Hands a text over as a file, which the browser puts where downloads go. */
function download(text, name, type) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** How far a reader is with a question. What was only asked about, such as a number without digits, is no try. */
function stateOf(answers) {
  const tries = answers.filter(({ verdict }) => verdict !== "unclear");
  const place = tries.findIndex(({ verdict }) => verdict === "right");
  if (place >= 0) return { name: place ? "later" : "once", count: place + 1 };
  return { name: tries.length ? "never" : "open", count: tries.length };
}

/** JupyterLab keeps the browser from doing this in a text field. While Chinese is being composed, Enter is not for us. */
function submitOnEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/**
 * JupyterLab looks for this attribute on the focused element itself. Only Ctrl+S (Cmd+S) may pass, to save. Its notebook
 * would also take the focus to the active cell, which may be another one, and the next key would be a command there.
 */
function keepKey(event, box) {
  if (!(event.target instanceof Element) || !box.contains(event.target)) return;
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
  if (!saves && box.closest(".jp-Notebook")) {
    box.addEventListener("keydown", (same) => same.stopPropagation(), { once: true });
  }
}

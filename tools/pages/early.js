// Before anything is painted: whether this browser can draw, and light or dark.
(() => {
  const page = document.documentElement;
  if (["DecompressionStream", "structuredClone"].every((name) => name in window)) page.classList.add("js");
  // No kernel starts on a page that is a file.
  if (location.protocol === "file:") page.classList.add("file");
  const remembered = () => { try { return localStorage.getItem("city-figures-mode"); } catch { return null; } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = (mode) => {
    page.dataset.mode = mode;
    document.querySelector(".mode")?.setAttribute("aria-pressed", String(mode === "dark"));
  };
  set(remembered() ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener?.("change", () => { if (!remembered()) set(dark.matches ? "dark" : "light"); });
  document.addEventListener("DOMContentLoaded", () => {
    set(page.dataset.mode);
    document.querySelector(".mode").addEventListener("click", () => {
      set(page.dataset.mode === "dark" ? "light" : "dark");
      try { localStorage.setItem("city-figures-mode", page.dataset.mode); } catch { /* A browser may forbid it. */ }
    });
    // On a phone: the first picture is to stand near the top.
    const about = document.querySelector(".unfold");
    about?.addEventListener("click", () => {
      about.setAttribute("aria-expanded", String(page.classList.toggle("about")));
    });
    // The other language opens where the reader is.
    const other = document.querySelector(".edition");
    other?.addEventListener("click", () => {
      const named = [...document.querySelectorAll("article :is(h2, figure)[id]")];
      const here = named.findLast((each) => each.getBoundingClientRect().top < innerHeight / 3);
      other.hash = /^#slides/.test(location.hash) ? location.hash : here?.id ?? "";
    });
    const contents = document.querySelector(".contents details");
    const wide = matchMedia("(min-width: 70rem)");
    const unfold = () => { if (contents) contents.open = wide.matches; };
    wide.addEventListener?.("change", unfold);
    unfold();
  });
})();

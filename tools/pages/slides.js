// The same page as slides: #slides begins, Escape ends. A heading, a picture, an output or a question begins a slide;
// the text before it stands beside it, then what was found. A picture stays the same, and alive, while text goes on.

const MOST_WORDS = 85;
const MOST_WORDS_ALONE = 130;
const LEAST_TEXT = 0.62;
const SHOWN = ".figures-explored, .output, .question";
const WIDE = 2.2;
const LEFT_OUT = ".note";
const PAUSE = ".code";
const MOVED = "input, select, textarea, .output, .still, .question ol";
const PRESSED = `${MOVED}, summary, a, button`;

/** What a lesson's blocks become: slides of a heading, at most one thing to look at, and steps of text beside it. */
function cut(blocks) {
  const slides = [];
  let heading = null;
  const begin = (shown) => slides[slides.push({ heading, shown, text: [] }) - 1];
  for (const block of blocks) {
    if (block.matches(LEFT_OUT) || block.dataset.role === "teacher") continue;
    if (block.matches("h1, h2")) {
      heading = block;
      begin(null);
      continue;
    }
    const now = slides.at(-1) ?? begin(null);
    if (!block.matches(SHOWN)) {
      // Code itself is not shown, but what is said after it is said after a while.
      now.text.push(block);
    } else if (!now.shown) {
      now.shown = block;
      now.found = now.text.length;
    } else {
      // The first that is said after a picture is about it; the rest leads to the next one.
      const said = now.text.slice(now.found);
      const first = said.findIndex((each) => !each.matches(PAUSE));
      const lead = now.text.splice(now.found + 1 + Math.max(lastFinding(said), first));
      begin(block);
      slides.at(-1).text.push(...lead);
      slides.at(-1).found = lead.length;
    }
  }
  return slides.map(({ heading, shown, text, found = text.length }) => {
    const most = shown ? MOST_WORDS : MOST_WORDS_ALONE;
    const steps = [...portions(text.slice(0, found), most), ...portions(text.slice(found), most)];
    return { heading, shown, steps: steps.length ? steps : [[]] };
  });
}

const isFinding = (block) => block.dataset.role === "finding";
const lastFinding = (blocks) => blocks.map(isFinding).lastIndexOf(true);

/** The blocks of a cell, each with the cell's role. */
function blocksOf(cell) {
  const blocks = [...cell.children];
  blocks.forEach((block) => { block.dataset.role = cell.dataset.role; });
  return blocks.flatMap(loosened);
}

/** A block as it stands on slides: a folded finding unfolded, for whoever goes on has guessed; a long list in parts. */
function loosened(block) {
  if (block.matches("details") && isFinding(block)) {
    const title = document.createElement("p");
    const summary = block.querySelector("summary");
    title.append(summary.querySelector("strong") ?? summary.textContent);
    summary.replaceWith(title);
    return blocksOf(block);
  }
  if (block.matches("ol, ul") && wordsOf(block) > MOST_WORDS) {
    let number = block.start ?? 1;
    return portions([...block.children], MOST_WORDS).map((items) => {
      const part = block.cloneNode(false);
      if (block.matches("ol")) part.start = number;
      number += items.length;
      part.append(...items);
      return part;
    });
  }
  return [block];
}

const wordsOf = (block) => block.textContent.trim().split(/\s+/).length;

/** Text in portions that can be read beside a picture. */
function portions(blocks, most) {
  const found = [];
  let words = Infinity;
  for (const block of blocks) {
    if (block.matches(PAUSE)) {
      words = Infinity;
      continue;
    }
    const more = wordsOf(block);
    if (words + more > most) {
      found.push([]);
      words = 0;
    }
    found.at(-1).push(block);
    words += more;
  }
  return found;
}

class Deck {
  constructor(article) {
    this.slides = cut([...article.children].flatMap(blocksOf)).map((slide) => this.section(slide));
    this.places = this.slides.flatMap((slide) => slide.steps.map((step) => ({ slide, step })));
    const main = article.closest("main");
    main.replaceChildren(...this.slides.map(({ section }) => section), this.bar());
    for (const link of main.querySelectorAll("a[href]")) link.target = "_blank";
    new ResizeObserver(() => this.fit()).observe(main);
    document.addEventListener("keydown", (event) => this.key(event), true);
    this.go(Number(location.hash.split("-")[1] ?? 1) - 1);
  }

  section({ heading, shown, steps }) {
    const section = document.createElement("section");
    const still = shown?.querySelector(".still > *");
    const isWide = still?.getAttribute("width") > WIDE * still?.getAttribute("height");
    const kind = !shown ? "text-only" : !steps.flat().length ? "alone" : isWide ? "wide" : "beside";
    section.className = `slide ${kind}${heading?.matches("h1") ? " first" : ""}`;
    section.hidden = true;
    const title = append(section, "h1", "");
    title.replaceChildren(...(heading?.cloneNode(true).childNodes ?? []));
    title.tabIndex = -1;
    const text = append(section, "div", "text");
    const parts = steps.map((blocks) => {
      const step = append(text, "div", "step");
      step.append(...blocks);
      return step;
    });
    if (shown) {
      append(section, "div", "shown").append(shown);
      new ResizeObserver(() => this.fit()).observe(shown);
    }
    return { section, title, text, steps: parts };
  }

  bar() {
    const bar = document.createElement("nav");
    bar.className = "bar";
    bar.setAttribute("aria-label", messages.slides);
    const button = (textContent, onclick) =>
      Object.assign(append(bar, "button", ""), { type: "button", textContent, onclick });
    button(messages.slide_end, end);
    const page = document.documentElement;
    const isFull = () => Boolean(document.fullscreenElement);
    button(messages.slide_full, () => (isFull() ? document.exitFullscreen() : page.requestFullscreen()));
    this.progress = append(bar, "progress", "");
    this.progress.setAttribute("aria-label", messages.slide_progress);
    this.count = append(bar, "output", "");
    this.back = button(messages.slide_back, () => this.go(this.at - 1));
    this.next = button(messages.slide_next, () => this.go(this.at + 1));
    return bar;
  }

  go(to) {
    const before = this.places[this.at]?.slide;
    this.at = Math.min(Math.max(to || 0, 0), this.places.length - 1);
    const { slide, step } = this.places[this.at];
    this.slides.forEach((each) => { each.section.hidden = each !== slide; });
    slide.steps.forEach((each) => { each.hidden = each !== step; });
    this.count.textContent = filled(messages.slide_count, { at: this.at + 1, count: this.places.length });
    Object.assign(this.progress, { max: this.places.length, value: this.at + 1 });
    this.back.disabled = this.at === 0;
    this.next.disabled = this.at === this.places.length - 1;
    history.replaceState(null, "", `#slides-${this.at + 1}`);
    if (slide !== before) slide.title.focus({ preventScroll: true });
    this.fit();
  }

  /** Letters as large as there is room for, and a picture that is seen whole. */
  fit() {
    const { slide: { section, text }, step } = this.places[this.at];
    const size = (each) => text.style.setProperty("--size", each);
    // A low, wide picture needs the room more than the text above it does.
    let now = section.classList.contains("wide") ? 1 : 1.3;
    const over = () => text.scrollHeight > text.clientHeight + 1 || step.scrollWidth > text.clientWidth + 1;
    for (size(now); now > LEAST_TEXT && over(); size(now)) now -= 0.04;
    const shown = section.querySelector(".shown");
    const svg = shown?.querySelector(".live svg.marks, .still:only-child svg");
    if (!svg) return;
    svg.style.maxHeight = "";
    const excess = shown.scrollHeight - shown.clientHeight;
    if (excess > 0) svg.style.maxHeight = `${Math.max(120, svg.getBoundingClientRect().height - excess)}px`;
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const inside = event.target.closest?.(event.key === " " ? PRESSED : MOVED);
    // What a presenter's remote sends goes on even from a slider; the arrows there move the slider.
    const far = { PageDown: 1, PageUp: -1 }[event.key];
    const near = { ArrowRight: 1, ArrowDown: 1, " ": event.shiftKey ? -1 : 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const act = far || (!inside && near)
      ? () => this.go(this.at + (far ?? near))
      : {
        Home: !inside && (() => this.go(0)),
        End: !inside && (() => this.go(Infinity)),
        Escape: inside ? () => event.target.blur() : end,
      }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

function end() {
  history.replaceState(null, "", location.pathname);
  location.reload();
}

/** Before the pictures are drawn where the page was opened so; else they move, as they are, into the slides. */
function slides() {
  const page = document.documentElement;
  if (!/^#slides\b/.test(location.hash) || page.classList.contains("slides")) return;
  page.classList.add("slides");
  new Deck(document.querySelector("article"));
}

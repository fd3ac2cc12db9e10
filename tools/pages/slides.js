// The same page as slides: #slides begins, Escape ends. A lesson goes in turns: what is said and asked, a picture, what
// was found, a question. A turn is one slide, and its words change beside the picture, which stays alive. The first has
// the lesson's question for its heading; the data card is for whoever reads alone. Text is copied; pictures and questions move into the slides and back again, with all that was moved or typed in them.

const MOST_WORDS = 40;
const MOST_WORDS_ALONE = 60;
const MOST_WORDS_ASKING = 25; // of what was found, above a question
const LETTERS = 28; // of the text on a screen of 1280 by 720, as in slides.css
const ZOOM = 1.4; // of a picture there: its letters of 13 become 18
// How much lower or higher a picture may become, before it is made smaller as a whole, and what may stay free below it.
const [LEAST_HEIGHT, MOST_HEIGHT, SPARE] = [0.5, 1.5, 24];
// How much of a slide's width the text beside a picture takes, in percent, and a question: from and up to.
const [TEXT_WIDTH, QUESTION_WIDTH] = [[27, 40], [44, 58]];
const READ_AT = 0.35; // how far down the page a reader reads
const LEFT_OUT = ["teacher", "sources", "notebook", "question", "work"];
const MOVED = "input, select, textarea, [role=slider], .figures-picture, .question ol";
const PRESSED = `${MOVED}, summary, a, button`;

const roleOf = (cell) => cell.dataset.role;
const speaksOfCode = (block) => Boolean(block.querySelector("code")) || block.matches("pre, .note, .code");
const isTable = (block) => Boolean(block?.matches(".output"));
const isList = (block) => Boolean(block?.matches("ol, ul"));

/** What a lesson's cells become. Each turn knows its blocks on the page: whoever ends there goes on reading there. */
function turnsOf(cells) {
  const turns = [];
  let now = null;
  let afterCode = false;
  const begin = (part) => {
    now = { part, lead: [], asks: [], shown: null, found: [], questions: [], unsaid: [] };
    turns.push(now);
  };
  for (const cell of cells) {
    const role = roleOf(cell);
    const heading = cell.querySelector(":scope > :is(h1, h2)");
    if (role === "data-card") now = null;
    else if (heading) begin({ heading, cell });
    const wasAfterCode = afterCode;
    afterCode = cell.querySelector(":scope > .code") !== null;
    if (!now || (LEFT_OUT.includes(role) && !cell.querySelector(".question"))) continue;
    if (afterCode) {
      const [question, picture] = [".question", ".figures-explored"].map((each) => cell.querySelector(each));
      afterCode = !question && !picture;
      // A chart that the reader has to write is no matter for a slide.
      if (question?.querySelector(".needs")) continue;
      if (question) asker(turns, now).questions.push(question);
      else if (picture) {
        // What is asked between a table and a picture is asked of the picture.
        const asks = isTable(now.shown) && !now.found.length ? now.asks.splice(0) : [];
        if (now.shown || now.found.length) begin(now.part);
        now.asks.push(...asks);
        now.shown = picture;
      }
      continue;
    }
    const blocks = [...cell.children].filter((each) => each !== heading).flatMap(opened);
    const table = blocks.find(isTable);
    const said = blocks.filter((block) => block !== table && !speaksOfCode(block));
    const asks = role === "predict" || role === "try";
    if (role === "finding" && (now.shown || (now.asks.length && !wasAfterCode))) {
      now.found.push(...said);
    } else if (role === "finding") {
      // What a value was found by is led to by words that need it, unless they open the part.
      if (turns.at(-2)?.part === now.part) now.unsaid.push(...now.lead.splice(0));
      now.unsaid.push(...said);
    } else if (role === "title") {
      now.lead.push(...said.filter(isList));
    } else if (role === "words" || (!asks && wasAfterCode && !heading)) {
      // Values are on no slide, nor is what is said behind them.
      now.unsaid.push(...said);
    } else {
      if (now.found.length || now.questions.length || (now.shown && said.length && !(asks && isTable(now.shown)))) begin(now.part);
      (asks ? now.asks : now.lead).push(...said);
      // One that leads to other lessons is no matter for a slide.
      if (table && !table.querySelector("a")) now.shown = table;
    }
  }
  return turns;
}

/** Where a question stands: with what was shown or asked last in its part. */
const asker = (turns, now) =>
  turns.findLast(({ part, shown, asks }) => part === now.part && (shown || asks.length)) ?? now;

/** What is folded, for whoever goes on has guessed. */
const opened = (block) => (block.matches("details:not(.code)") ? [...block.children].slice(1) : [block]);

/** The slides of a lesson: each with its steps, which say what is to be seen, and what only the teacher is told. */
function slidesOf(turns) {
  const slides = [];
  const atFirst = [];
  for (const { part, lead, asks, shown, found, questions, unsaid } of turns) {
    const most = shown ? MOST_WORDS : MOST_WORDS_ALONE;
    const asked = chosen(asks, most);
    const told = chosen(lead, most - asked.words, !shown && !asks.length);
    const isLed = turns.some((other) => other.part === part && (other.shown || other.asks.length));
    // What only leads somewhere is a slide where the part has no other; the title leads to the first.
    // So is a guess whose outcome is a value, which is on no slide.
    const isBare = !shown && !questions.length && !found.length && (isLed || part === turns[0].part);
    if (isBare || (!shown && !asks.length && !questions.length && !told.blocks.length)) {
      (slides.at(-1)?.steps.at(-1).notes ?? atFirst).push(...lead, ...asks, ...unsaid);
      continue;
    }
    const steps = [{
      text: [...told.blocks, ...asked.blocks],
      notes: [...atFirst.splice(0), ...told.rest, ...unsaid, ...asked.rest],
      from: [...lead, ...asks, ...(shown ? [shown] : [])],
    }];
    const asking = questions.map((question) => (
      { question, text: [], notes: [...question.querySelectorAll(".folded > details")], from: [question] }
    ));
    // The picture that opens a lesson asks; what is found there comes with its parts.
    if (found.length && part === turns[0].part) steps[0].notes.push(...found);
    else if (found.length) {
      // With a question that is short, what was found is one step.
      const isOne = asking.length && /"kind":"number"/.test(questions[0].querySelector("script").textContent);
      const outcome = chosen(found, isOne ? MOST_WORDS_ASKING : most);
      const step = isOne ? asking[0] : { notes: [], from: [] };
      Object.assign(step, { text: outcome.blocks, notes: [...outcome.rest, ...step.notes] });
      if (!isOne) steps.push({ ...step, from: found });
    }
    const { heading } = slides.length ? part : turns[0].part;
    slides.push({ part, heading, shown, steps: [...steps, ...asking] });
  }
  return slides;
}

/** Text in pieces of a language: sentences, or words. */
function pieces(text, granularity) {
  if (!Intl.Segmenter) return granularity === "word" ? text.split(/\s+/).filter(Boolean) : [text];
  const found = [...new Intl.Segmenter(document.documentElement.lang, { granularity }).segment(text)];
  return found.filter((each) => granularity !== "word" || each.isWordLike).map((each) => each.segment);
}

/** The sentences of a block, each with its place in the block's text; those of a list item are in one line. */
function sentencesOf(block) {
  const sentences = [];
  let at = 0;
  for (const line of isList(block) ? [...block.childNodes] : [block]) {
    const start = at;
    let rank = 0;
    pieces(line.textContent.replace(/\n/g, " "), "sentence").forEach((segment) => {
      const sentence = { block, from: at, to: (at += segment.length), words: pieces(segment, "word").length };
      if (sentence.words) sentences.push({ ...sentence, rank: rank++ });
    });
    at = start + line.textContent.length;
  }
  return sentences;
}

/** The first sentences of some blocks, as many as may be read at once; a list whole or not at all, with its lead. */
function chosen(blocks, most, alone = false) {
  const taken = new Set();
  let left = most;
  const take = (sentences) => {
    const words = sentences.reduce((sum, each) => sum + (taken.has(each) ? 0 : each.words), 0);
    if (words > left) return false;
    left -= words;
    sentences.forEach((each) => taken.add(each));
    return true;
  };
  const groups = [];
  for (const block of blocks) {
    if (isList(block) && groups.at(-1)?.length === 1 && !isList(groups.at(-1)[0])) groups.at(-1).push(block);
    else groups.push([block]);
  }
  const sentences = groups.map((group) => group.flatMap(sentencesOf));
  // What is printed in bold comes first, if it is a sentence.
  sentences.flat().filter(isBold).forEach((each) => take([each]));
  const isFirst = (each) => !isList(each.block) || each.rank === 0;
  let isFull = false;
  groups.forEach((group, place) => {
    const all = sentences[place];
    if (isFull) return;
    if (group.some(isList)) {
      const [before, inList] = [false, true].map((isIn) => all.filter((each) => isList(each.block) === isIn));
      if (take(all)) return;
      // What leads to a list is nothing without it.
      if (!alone && !/[:：]\s*$/.test(group[0].textContent)) take(before);
      if (!alone) return;
      // Of each item the first sentence, then of each the second.
      const isWhole = [all.filter(isFirst), inList, inList.filter(isFirst)].some(take);
      const byRank = inList.filter((each) => isWhole || isFirst(each)).sort((one, other) => one.rank - other.rank);
      byRank.forEach((each) => { if (isFirst(each) || taken.has(inList[inList.indexOf(each) - 1])) take([each]); });
    } else {
      // Once something is left out, what follows would hang in the air.
      isFull = place === 0 || alone ? !all.every((each) => take([each])) : !take(all);
    }
  });
  const of = (isIn) => blocks.map((block) => copied(block, sentences.flat().filter(isIn))).filter(Boolean);
  return { blocks: of((each) => taken.has(each)), rest: of((each) => !taken.has(each)), words: most - left };
}

function isBold({ block, from, to, words, rank }) {
  if (isList(block) && rank === 0) return false;
  const strong = [...block.querySelectorAll("strong")].map((each) => each.textContent.trim());
  return words > 3 && strong.some((each) => each && each === block.textContent.slice(from, to).trim());
}

/** A copy of a block with nothing but some of its sentences; null where it has none of them. */
function copied(block, sentences) {
  const ranges = sentences.filter((each) => each.block === block);
  if (!ranges.length) return null;
  const copy = block.cloneNode(true);
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  for (let at = 0, node = texts.nextNode(); node; node = texts.nextNode()) {
    const start = at;
    at += node.data.length;
    const kept = ranges.map(({ from, to }) => node.data.slice(Math.max(from - start, 0), Math.max(to - start, 0)));
    node.data = kept.join("");
  }
  for (const each of [...copy.querySelectorAll("*")].reverse()) if (!each.textContent.trim()) each.remove();
  return copy;
}

class Deck {
  constructor(article, from) {
    this.article = article;
    this.stopped = new AbortController();
    const { signal } = this.stopped;
    this.moved = [];
    this.layouts = new WeakMap();
    const slides = slidesOf(turnsOf([...article.querySelectorAll(":scope > .cell")]));
    this.places = slides.flatMap((slide, number) => slide.steps.map((step, turn) => ({ slide, step, number, turn })));
    this.at = this.placeAt(from);
    this.opened = { ...from, at: this.at };
    document.documentElement.classList.add("slides");
    this.box = append(article.closest("main"), "div", "deck");
    this.slides = slides.map((slide) => Object.assign(slide, this.section(slide)));
    this.notes = append(this.box, "aside", "notes");
    Object.assign(this.notes, { hidden: true, tabIndex: 0 });
    this.notes.setAttribute("aria-label", messages.slide_notes);
    this.box.append(this.bar());
    this.black = append(this.box, "div", "black");
    this.black.hidden = true;
    for (const link of this.box.querySelectorAll("a[href]")) link.target = "_blank";
    this.room = new ResizeObserver(() => this.fit());
    this.room.observe(this.box);
    this.box.querySelectorAll(".shown > *").forEach((each) => this.room.observe(each));
    document.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    addEventListener("beforeprint", () => this.end(), { signal });
    this.black.addEventListener("click", () => this.darken(false));
    this.go(this.at, true);
  }

  /** Where to begin: where the address says, where the last slides ended, or where the reader is on the page. */
  placeAt({ hash, y }) {
    const [, number, turn] = hash.split("-").map(Number);
    if (number) {
      const place = this.places.findIndex((each) => each.number === number - 1 && each.turn === (turn || 1) - 1);
      return Math.max(place, 0);
    }
    if (ended && Math.abs(ended.y - y) < 2) return ended.at;
    const isAbove = (block) => block.getBoundingClientRect().top <= READ_AT * innerHeight;
    return y > 0 ? Math.max(this.places.findLastIndex(({ step }) => step.from.some(isAbove)), 0) : 0;
  }

  section({ heading, shown, steps }) {
    const section = append(this.box, "section", `slide ${shown ? "beside" : "text-only"}`);
    section.hidden = true;
    const title = append(section, "h1", "");
    title.append(...heading.cloneNode(true).childNodes);
    title.tabIndex = -1;
    const text = append(section, "div", "text");
    text.setAttribute("aria-live", "polite");
    for (const step of steps) {
      step.box = append(text, "div", "step");
      step.box.append(...step.text);
      if (step.question) this.move(step.question, step.box);
    }
    if (shown?.matches(".figures-explored")) this.move(shown, append(section, "div", "shown"));
    else if (shown) append(section, "div", "shown").append(shown.cloneNode(true));
    section.classList.toggle("alone", Boolean(shown) && !steps.some(({ box }) => box.hasChildNodes()));
    return { section, title, text };
  }

  move(live, to) {
    const mark = document.createComment("");
    live.replaceWith(mark);
    to.append(live);
    this.moved.push({ live, mark });
  }

  bar() {
    const bar = document.createElement("nav");
    bar.className = "bar";
    bar.setAttribute("aria-label", messages.slides);
    const button = (textContent, onclick) =>
      Object.assign(append(bar, "button", ""), { type: "button", textContent, onclick });
    button(messages.slide_end, () => this.end());
    const page = document.documentElement;
    const isFull = () => Boolean(document.fullscreenElement);
    button(messages.slide_full, () => (isFull() ? document.exitFullscreen() : page.requestFullscreen()));
    button(messages.slide_notes, () => this.tell());
    button(messages.slide_black, () => this.darken());
    this.progress = append(bar, "progress", "");
    this.progress.setAttribute("aria-label", messages.slide_progress);
    this.count = append(bar, "output", "");
    this.back = button(messages.slide_back, () => this.go(this.at - 1));
    this.next = button(messages.slide_next, () => this.go(this.at + 1));
    return bar;
  }

  go(to, isNew = false) {
    const before = isNew ? null : this.places[this.at].slide;
    this.at = Math.min(Math.max(to, 0), this.places.length - 1);
    const { slide, step, number, turn } = this.places[this.at];
    this.slides.forEach((each) => { each.section.hidden = each !== slide; });
    slide.steps.forEach((each) => { each.box.hidden = each !== step; });
    slide.section.classList.toggle("asking", Boolean(step.question));
    this.count.textContent = filled(messages.slide_count, { at: number + 1, count: this.slides.length });
    Object.assign(this.progress, { max: this.places.length, value: this.at + 1 });
    this.back.disabled = this.at === 0;
    this.next.disabled = this.at === this.places.length - 1;
    history.replaceState(null, "", `#slides-${number + 1}${turn ? `-${turn + 1}` : ""}`);
    if (slide !== before) slide.title.focus({ preventScroll: true });
    this.write();
    this.fit();
  }

  /** The notes: what of this step is not on the slide, and what the teacher's page says about the part. */
  write() {
    const { slide: { part, heading }, step } = this.places[this.at];
    const [minutes, id] = [part.cell.dataset.minutes, part.cell.dataset.cell];
    const first = minutes ? Object.assign(document.createElement("p"), {
      textContent: filled(messages.slide_minutes, { minutes }),
    }) : "";
    const teachers = [...this.article.querySelectorAll('[data-role="teacher"]:not(:has(> .code)) > details > p')];
    const isAboutAll = (block) => !block.querySelector("[data-of]");
    const aboutPart = teachers.flatMap((block) => {
      const lines = [...block.querySelectorAll(`[data-of="${id}"]`)];
      const copy = block.cloneNode(false);
      copy.append(...[block.querySelector("strong"), ...lines].flatMap((each) => [each?.cloneNode(true) ?? "", " "]));
      return lines.length ? [copy] : [];
    });
    const aboutAll = heading.tagName === "H1" ? teachers.filter(isAboutAll) : [];
    const copies = [...step.notes, ...aboutAll].map((each) => each.cloneNode(true));
    for (const fold of copies.filter((each) => each.matches("details"))) fold.open = true;
    this.notes.replaceChildren(first, ...copies, ...aboutPart);
  }

  tell() {
    this.notes.hidden = !this.notes.hidden;
  }

  darken(isDark = this.black.hidden) {
    this.black.hidden = !isDark;
  }

  /** A picture as large as its slide has room for, with letters that are read from the back of a room. */
  fit() {
    const { slide: { section, text, shown }, step } = this.places[this.at];
    const isOver = () => step.box.scrollHeight > text.clientHeight + 1 || step.box.scrollWidth > text.clientWidth + 1;
    let [share, widest] = step.question ? QUESTION_WIDTH : TEXT_WIDTH;
    const set = () => {
      section.style.setProperty("--words", `${share}fr`);
      section.style.setProperty("--rest", `${100 - share}fr`);
    };
    for (set(); shown && share < widest && isOver(); set()) share += 1;
    const figure = section.querySelector(".shown > .figures-explored");
    if (!figure?.clientWidth) return;
    const unit = parseFloat(getComputedStyle(section).fontSize) / LETTERS;
    const { view } = pictures.get(figure);
    const layout = `${unit} ${share}`;
    if (this.layouts.get(figure)?.layout !== layout) {
      this.layouts.set(figure, { layout, zoom: ZOOM * unit });
      if (view) return void this.lower(view, 1);
    }
    const now = this.layouts.get(figure);
    figure.style.setProperty("--zoom", now.zoom);
    const room = figure.parentElement.clientHeight;
    const used = [...figure.children].reduce((sum, each) => sum + outerHeight(each) * now.zoom, 0);
    const height = figure.querySelector(".live svg.marks")?.getBoundingClientRect().height;
    const excess = used - room;
    if (!height || (excess < 2 && excess > -SPARE)) return;
    const before = view.signal("figures_tall");
    const ratio = Math.min(Math.max(before * (1 - excess / height), LEAST_HEIGHT), MOST_HEIGHT);
    if (Math.abs(ratio / before - 1) > 0.003) this.lower(view, ratio);
    else if (excess > 0) {
      now.zoom *= 0.98 * (1 - excess / used);
      figure.style.setProperty("--zoom", now.zoom);
    }
  }

  /** Makes a picture lower or higher and leaves its letters. */
  async lower(view, ratio) {
    await view.signal("figures_tall", ratio).resize().runAsync();
    if (deck === this) this.fit();
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const inside = event.target.closest?.(event.key === " " ? PRESSED : MOVED);
    const typing = event.target.closest?.('select, textarea, input:is([type="text"], [type="number"])');
    // What a presenter's remote sends goes on even from a slider; the arrows there move the slider.
    const far = { PageDown: 1, PageUp: -1 }[event.key];
    const near = { ArrowRight: 1, ArrowDown: 1, " ": event.shiftKey ? -1 : 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const letters = typing ? {} : {
      KeyN: () => this.tell(), KeyB: () => this.darken(), Period: () => this.darken(),
    };
    const act = far || (!inside && near)
      ? () => this.go(this.at + (far ?? near))
      : letters[event.code] ?? {
        Home: !inside && (() => this.go(0)),
        End: !inside && (() => this.go(this.places.length)),
        Escape: inside ? () => event.target.blur() : () => this.end(),
      }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    // In the dark, whatever moves on only brings the light back.
    if (!this.black.hidden) this.darken(false);
    else act();
  }

  /** Back to the page, at the place that the slides have come to. */
  end() {
    const { from } = this.places[this.at].step;
    const isWhereItBegan = this.opened.at === this.at && !this.opened.hash.includes("-");
    this.stopped.abort();
    this.room.disconnect();
    const restored = this.moved.map(({ live, mark }) => {
      live.style.removeProperty("--zoom");
      mark.replaceWith(live);
      const { view } = pictures.get(live) ?? {};
      return view && this.lower(view, 1);
    });
    this.box.remove();
    deck = null;
    document.documentElement.classList.remove("slides");
    history.replaceState(null, "", location.pathname + location.search);
    const back = () => {
      if (isWhereItBegan) scrollTo({ top: this.opened.y, behavior: "instant" });
      else from[0]?.scrollIntoView({ behavior: "instant" });
      ended = { at: this.at, y: scrollY };
    };
    back();
    Promise.all(restored).then(() => { if (!deck) back(); });
  }
}

function outerHeight(box) {
  const { marginTop, marginBottom, position } = getComputedStyle(box);
  return position === "absolute" ? 0 : box.offsetHeight + parseFloat(marginTop) + parseFloat(marginBottom);
}

let deck = null;
// Where the last slides ended, and how far down the page that was.
let ended = null;

/** Begins and ends the slides as the address says: before the pictures are drawn, where the page was opened so. */
function slides() {
  const isWanted = /^#slides\b/.test(location.hash);
  if (!isWanted && deck) deck.end();
  if (!isWanted || deck) return;
  deck = new Deck(document.querySelector("article"), { hash: location.hash, y: scrollY });
}

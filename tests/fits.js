// Finds the text of a picture that a reader cannot read, and takes a picture of a page through its states.

globalThis.fits = (() => {
  // In pixels of the screen: how much of a text may be lost, and how high its letters must be.
  const TOLERANCE = 2;
  const LEAST_SIZE = 10.5;
  const LEAST_CONTRAST = 3;
  // What a projector or a laptop shows at once, where it is so wide.
  const [WIDE, VIEW] = [1280, 640];
  // This share of a text must be lost before it counts.
  const SHARE = 0.25;
  const WHITE = [255, 255, 255, 1];
  const [ACROSS, DOWN] = [8, 3];
  const pen = document.createElement("canvas").getContext("2d");

  /**
   * What is wrong with the texts of an SVG that is drawn on the page.
   *
   * Each finding has a kind, the words of the text or of both, and an amount: pixels, or a contrast. `known` is all
   * that the picture may say: where a text ends in "…" that is not in there, Vega has cut it.
   */
  function findings(svg, known) {
    const texts = lines(svg);
    const frames = framesOf(svg);
    const paint = paintOf(svg, texts);
    return [
      ...overlaps(texts),
      ...texts.flatMap((text) => [
        ...cut(text, frames),
        ...(/…$/.test(text.words) && !known.includes(text.words.slice(-4)) ? [finding("shortened", text)] : []),
        ...(text.isWord && text.size < LEAST_SIZE - 0.01 ? [finding("small", text, text.size)] : []),
        ...looks(text, paint, texts),
      ]),
    ];
  }

  function finding(kind, text, amount = 0, other = null) {
    return { kind, words: [text.words, ...(other ? [other.words] : [])], amount: Math.round(amount * 10) / 10 };
  }

  /** Each line of text that can be seen, with the corners of its ink on the screen. */
  function lines(svg) {
    const found = [];
    for (const element of svg.querySelectorAll("text")) {
      const style = getComputedStyle(element);
      const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!isSeen || colour(style.fill, style.fillOpacity)?.[3] === 0) continue;
      const spans = element.querySelectorAll("tspan");
      for (const part of spans.length ? spans : [element]) {
        const words = part.textContent.trim();
        if (!words) continue;
        // What has neither letter nor digit, such as × or ▶, is a mark.
        const text = { words, isWord: /[\p{L}\p{N}]/u.test(words), element, style, ...inkOf(part, element, style) };
        if (!clipsOf(element).some((clip) => isBeyond(text.box, clip))) found.push(text);
      }
    }
    return found;
  }

  /** Where the letters of a line are inked: less than its box, which has room for every letter of the font. */
  function inkOf(part, element, style) {
    // Where blanks at the ends are not drawn, the first letter stands first.
    const all = part.textContent;
    const drawn = part.getNumberOfChars() === all.length ? all : all.trim();
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = pen.measureText(drawn);
    const stretch = part.getComputedTextLength() / ink.width || 1;
    const { x, y } = part.getStartPositionOfChar(0);
    const [left, right] = [x - ink.actualBoundingBoxLeft * stretch, x + ink.actualBoundingBoxRight * stretch];
    const [top, bottom] = [y - ink.actualBoundingBoxAscent, y + ink.actualBoundingBoxDescent];
    const matrix = element.getScreenCTM();
    const ends = [[left, top], [right, top], [right, bottom], [left, bottom]];
    const corners = ends.map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
    return {
      ink: [left, top, right, bottom],
      corners,
      box: boxAround(corners),
      size: parseFloat(style.fontSize) * Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c)),
    };
  }

  function boxAround(corners) {
    const [[left, right], [top, bottom]] = [shadow(corners, { x: 1, y: 0 }), shadow(corners, { x: 0, y: 1 })];
    return { left, right, top, bottom };
  }

  // --- two texts ---

  function overlaps(texts) {
    const found = [];
    texts.forEach((one, place) => {
      for (const other of texts.slice(place + 1)) {
        const isFar = isBeyond(one.box, grown(other.box));
        if (isFar || isSame(one, other) || !(one.isWord || other.isWord)) continue;
        const both = depth(one.corners, other.corners);
        const isWhole = both > 0 && both >= Math.min(...[one, other].flatMap(({ corners }) => sides(corners)));
        if (both >= TOLERANCE - 0.01 || isWhole) found.push(finding("overlap", one, both, other));
        else if (both > -TOLERANCE && isOneLine(one, other)) found.push(finding("joined", one, -both, other));
      }
    });
    return found;
  }

  function grown({ left, right, top, bottom }) {
    return { left: left - TOLERANCE, right: right + TOLERANCE, top: top - TOLERANCE, bottom: bottom + TOLERANCE };
  }

  /** How far two rectangles, perhaps turned, must be moved until they part: below 0, they are apart. */
  function depth(one, other) {
    const axes = [one, other].flatMap(([first, second, , last]) => [direction(first, second), direction(first, last)]);
    return Math.min(...axes.map((axis) => {
      const [[from, to], [start, end]] = [shadow(one, axis), shadow(other, axis)];
      return Math.min(to, end) - Math.max(from, start);
    }));
  }

  function direction(from, to) {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  }

  function shadow(corners, axis) {
    const along = corners.map(({ x, y }) => x * axis.x + y * axis.y);
    return [Math.min(...along), Math.max(...along)];
  }

  function sides([first, second, , last]) {
    return [second, last].map(({ x, y }) => Math.hypot(x - first.x, y - first.y));
  }

  /** Whether two texts that touch would be read as one. */
  function isOneLine(one, other) {
    const [along, up] = [direction(one.corners[0], one.corners[1]), direction(one.corners[0], one.corners[3])];
    const [[, base], [, line]] = [one, other].map(({ corners }) => shadow(corners, up));
    const [[from, to], [start, end]] = [one, other].map(({ corners }) => shadow(corners, along));
    const isBeside = Math.min(to, end) - Math.max(from, start) < TOLERANCE;
    const isAlike = one.isWord && other.isWord && one.size === other.size;
    return isBeside && isAlike && Math.abs(base - line) < TOLERANCE;
  }

  /** Whether one text is the other's halo, or drawn twice: the same words at the same place. */
  function isSame(one, other) {
    const near = one.corners.every(({ x, y }, place) => {
      const corner = other.corners[place];
      return Math.hypot(x - corner.x, y - corner.y) < TOLERANCE;
    });
    return one !== other && one.words === other.words && near;
  }

  // --- a text and what is around it ---

  /** All that shows a part of the picture only: its own edge, the parts of the page that it stands in, the window. */
  function framesOf(svg) {
    const root = document.documentElement;
    const found = [{ left: 0, right: root.clientWidth, top: -Infinity, bottom: Infinity }];
    if (getComputedStyle(svg).overflowX !== "visible") found.push(svg.getBoundingClientRect());
    const figure = svg.closest("figure, .figures-explored");
    for (let part = svg.parentElement; part && part !== root; part = part.parentElement) {
      if (getComputedStyle(part).overflowX === "visible") continue;
      const box = part.getBoundingClientRect();
      const [left, top] = [box.left + part.clientLeft, box.top + part.clientTop];
      // What is around the figure is scrolled upwards and downwards: that is how one reads.
      const [above, below] = figure?.contains(part) ? [top, top + part.clientHeight] : [-Infinity, Infinity];
      found.push({ left, right: left + part.clientWidth, top: above, bottom: below });
    }
    return found;
  }

  /** The clip paths that an element is drawn through, as rectangles on the screen. */
  function clipsOf(element) {
    const found = [];
    for (let part = element; part?.ownerSVGElement; part = part.parentElement) {
      const id = part.getAttribute("clip-path")?.match(/#([^")]+)/)?.[1];
      const shape = id && document.getElementById(id)?.firstElementChild;
      if (!shape) continue;
      const { x, y, width, height } = shape.getBBox();
      const matrix = part.getScreenCTM();
      const [one, other] = [[x, y], [x + width, y + height]].map((at) => new DOMPoint(...at).matrixTransform(matrix));
      found.push({ left: one.x, top: one.y, right: other.x, bottom: other.y });
    }
    return found;
  }

  function cut({ words, box, element }, frames) {
    const most = Math.max(...[...frames, ...clipsOf(element)].map((frame) => lost(box, frame)));
    if (most < TOLERANCE - 0.01) return [];
    return [finding(frames.some((frame) => isBeyond(box, frame)) ? "outside" : "cut", { words }, most)];
  }

  function lost(box, frame) {
    const [left, right] = [frame.left - box.left, box.right - frame.right];
    return Math.max(left, right, frame.top - box.top, box.bottom - frame.bottom);
  }

  function isBeyond({ left, right, top, bottom }, frame) {
    return left >= frame.right || right <= frame.left || top >= frame.bottom || bottom <= frame.top;
  }

  // --- a text and the marks under and over it ---

  /** The filled shapes that a text may stand on or under, the lowest first; the paper; the buttons over the picture. */
  function paintOf(svg, texts) {
    const shapes = [];
    for (const element of svg.querySelectorAll(":is(path, rect, circle):not(defs *)")) {
      const box = element.getBoundingClientRect();
      if (!texts.some((text) => !isBeyond(text.box, box))) continue;
      const style = getComputedStyle(element);
      const fill = style.fill === "none" ? null : colour(style.fill, style.fillOpacity);
      if (fill && element.checkVisibility({ visibilityProperty: true })) fill[3] *= opacity(element, svg);
      const place = { box, clips: clipsOf(element), matrix: element.getScreenCTM().inverse() };
      if (fill?.[3]) shapes.push({ element, fill, ...place });
    }
    let ground = svg;
    const paint = () => colour(getComputedStyle(ground).backgroundColor);
    while (ground.parentElement && paint()?.[3] !== 1) ground = ground.parentElement;
    const buttons = [...svg.parentElement.querySelectorAll("summary")].filter((each) => each.checkVisibility());
    return { shapes, paper: ground.parentElement ? paint() : WHITE, buttons: buttons.map((each) => cornersOf(each)) };
  }

  /** Whether enough of a text is covered, or has too nearly the colour of what it stands on. */
  function looks(text, { shapes, paper, buttons }, texts) {
    const { element, style, corners } = text;
    if (buttons.some((button) => depth(corners, button) >= TOLERANCE)) return [finding("covered", text)];
    const near = shapes.filter(({ box }) => !isBeyond(text.box, box));
    if (!near.length) return [];
    const ink = colour(style.fill, style.fillOpacity);
    const hasHalo = style.stroke !== "none" || texts.some((other) => isSame(text, other));
    let [covered, faint, least] = [0, 0, Infinity];
    for (const point of grid(corners)) {
      let [ground, isUnder] = [paper, false];
      for (const shape of near.filter((each) => isAt(each, point))) {
        const isLater = element.compareDocumentPosition(shape.element) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (isLater) isUnder ||= shape.fill[3] > 0.5;
        else ground = mixed(ground, shape.fill);
      }
      const between = contrast(ground, mixed(ground, ink));
      covered += isUnder;
      if (ground === paper || between >= LEAST_CONTRAST) continue;
      faint += 1;
      least = Math.min(least, between);
    }
    const most = SHARE * ACROSS * DOWN;
    if (covered >= most) return [finding("covered", text)];
    return faint >= most && text.isWord && !hasHalo ? [finding("faint", text, least)] : [];
  }

  function cornersOf(element) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => ({ x, y }));
  }

  /** Points that are spread over a rectangle. */
  function grid([first, second, , last]) {
    const along = (from, to, share) => ({ x: (to.x - from.x) * share, y: (to.y - from.y) * share });
    return Array.from({ length: ACROSS * DOWN }, (_, place) => {
      const over = along(first, second, ((place % ACROSS) + 0.5) / ACROSS);
      const down = along(first, last, (Math.floor(place / ACROSS) + 0.5) / DOWN);
      return new DOMPoint(first.x + over.x + down.x, first.y + over.y + down.y);
    });
  }

  function isAt({ element, matrix, clips }, point) {
    if (!element.isPointInFill(point.matrixTransform(matrix))) return false;
    return clips.every(({ left, top, right, bottom }) =>
      point.x >= left && point.x <= right && point.y >= top && point.y <= bottom);
  }

  function opacity(element, svg) {
    let all = 1;
    for (let part = element; part && part !== svg; part = part.parentElement) all *= getComputedStyle(part).opacity;
    return all;
  }

  /** A computed colour as red, green, blue and alpha; nothing where it is a gradient. */
  function colour(text, more = 1) {
    if (!text.startsWith("rgb")) return null;
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return [red, green, blue, alpha * more];
  }

  function mixed(under, [red, green, blue, alpha]) {
    return [red, green, blue].map((part, place) => part * alpha + under[place] * (1 - alpha));
  }

  /** As WCAG 2 defines it. */
  function contrast(...colours) {
    const light = colours.map((parts) => {
      const [red, green, blue] = parts.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    });
    return Math.max(...light) / Math.min(...light);
  }

  // --- the states of a picture of a page ---

  /** What is wrong in some states of a live picture, whose texts are known: each finding once, with its first state. */
  async function sweep(figure, states, known) {
    const picture = figure.querySelector(".live .figures-picture");
    const [found, seen, says] = [new Map(), new Set(), []];
    for (const [state, choices] of states.entries()) {
      await move(figure, picture, choices);
      says.push(figure.querySelector(".figures-says").textContent);
      const svg = picture.querySelector("svg.marks");
      const markup = svg.outerHTML.replace(/(clip|gradient_)\d+/g, "");
      if (seen.has(markup)) continue;
      seen.add(markup);
      for (const each of [...findings(svg, known), ...tall(figure)]) {
        const name = JSON.stringify([each.kind, each.words]);
        const before = found.get(name) ?? { ...each, state, states: 0 };
        found.set(name, { ...before, amount: worse(before, each), states: before.states + 1 });
      }
    }
    return [[...found.values()], says];
  }

  /** Control, picture and sentence, where they find no room in one view. */
  function tall(figure) {
    const sentence = figure.querySelector(".figures-says").getBoundingClientRect();
    const high = sentence.bottom - figure.getBoundingClientRect().top;
    return innerWidth < WIDE || high <= VIEW ? [] : [finding("tall", { words: figure.id }, high)];
  }

  function worse(one, other) {
    const pick = ["small", "faint"].includes(one.kind) ? Math.min : Math.max;
    return pick(one.amount, other.amount);
  }

  /** Brings the controls of a picture into a state, and waits until all that this begins is drawn. */
  async function move(figure, picture, choices) {
    let count = Number(picture.dataset.drawn);
    [...figure.querySelectorAll(".control")].forEach((field, place) => {
      const inputs = [...field.querySelectorAll("input, select, textarea")];
      const choice = choices[place];
      const input = inputs[0].type === "radio" ? inputs[choice] : inputs[0];
      const name = { radio: "checked", checkbox: "checked", "select-one": "selectedIndex" }[input.type] ?? "value";
      const value = input.type === "radio" ? true : choice;
      if (String(input[name]) === String(value)) return;
      input[name] = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      count += 1;
    });
    await new Promise((done) => {
      const look = () => Number(picture.dataset.drawn) >= count && (observer.disconnect(), done());
      const observer = new MutationObserver(look);
      observer.observe(picture, { attributes: true, attributeFilter: ["data-drawn"] });
      look();
    });
  }

  return { findings, lines, sweep, tall };
})();

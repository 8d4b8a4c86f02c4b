// Places text so that no two labels, and no label and ring, share a place. Greedy: who comes first keeps it.
export class Labels {
  #taken = [];

  constructor(view) {
    this.view = view;
  }

  reserve(x, y, width, height) {
    this.#taken.push([x - width / 2, y - height / 2, x + width / 2, y + height / 2]);
  }

  free(x, y, width, height) {
    const [w, n, e, s] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    // a text that the view's edge would cut is not drawn
    if (w < 2 || n < 2 || e > this.view.width - 2 || s > this.view.height - 2) return false;
    return !this.#taken.some((b) => w < b[2] && e > b[0] && n < b[3] && s > b[1]);
  }

  // Draws the text, and the block below it where one is given, at the first place that is free for both;
  // the text alone where there is room for no more; returns whether it was drawn.
  put(ctx, text, x, y, { font, colour, halo = null, places = [[0, 0]], spacing = "0px", below = null, allowed = () => true }) {
    ctx.font = font;
    ctx.letterSpacing = spacing;
    const width = ctx.measureText(text).width + 6;
    const height = parseInt(font.match(/(\d+)px/)[1], 10) * 1.35;
    const both =
      below && places.find(([dx, dy]) => this.free(x + dx, y + dy + (below.height + 4) / 2, Math.max(width, below.width), height + below.height + 4) && allowed(x + dx, y + dy));
    const spot = both || places.find(([dx, dy]) => this.free(x + dx, y + dy, width, height) && allowed(x + dx, y + dy));
    if (spot) {
      const [px, py] = [x + spot[0], y + spot[1]];
      this.reserve(px, py, width, height);
      write(ctx, text, px, py, colour, halo);
      if (both) this.putBlock(ctx, px, py + height / 2 + below.height / 2 + 2, below, true);
    }
    ctx.letterSpacing = "0px";
    return Boolean(spot);
  }

  putBlock(ctx, x, y, block, sure = false) {
    if (!sure && !this.free(x, y, block.width, block.height)) return;
    this.reserve(x, y, block.width, block.height);
    ctx.letterSpacing = "0px";
    block.draw(x, y);
  }
}

function write(ctx, text, x, y, colour, halo) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  if (halo) {
    ctx.strokeStyle = halo;
    ctx.lineWidth = 3;
    ctx.lineJoin = "round";
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

// Places that are worked out only when the first of them, which mostly does, is taken.
export function lazily(...makers) {
  return {
    find(fits) {
      for (const make of makers) {
        const place = make().find(fits);
        if (place) return place;
      }
      return undefined;
    },
  };
}

// Places around a point, nearest first: rings of twelve directions, `step` pixels apart.
export function around(step, rings) {
  const places = [];
  for (let r = 1; r <= rings; r += 1) {
    for (let a = 0; a < 12; a += 1) {
      const angle = (a * Math.PI) / 6 - Math.PI / 2;
      places.push([Math.cos(angle) * r * step * 1.4, Math.sin(angle) * r * step]);
    }
  }
  return places;
}

// A grid of places over the view, as steps from a point, nearest first: for a name whose own place is taken or unseen.
export function over(view, x, y) {
  const places = [];
  for (let i = 1; i < 16; i += 1) for (let j = 1; j < 14; j += 1) places.push([(view.width * i) / 16 - x, (view.height * j) / 14 - y]);
  return places.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
}

// Long lists without their weight: a row is drawn when it comes near, and not before.

/** Keep rows drawn while they are near the screen; the rest when there is time. */
export class Lazily {
  constructor(paint) {
    this.paint = paint;
    this.near = new Set();
    this.stale = new Set();
    this.watch = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: "300px" });
  }

  add(row) {
    this.stale.add(row);
    this.watch.observe(row.node);
    row.node.lazily = row;
  }

  /** Mark rows as out of date, and draw those that can be seen. */
  refresh(rows) {
    for (const row of rows) this.stale.add(row);
    for (const row of this.near) this.#draw(row);
  }

  /** Draw every row, as for print. */
  all() {
    for (const row of [...this.stale]) this.#draw(row);
  }

  #draw(row) {
    if (!this.stale.delete(row)) return;
    this.paint(row);
  }

  #see(seen) {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) {
        this.near.add(target.lazily);
        this.#draw(target.lazily);
      } else this.near.delete(target.lazily);
    }
  }
}

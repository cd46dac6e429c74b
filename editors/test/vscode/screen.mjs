// What a writer does and sees in a workbench: the places of texts, hovers, popups, messages.
import { readFileSync } from 'node:fs';

export class Screen {
  constructor({ page, go }) {
    this.page = page;
    this.go = go;
  }

  /** Opens the page and waits until the file's text stands there. */
  async shows(text) {
    await this.go();
    await this.page.waitForSelector('.monaco-editor .view-line');
    await this.until(() => this.place(text));
  }

  /** Looks until there is something to see, and returns it; the last look's value if there never is. */
  async until(look, patience = 30_000) {
    const end = Date.now() + patience;
    let seen = await look();
    while (!seen && Date.now() < end) {
      await this.page.waitForTimeout(100);
      seen = await look();
    }
    return seen;
  }

  /** The middle of the `inside`th character of a text on the screen. */
  place(text, inside = 3) {
    return this.page.evaluate(([text, inside]) => {
      for (const line of document.querySelectorAll('.monaco-editor .view-line')) {
        const start = line.textContent.replaceAll('\u00a0', ' ').indexOf(text);
        if (start < 0) continue;
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let before = 0, node; (node = walker.nextNode()); before += node.length) {
          const at = start + inside - before;
          if (at >= node.length) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        }
      }
      return null;
    }, [text, inside]);
  }

  async click(text, inside) {
    const { x, y } = await this.place(text, inside);
    await this.page.mouse.click(x, y);
  }

  /** Rests the pointer on a text, and returns what the hover says once it says what is wanted. */
  async hover(text, wanted, inside) {
    const { x, y } = await this.place(text, inside);
    await this.page.mouse.move(x - 30, y);
    await this.page.mouse.move(x, y, { steps: 5 });
    const said = async () => (await this.page.locator('.monaco-hover:visible').allTextContents()).join('\n');
    await this.until(async () => wanted.test(await said()));
    return said();
  }

  async leave() {
    await this.page.keyboard.press('Escape');
    await this.page.mouse.move(700, 690);
    await this.until(async () => (await this.page.locator('.monaco-hover:visible').count()) === 0, 3000);
  }

  /** How many squiggles of a kind (`error`, `warning`, `info`, `hint`) there are, once there are any. */
  squiggles(kind) {
    return this.until(() => this.page.locator(`.squiggly-${kind}`).count());
  }

  /** The line that the status bar says the cursor is on. */
  line() {
    return this.page.locator('[id="status.editor.selection"]').textContent().then((it) => Number(/Ln (\d+)/.exec(it)?.[1]));
  }

  suggestions() {
    return this.page.locator('.suggest-widget.visible .monaco-list-row').allTextContents();
  }

  /** Saves, and returns the file once it holds what is wanted. */
  async saved(file, wanted) {
    await this.page.keyboard.press('Control+S');
    await this.until(() => readFileSync(file, 'utf8').includes(wanted), 5000);
    return readFileSync(file, 'utf8');
  }

  picture(path) {
    return this.page.screenshot({ path });
  }
}

// Runs inside VS Code's extension host, beside the packaged extension: asks what an editor's features ask.
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const results = [];

function check(what, good, seen) {
  results.push({ what, good: !!good, seen: good ? undefined : seen });
}

/** Looks until what it sees is good (a predicate, or a text to be equal to), checks that, and returns what it saw. */
async function becomes(what, good, look) {
  const end = Date.now() + 20_000;
  let seen, came;
  do {
    if (seen !== undefined) await new Promise((done) => setTimeout(done, 50));
    seen = await look();
    came = typeof good === 'function' ? good(seen) : JSON.stringify(seen) === JSON.stringify(good);
  } while (!came && Date.now() < end);
  check(what, came, seen);
  return seen;
}

/** One document, looked at as its writer would. */
class Text {
  constructor(document, editor) {
    this.document = document;
    this.editor = editor;
  }

  static async open(...names) {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, ...names);
    const document = await vscode.workspace.openTextDocument(uri);
    return new Text(document, await vscode.window.showTextDocument(document));
  }

  /** Just inside the first place where a text stands. */
  at(text, inside = 3) {
    const offset = this.document.getText().indexOf(text);
    if (offset < 0) throw new Error(`there is no ${text}`);
    return this.document.positionAt(offset + inside);
  }

  end() {
    return this.document.positionAt(this.document.getText().length);
  }

  ask(command, ...rest) {
    return vscode.commands.executeCommand(`vscode.${command}`, this.document.uri, ...rest);
  }

  /** The findings that the writer sees, each as `code: the text it stands under`. */
  findings() {
    const own = vscode.languages.getDiagnostics(this.document.uri).filter((it) => it.source === 'manicule');
    return own.map((it) => `${it.code?.value ?? it.code}: ${this.document.getText(it.range)}`).sort();
  }

  async hover(text) {
    const all = await this.ask('executeHoverProvider', this.at(text));
    return all.flatMap((it) => it.contents.map((part) => part.value ?? part)).join('\n');
  }

  /** The texts of the lines that an answer leads to. */
  async lines(command, text) {
    const places = await this.ask(command, this.at(text));
    const found = [];
    for (const place of places) {
      const document = await vscode.workspace.openTextDocument(place.targetUri ?? place.uri);
      found.push(document.lineAt((place.targetSelectionRange ?? place.targetRange ?? place.range).start.line).text);
    }
    return found;
  }

  async replace(text, other) {
    const start = this.at(text, 0);
    await this.editor.edit((edit) => edit.replace(new vscode.Range(start, this.at(text, text.length)), other));
  }

  async type(text) {
    await this.editor.edit((edit) => edit.insert(this.end(), text));
  }

  async revert() {
    this.editor = await vscode.window.showTextDocument(this.document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

const DANGLING = 'undefined-footnote: {% fn 3 %}';

async function attaching() {
  const extension = vscode.extensions.getExtension('manicule.manicule');
  check('the packaged extension is installed', extension && !extension.packageJSON.isUnderDevelopment);
  const post = await Text.open('_posts', '2021-03-04-lighthouse.md');
  await becomes('opening a post activates it', true, () => extension.isActive);
  return post;
}

async function diagnosing(post) {
  await becomes('a reference without a text is marked, after emoji', [DANGLING], () => post.findings());
  await post.type('\n{{ "Its bell is in the museum." | fndetail: 3 }}\n');
  await becomes('the mark goes when the text is written', [], () => post.findings());
  await post.revert();
  await becomes('and comes back when it is taken away', [DANGLING], () => post.findings());
  await post.replace('/images/tower.png', '/images/horn.png');
  await becomes('a missing image is marked', ['missing-image: /images/horn.png', DANGLING], () => post.findings());
  const images = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, 'images');
  fs.copyFileSync(path.join(images, 'tower.png'), path.join(images, 'horn.png'));
  await becomes('the mark goes when the image is there', [DANGLING], () => post.findings());
  await post.revert();
}

async function asking(post) {
  const to = await post.lines('executeDefinitionProvider', '{% fn 2 %}');
  check('the definition of a reference is its text', to.length === 1 && to[0].includes('fndetail: 2'), to);
  const back = await post.lines('executeDefinitionProvider', 'fndetail: 2');
  check('and back again', back.length === 1 && back[0].includes('{% fn 2 %}'), back);
  const all = await post.lines('executeReferenceProvider', '{% fn 1 %}');
  check('references list both places and the text', all.length === 3, all);
  const text = await post.hover('{% fn 1 %}');
  check('hover on a reference shows its text', text.includes('Timed from the pier'), text);
  const image = await post.hover('/images/tower.png');
  check('hover on an image tells path, pixels and bytes',
    /images\/tower\.png/.test(image) && /240\D+160/.test(image) && /1\.6 kB/.test(image), image);
}

async function changing(post) {
  const edit = await post.ask('executeDocumentRenameProvider', post.at('{% fn 1 %}', 6), '7');
  const edits = edit.entries().flatMap(([, list]) => list);
  check('rename changes both places and the text', edits.length === 3 && edits.every((it) => it.newText === '7'), edits);
  await vscode.workspace.applyEdit(edit);
  const renamed = post.document.getText();
  check('and leaves footnote 7', (renamed.match(/fn 7 %}/g) ?? []).length === 2 && renamed.includes('fndetail: 7'), renamed);
  await post.revert();
  const dangling = new vscode.Range(post.at('{% fn 3 %}'), post.at('{% fn 3 %}'));
  const actions = await post.ask('executeCodeActionProvider', dangling, 'quickfix');
  const fix = actions.find((it) => it.isPreferred && it.edit);
  check('a quick fix is offered', fix, actions.map((it) => it.title));
  if (fix) await vscode.workspace.applyEdit(fix.edit);
  await becomes('and writes the missing note', [], () => post.findings());
  await post.revert();
  const at = post.at('She counted', 'She counted'.length);
  post.editor.selection = new vscode.Selection(at, at);
  await vscode.commands.executeCommand('manicule.insertFootnote');
  await becomes('a command inserts a footnote', (seen) => seen.includes('She counted{% fn 4 %}'), () => post.document.getText());
  await post.revert();
  await vscode.commands.executeCommand('manicule.report');
  const report = vscode.window.activeTextEditor.document;
  check('a command opens what a report has to tell',
    report.isUntitled && /## What the editor can do/.test(report.getText()) && /- manicule for VS Code \d/.test(report.getText()),
    report.getText().slice(0, 400));
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  const symbols = await post.ask('executeDocumentSymbolProvider');
  check('the outline has the headings', symbols?.some((it) => it.name.includes('The keeper')), symbols);
  const marks = await post.ask('executeDocumentHighlights', post.at('{% fn 1 %}', 6));
  check('every place of a footnote is highlighted', marks?.length === 3, marks);
  const formatting = await post.ask('executeFormatDocumentProvider', { tabSize: 2, insertSpaces: true });
  check('nothing is formatted', !formatting?.length, formatting);
  const folds = await post.ask('executeFoldingRangeProvider');
  check('a section folds', folds?.some((it) => it.start === 5), folds);
}

/** A picture that is renamed in the explorer keeps its place in the posts. */
async function movingFiles(post) {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const from = vscode.Uri.joinPath(folder, 'images', 'tower.png');
  const to = vscode.Uri.joinPath(folder, 'images', 'light.png');
  const move = new vscode.WorkspaceEdit();
  move.renameFile(from, to);
  await vscode.workspace.applyEdit(move);
  await becomes('an image that is renamed takes the post along', (seen) => seen.includes('](/images/light.png)'),
    () => post.document.getText());
  const back = new vscode.WorkspaceEdit();
  back.renameFile(to, from);
  await vscode.workspace.applyEdit(back);
  await becomes('and back', (seen) => seen.includes('](/images/tower.png)'), () => post.document.getText());
  await post.revert();
}

async function completing(post) {
  for (const [what, behind] of [['nothing', ''], ['a brace', '}'], ['a closer', '%}']]) {
    await post.type(`\nSeen{% fn ${behind}`);
    const at = post.end().translate(0, -behind.length);
    const list = await post.ask('executeCompletionItemProvider', at, ' ');
    const item = list.items.find((it) => (it.label.label ?? it.label).startsWith('2'));
    check(`with ${what} behind the cursor, footnote 2 is offered`, item, list.items.map((it) => it.label));
    if (item) {
      const snippet = item.insertText instanceof vscode.SnippetString ? item.insertText : new vscode.SnippetString(item.insertText);
      await post.editor.insertSnippet(snippet, item.range.inserting ? item.range.replacing : item.range);
      const line = post.document.lineAt(post.document.lineCount - 1).text;
      check('and closes the tag once', line === 'Seen{% fn 2 %}', line);
    }
    await post.revert();
  }
}

async function notebook() {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, '_notebooks', '2021-03-05-tides.ipynb');
  const book = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(book);
  const cell = new Text(book.cellAt(1).document);
  await becomes('a cell has its findings', ['undefined-footnote: {% fn 7 %}'], () => cell.findings());
  const text = await cell.hover('{% fn 1 %}');
  check('hover in a cell shows the text from another cell', text.includes('fifty minutes'), text);
  const to = await cell.lines('executeDefinitionProvider', '{% fn 1 %}');
  check('the definition lies in the other cell', to.length === 1 && to[0].includes('fndetail: 1'), to);
  const image = await cell.hover('pictures/tide.png');
  check('an image is looked up beside the notebook', /120\D+60/.test(image), image);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(cell.document.uri, cell.document.positionAt(cell.document.getText().length), '\n\nAgain{% fn 9 %}.');
  await vscode.workspace.applyEdit(edit);
  await becomes('an edit in a cell counts', ['undefined-footnote: {% fn 7 %}', 'undefined-footnote: {% fn 9 %}'],
    () => cell.findings());
  await farApart(book);
}

/** The same from one end of a long notebook to the other, and after the cell was moved. */
async function farApart(book) {
  const apply = async (...edits) => {
    const edit = new vscode.WorkspaceEdit();
    edit.set(book.uri, edits);
    await vscode.workspace.applyEdit(edit);
  };
  const markup = (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
  const between = Array.from({ length: 28 }, (_, i) => markup(`## Part ${i}\n\nThe sea has no more to say.`));
  await apply(vscode.NotebookEdit.insertCells(3, between.slice(2)));
  await apply(vscode.NotebookEdit.insertCells(1, between.slice(0, 2)));
  const find = (text) => new Text(book.getCells().find((it) => it.document.getText().includes(text)).document);
  const claim = find('{% fn 1 %}');
  const note = () => find('fndetail: 1');
  const asked = async (when) => {
    const to = await claim.ask('executeDefinitionProvider', claim.at('{% fn 1 %}'));
    const uris = to.map((it) => String(it.targetUri ?? it.uri));
    check(`${when}: a definition many cells away`, uris.length === 1 && uris[0] === String(note().document.uri), uris);
    const back = await note().lines('executeDefinitionProvider', 'fndetail: 1');
    check(`${when}: and back`, back.length === 1 && back[0].includes('{% fn 1 %}'), back);
    const hover = await claim.hover('{% fn 1 %}');
    check(`${when}: hover shows the far text`, hover.includes('fifty minutes'), hover);
    const list = await claim.ask('executeCompletionItemProvider', claim.at('{% fn 9 %}', 6));
    const labels = list.items.map((it) => it.label.label ?? it.label);
    check(`${when}: the far footnote is offered`, labels.some((it) => it.startsWith('1')), labels);
  };
  check('the note stands far below', claim.document === book.cellAt(3).document && note().document === book.cellAt(31).document, book.cellCount);
  await asked('at its place');
  const place = book.getCells().findIndex((it) => it.document === claim.document);
  vscode.window.activeNotebookEditor.selection = new vscode.NotebookRange(place, place + 1);
  await vscode.commands.executeCommand('notebook.cell.moveDown');
  await becomes('the cell is moved', claim.document.uri.toString(), () => book.cellAt(place + 1).document.uri.toString());
  await asked('moved');
  await becomes('and keeps its findings', ['undefined-footnote: {% fn 7 %}', 'undefined-footnote: {% fn 9 %}'],
    () => claim.findings());
  await renaming(claim, note(), place + 1);
  const second = book.getCells().findIndex((it) => it.document === claim.document);
  await apply(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(second, second + 1)));
  const shown = () => vscode.languages.getDiagnostics(claim.document.uri).length;
  await becomes('a cell that is taken away takes its findings along', 0, shown);
  await apply(vscode.NotebookEdit.insertCells(0, [new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, '# A title\n* toc: true', 'markdown')]));
  const first = new Text(book.cellAt(0).document);
  await becomes('a new first cell is the front matter', ['unread-front-matter: * toc: true'], () => first.findings());
  await attachments(apply, markup, book);
}

/** An image that a cell shows has to be among those that it carries with it. */
async function attachments(apply, markup, book) {
  const cell = markup('The sea ![](attachment:sea.png).');
  cell.metadata = { attachments: { 'tide.png': { 'image/png': 'iVBO' } } };
  await apply(vscode.NotebookEdit.insertCells(book.cellCount, [cell]));
  const last = book.cellCount - 1;
  const shown = new Text(book.cellAt(last).document);
  await becomes('an attachment of another cell is none', ['missing-image: attachment:sea.png'], () => shown.findings());
  await apply(vscode.NotebookEdit.updateCellMetadata(last, { attachments: { 'sea.png': { 'image/png': 'iVBO' } } }));
  await becomes('and an image that is pasted is one', [], () => shown.findings());
}

/** Both cells change when the footnote has another name. */
async function renaming(claim, note, place) {
  // VS Code renames only in a cell that is open for typing.
  vscode.window.activeNotebookEditor.selection = new vscode.NotebookRange(place, place + 1);
  await vscode.commands.executeCommand('notebook.cell.edit');
  const edit = await claim.ask('executeDocumentRenameProvider', claim.at('{% fn 1 %}', 6), '5');
  await vscode.workspace.applyEdit(edit);
  await becomes('rename reaches both cells', true,
    () => claim.document.getText().includes('{% fn 5 %}') && note.document.getText().includes('fndetail: 5'));
}

async function untitled() {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'New[^1].\n\n[^1]: A note.\n' });
  const text = new Text(document, await vscode.window.showTextDocument(document));
  await becomes('a file that has no name yet is served', (seen) => seen.includes('A note'), () => text.hover('[^1]'));
}

async function restarting(post) {
  await post.revert();
  await post.type('\nUnsaved{% fn 8 %}');
  const dirty = [DANGLING, 'undefined-footnote: {% fn 8 %}'];
  await vscode.commands.executeCommand('manicule.restart');
  await becomes('after a restart the unsaved text counts', dirty, () => post.findings());
  await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand('manicule.restart')));
  await becomes('three restarts at once leave one server', dirty, () => post.findings());
  const settings = vscode.workspace.getConfiguration('manicule');
  await settings.update('rules', { 'undefined-footnote': 'off' }, vscode.ConfigurationTarget.Workspace);
  await becomes('a rule that is switched off finds nothing', [], () => post.findings());
  await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
  await becomes('and finds again when it is on', dirty, () => post.findings());
  await settings.update('server.path', '/nowhere/manicule', vscode.ConfigurationTarget.Workspace);
  await post.revert();
  await becomes('where the configured server is missing, the bundled one serves', [DANGLING], () => post.findings());
  await settings.update('server.path', undefined, vscode.ConfigurationTarget.Workspace);
  await becomes('and when the setting is gone', (seen) => seen.includes('Timed'), () => post.hover('{% fn 1 %}'));
}

exports.run = async function run() {
  try {
    const post = await attaching();
    await diagnosing(post);
    await asking(post);
    await changing(post);
    await movingFiles(post);
    await completing(post);
    await notebook();
    await untitled();
    await restarting(post);
  } catch (problem) {
    check('the tests go through', false, String(problem?.stack ?? problem));
  }
  fs.writeFileSync(process.env.MANICULE_HOST_RESULTS, JSON.stringify(results));
};

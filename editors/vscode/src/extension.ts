// Starts the server, restarts it when asked, and says how it is. Everything else is the server's.
import * as os from 'node:os';
import * as vscode from 'vscode';
import { ConfigurationMiddleware, LanguageClient, State } from 'vscode-languageclient/node';
import { findServer, NoServer, Server } from './server';
import { Status } from './status';

const TEXTS = [
  { scheme: 'file', language: 'markdown' },
  { scheme: 'untitled', language: 'markdown' },
  { scheme: 'file', language: 'quarto' },
];
/** Commands that are an action of the server at the cursor, and the kind by which it knows the action. */
const ACTIONS = {
  'manicule.insertFootnote': 'refactor.rewrite.manicule.insertFootnote',
  'manicule.renumberFootnotes': 'refactor.rewrite.manicule.renumber',
  'manicule.convertFootnotes': 'refactor.rewrite.manicule.convert',
};
const CELLS = ['markdown', 'raw'].map((language) => ({ notebook: 'jupyter-notebook', language }));

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  extension = new Extension(context);
  await extension.restart();
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}

/** The settings that the server asks for, without those that are the client's own. */
const forServer: ConfigurationMiddleware['configuration'] = async (params, token, next) => {
  const answers = await next(params, token);
  if (!Array.isArray(answers)) return answers;
  return answers.map((settings: object) => ({ ...settings, server: undefined, trace: undefined }));
};

class Extension {
  private readonly log = vscode.window.createOutputChannel('manicule', { log: true });
  private readonly status = new Status([...TEXTS, { notebookType: 'jupyter-notebook', language: 'markdown' }]);
  private client: LanguageClient | undefined;
  private server: Server | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext) {
    context.subscriptions.push(
      this.log,
      this.status,
      vscode.commands.registerCommand('manicule.restart', () => this.restart()),
      vscode.commands.registerCommand('manicule.showLog', () => this.log.show()),
      vscode.commands.registerCommand('manicule.showVersion', () => this.showVersion()),
      vscode.commands.registerCommand('manicule.report', () => this.report()),
      ...Object.entries(ACTIONS).map(([command, kind]) =>
        vscode.commands.registerCommand(command, () =>
          vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'ifSingle' }),
        ),
      ),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('manicule.server')) void this.restart();
      }),
    );
  }

  /** Stops the server if there is one, looks for one again and starts it. One after another, if asked twice. */
  restart(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.turn;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.stop(2000);
    } catch (problem) {
      // A server that was killed, or that still has an edit to answer, does not stop in good order. It is gone either way.
      this.log.warn(`the server did not stop in good order: ${problem}`);
    }
  }

  private async start(): Promise<void> {
    this.status.starting();
    try {
      const server = await findServer(this.context);
      for (const place of server.tried) this.log.warn(`no server ${place}`);
      this.log.info(`starting manicule ${server.version}, \`${server.command}\``);
      this.server = server;
      this.client = this.newClient(server);
      await this.client.start();
    } catch (problem) {
      this.fail(problem);
    }
  }

  private newClient(server: Server): LanguageClient {
    const run = { command: server.command, args: ['server', '--stdio'] };
    const client = new LanguageClient('manicule', 'manicule', run, {
      documentSelector: [...TEXTS, ...CELLS],
      initializationOptions: {
        diagnostics: { workspace: vscode.workspace.getConfiguration('manicule').get('diagnostics.workspace', false) },
      },
      outputChannel: this.log,
      traceOutputChannel: this.log,
      middleware: { workspace: { configuration: forServer } },
    });
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Starting) this.status.starting();
      if (newState === State.Running) this.status.running(server.version, server.tried[0]);
      if (newState === State.Stopped) this.status.failed('The server has stopped; the log says why.');
    });
    return client;
  }

  private fail(problem: unknown): void {
    this.server = undefined;
    const none = problem instanceof NoServer;
    const reason = problem instanceof Error ? problem.message : String(problem);
    const message = none ? `manicule: no server runs. Tried: ${reason}.` : `manicule: the server does not start: ${reason}`;
    this.log.error(message);
    this.status.failed(reason);
    // Not awaited: the message may stand there for hours.
    void vscode.window.showErrorMessage(message, 'Open settings', 'Show log').then((choice) => {
      if (choice === 'Show log') this.log.show();
      if (choice === 'Open settings') {
        void vscode.commands.executeCommand('workbench.action.openSettings', 'manicule.server.path');
      }
    });
  }

  /** Opens what somebody who reports a problem has to tell, to be read and filled in: nothing is sent anywhere. */
  private async report(): Promise<void> {
    let said: string;
    try {
      if (!this.client) throw new NoServer('no server runs');
      said = await this.client.sendRequest<string>('manicule/report');
    } catch (problem) {
      // Without an answer, that there is none is what is to be told.
      said = `## What happened\n\n(What did you do, and what did you expect?)\n\nThe server does not answer: ${problem}\n`;
    }
    const content = `${said}\n\n## The extension\n\n${this.information().map((line) => `- ${line}`).join('\n')}\n`;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
  }

  private information(): string[] {
    const settings = JSON.stringify(vscode.workspace.getConfiguration('manicule'), null, 2);
    return [
      `manicule for VS Code ${this.context.extension.packageJSON.version}`,
      this.server ? `server ${this.server.version}, ${this.server.command}` : 'no server runs',
      `${vscode.env.appName} ${vscode.version} on ${os.type()} ${os.release()} ${os.arch()}`,
      `folder ${vscode.workspace.isTrusted ? 'trusted' : 'not trusted'}; settings ${settings}`,
    ];
  }

  private async showVersion(): Promise<void> {
    const information = this.information();
    const choice = await vscode.window.showInformationMessage(information.slice(0, 2).join('; '), 'Copy all');
    if (choice === 'Copy all') await vscode.env.clipboard.writeText(information.join('\n'));
  }
}

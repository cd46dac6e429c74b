// Finds a server that runs: the one in the settings, the one that came with the extension, the one on the PATH.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

/** A server that has answered `--version`. */
export interface Server {
  command: string;
  version: string;
  /** The places before it that were tried in vain. */
  tried: string[];
}

/** Nowhere is a server that runs. */
export class NoServer extends Error {}

/** The first place whose server answers; throws `NoServer` with every place tried. */
export async function findServer(context: vscode.ExtensionContext): Promise<Server> {
  const tried: string[] = [];
  for (const { where, command } of places(context)) {
    try {
      return { command, version: await version(command), tried };
    } catch (problem) {
      tried.push(`${where}, \`${command}\`: ${reason(problem)}`);
    }
  }
  throw new NoServer(tried.join('; '));
}

function places(context: vscode.ExtensionContext): { where: string; command: string }[] {
  const name = process.platform === 'win32' ? 'manicule.exe' : 'manicule';
  const bundled = { where: 'in the extension', command: context.asAbsolutePath(`server/${name}`) };
  // A folder that is not trusted must not choose what is run, by a setting or by a PATH that starts in it.
  if (!vscode.workspace.isTrusted) return [bundled];
  const path = vscode.workspace.getConfiguration('manicule').get<string>('server.path', '').trim();
  const own = path ? [{ where: 'in the settings', command: path }] : [];
  return [...own, bundled, { where: 'on the PATH', command: name }];
}

async function version(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, ['--version'], { timeout: 10_000 });
  const said = /^manicule (\S+)/.exec(stdout)?.[1];
  if (!said) throw new Error(`it is no manicule: it says \`${stdout.trim().slice(0, 80)}\``);
  return said;
}

function reason(problem: unknown): string {
  const { code, killed, message } = problem as NodeJS.ErrnoException & { killed?: boolean };
  if (code === 'ENOENT') return 'there is none';
  if (code === 'EACCES') return 'it may not be run';
  if (killed) return 'it did not answer in time';
  return (message ?? String(problem)).trim();
}

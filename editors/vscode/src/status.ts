// The entry in the status bar's language menu: which server runs, or why none does.
import * as vscode from 'vscode';

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor(selector: vscode.DocumentSelector) {
    this.item = vscode.languages.createLanguageStatusItem('manicule', selector);
    this.item.name = 'manicule';
    this.starting();
  }

  starting(): void {
    this.set('manicule', vscode.LanguageStatusSeverity.Information, 'starting', true);
  }

  running(version: string, warning?: string): void {
    const { Information, Warning } = vscode.LanguageStatusSeverity;
    this.set(`manicule ${version}`, warning ? Warning : Information, warning);
  }

  failed(detail: string): void {
    this.set('manicule does not run', vscode.LanguageStatusSeverity.Error, detail);
  }

  dispose(): void {
    this.item.dispose();
  }

  private set(text: string, severity: vscode.LanguageStatusSeverity, detail?: string, busy = false): void {
    const failed = severity === vscode.LanguageStatusSeverity.Error;
    Object.assign(this.item, { text, severity, detail, busy });
    this.item.command = failed
      ? { title: 'Restart', command: 'manicule.restart' }
      : { title: 'Show log', command: 'manicule.showLog' };
  }
}

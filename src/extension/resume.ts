/**
 * Carries a task's brief into a chat. The chats' commands are nobody's promise, so they are looked for each time, and
 * known only here. The text is put where a person can read it and send it.
 */
import { commands, env, l10n, window } from 'vscode'

interface Chat {
  readonly label: string
  readonly needs: string
  open(prompt: string): Promise<unknown>
}

const chats: readonly Chat[] = [
  {
    label: l10n.t('Chat of this editor'),
    needs: 'workbench.action.chat.open',
    async open(prompt) {
      const query = { query: prompt, isPartialQuery: true, mode: 'agent' }
      try {
        await commands.executeCommand('workbench.action.chat.newChat', {
          inputValue: prompt,
          isPartialQuery: true,
          agentMode: true,
        })
      } catch {
        // An older editor: the chat that is open takes it.
      }
      await commands.executeCommand('workbench.action.chat.open', query)
    },
  },
  {
    label: 'Claude Code',
    needs: 'claude-vscode.editor.open',
    open: async (prompt) => commands.executeCommand('claude-vscode.editor.open', undefined, prompt),
  },
]

export async function resumeInChat(prompt: string): Promise<void> {
  const known = new Set(await commands.getCommands(true))
  const here = chats.filter(({ needs }) => known.has(needs))
  const chosen =
    here.length > 1 ? await window.showQuickPick(here, { placeHolder: l10n.t('Resume in which chat?') }) : here[0]
  if (chosen) return void (await chosen.open(prompt))
  if (here.length > 1) return
  await copyBrief(prompt)
}

export async function copyBrief(prompt: string): Promise<void> {
  await env.clipboard.writeText(prompt)
  window.setStatusBarMessage(l10n.t('The brief is on the clipboard. Paste it into a new chat.'), 5_000)
}

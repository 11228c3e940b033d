/** What a page may ask for, and what is done then. Nothing else is ever done for it, whatever it sends. */
import { commands } from 'vscode'
import type { PageAction, PageWish, TaskPicture, TaskRef } from '../../contract/page.ts'
import { openFile } from '../artifacts/open.ts'
import type { Connection } from '../connection.ts'
import { copyBrief } from '../resume.ts'

const commandOf: Readonly<Record<PageAction, string>> = {
  resume: 'baton.resume',
  copyBrief: 'baton.copyBrief',
  claim: 'baton.claim',
  saveCheckpoint: 'baton.saveCheckpoint',
  handOff: 'baton.handOff',
  complete: 'baton.complete',
  release: 'baton.release',
  reset: 'baton.reset',
  answer: 'baton.answer',
  approve: 'baton.approve',
  reject: 'baton.reject',
  start: 'baton.start',
  showLog: 'baton.showLog',
}

export interface Wisher {
  readonly ref: TaskRef
  readonly connection: Connection | undefined
  /** What the page shows: good for what needs no server. */
  readonly picture: TaskPicture | undefined
}

export async function fulfil(wish: PageWish, { ref, connection, picture }: Wisher): Promise<void> {
  switch (wish.kind) {
    case 'act': {
      const brief = picture?.task.brief
      if (wish.action === 'copyBrief' && connection?.state.kind !== 'up' && brief) return copyBrief(brief)
      if (!Object.hasOwn(commandOf, wish.action)) return
      // These two are about the server, not about the task.
      const about = wish.action === 'start' || wish.action === 'showLog' ? [] : [ref]
      await commands.executeCommand(commandOf[wish.action], ...about)
      return
    }
    case 'answer':
      // Named, so that a question that was replaced meanwhile is not answered by mistake.
      await connection?.call('answer_input', {
        task_id: ref.task,
        answer: wish.answer,
        question_id: wish.question_id,
      })
      return
    case 'artifact':
      await commands.executeCommand('baton.openArtifact', { ...ref, artifact: wish.artifact_id })
      return
    case 'file':
      if (connection)
        await openFile(connection, { path: wish.path, commit: wish.commit, worktree: picture?.task.worktree })
      return
    case 'task':
      await commands.executeCommand('baton.openTask', { task: wish.task_id, store: ref.store })
  }
}

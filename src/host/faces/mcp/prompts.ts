/** What Baton tells agents: how to use it at all, and the two things that people start with it. */
import type { Baton } from '../../../contract/baton.ts'
import type { Prompt } from './protocol.ts'
import { briefOf, taskIdsLike } from './resources.ts'

/** Sent with `initialize`; most clients put it into the system prompt. */
export const instructions = [
  'Baton is the task board shared by the agents and people of this workspace. What you save here outlives your context.',
  'Starting: take work with claim_next_task or claim_task before you touch it, and read the brief that comes back. Pass the claim on with later writes.',
  'Working: save_checkpoint after every step worth keeping, with what is done, what remains and a resume_prompt. Every call renews your lease.',
  'Leaving: before your context runs out, save_checkpoint, then handoff_task (or mark_exhausted). When the work is done, complete_task with its output.',
  'Planning: create_tasks with depends_on for a plan of several steps. Stuck on a decision that is not yours: request_input asks a person.',
].join('\n')

export const prompts = (baton: Baton): Prompt[] => [
  {
    listing: {
      name: 'resume_task',
      title: 'Resume a task',
      description: 'Carry on with a task exactly where it was left.',
      arguments: [{ name: 'task_id', description: 'Which task', required: true }],
    },
    get: async ({ task_id = '' }, caller) => [
      said(
        `Carry on with this task. Claim it first (claim_task), save a checkpoint after every step, and complete_task or handoff_task at the end.\n\n${await briefOf(baton, task_id, caller)}`,
      ),
    ],
    complete: async (_, typed, caller) => taskIdsLike(baton, typed, caller),
  },
  {
    listing: {
      name: 'plan_work',
      title: 'Plan work',
      description: 'Split a goal into tasks that several agents can work on.',
      arguments: [{ name: 'goal', description: 'What is to be reached', required: true }],
    },
    get: async ({ goal = '' }) => [
      said(
        `Plan this work as tasks on the board, then create them all at once with create_tasks. Give each a title, a goal, and done_when: how one can tell that it is finished. Name each with a ref and list in depends_on only what truly has to come first, so that the rest can be done in parallel. Look at list_tasks first: part of it may be there already. Do not begin the work yet; show the plan.\n\nThe goal: ${goal}`,
      ),
    ],
  },
]

const said = (text: string) => ({ role: 'user' as const, content: { type: 'text' as const, text } })

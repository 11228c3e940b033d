// One call of each tool, in an order in which an agent could make them; what its answer has to tell.

interface Call {
  readonly tool: string
  readonly input: Record<string, unknown>
  readonly says: RegExp
}

const call = (tool: string, input: Record<string, unknown>, says: RegExp): Call => ({ tool, input, says })

/** `artifact` is what attach_artifact answered. */
export function* everyTool(artifact: () => string): Generator<Call> {
  yield call('create_task', { task_id: 'E-1', title: 'Write the words', labels: ['words'] }, /E-1/)
  yield call('add_task', { id: 'E-2', description: 'Set the words', dependencies: ['E-1'] }, /E-2/)
  yield call(
    'create_tasks',
    {
      tasks: [
        { task_id: 'E-3', title: 'Fold' },
        { task_id: 'E-4', title: 'Bind' },
      ],
    },
    /E-4/,
  )
  yield call('get_task', { task_id: 'E-1' }, /Write the words/)
  yield call('list_tasks', { label: 'words' }, /E-1/)
  yield call('get_all_tasks', {}, /E-2/)
  yield call('get_available_tasks', {}, /E-1/)
  yield call('claim_worker_slot', {}, /"slot":1/)
  yield call('claim_task', { task_id: 'E-1' }, /claim/)
  yield call('get_workers', {}, /E-1|slot/)
  yield call('heartbeat', { task_id: 'E-1' }, /E-1/)
  yield call('save_checkpoint', { task_id: 'E-1', completed_steps: ['Title'], remaining_steps: ['Text'] }, /checkpoint/)
  yield call(
    'attach_artifact',
    { task_id: 'E-1', kind: 'text', name: 'draft', content: 'Once upon a time' },
    /artifact/,
  )
  yield call('get_artifact', { artifact_id: artifact() }, /Once upon a time/)
  yield call('update_task', { task_id: 'E-1', goal: 'A tale of one page' }, /E-1/)
  yield call('trigger_notification', { task_id: 'E-1', channel: 'log', message: 'Half done' }, /true/)
  yield call('handoff_task', { task_id: 'E-1', reason: 'Context full' }, /handoff_ready/)
  yield call('update_task', { task_id: 'E-1', status: 'in_progress' }, /in_progress/)
  yield call('mark_exhausted', { task_id: 'E-1', reason: 'No way on' }, /agent_exhausted/)
  yield call('claim_task', { task_id: 'E-1' }, /in_progress/)
  yield call('complete_task', { task_id: 'E-1', output: 'One page' }, /done/)
  yield call('update_task', { task_id: 'E-2', labels: ['next'] }, /open/)
  yield call('claim_next_task', { label: 'next' }, /E-2/)
  yield call('release_task', { task_id: 'E-2' }, /open/)
  yield call('claim_task', { task_id: 'E-3' }, /in_progress/)
  yield call('update_task', { task_id: 'E-3', status: 'failed', error: 'Paper jam' }, /failed/)
  yield call('reset_failed_task', { task_id: 'E-3' }, /open/)
  yield call('claim_task', { task_id: 'E-4' }, /in_progress/)
  yield call(
    'request_input',
    { task_id: 'E-4', question: 'Glue or thread?', options: ['Glue', 'Thread'] },
    /input_required/,
  )
  yield call('cancel_task', { task_id: 'E-3', reason: 'Not needed' }, /cancelled/)
  yield call('release_worker_slot', { slot: 1 }, /free/)
  yield call('get_history', { task_id: 'E-1' }, /completed|done/)
}

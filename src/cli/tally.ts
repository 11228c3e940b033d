/** What an export holds, counted while its lines pass by, in the words of whoever asked for it. */
export class Tally {
  rows = 0
  tasks = 0
  checkpoints = 0

  async *of(lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      const table = /^\{"table":"(\w+)"/.exec(line)?.[1]
      if (table) this.rows++
      if (table === 'tasks' || table === 'checkpoints') this[table]++
      yield line
    }
  }

  toJSON(): { rows: number; tasks: number; checkpoints: number } {
    return { rows: this.rows, tasks: this.tasks, checkpoints: this.checkpoints }
  }
}

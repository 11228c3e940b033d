import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/store/sql/port.ts'

/** An empty database with one table `thing(id INTEGER PRIMARY KEY, text TEXT, number REAL, bytes …)` of the adapter's dialect. */
export interface Made {
  database: Database
  /** A path (or whatever the adapter takes) for a backup that does not exist yet. */
  backupPath: string
  /** Opens a backup. */
  open: (path: string) => Promise<Database>
}

/** What every adapter of the `Database` port has to do; each runs it with its own `make`. */
export function databaseContract(name: string, make: () => Promise<Made>): void {
  const insert = 'INSERT INTO thing (id, text) VALUES (?1, ?2)'
  const ids = async (database: Database) =>
    (await database.read((sql) => sql.all<{ id: number }>('SELECT id FROM thing ORDER BY id'))).map(({ id }) => id)

  describe(`${name} as a Database`, () => {
    test('keeps every kind of value', async () => {
      const { database } = await make()
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
      const rows = [
        { id: 1, text: 'grüße, 世界 🎉 and a \u0001', number: -0.5, bytes },
        { id: 2, text: '', number: 1_795_250_716_896, bytes: new Uint8Array(0) },
        { id: 3, text: null, number: null, bytes: null },
        { id: Number.MAX_SAFE_INTEGER, text: 'x'.repeat(100_000), number: 0, bytes: null },
      ]
      await database.write(async (sql) => {
        for (const { id, text, number, bytes } of rows)
          await sql.run('INSERT INTO thing (id, text, number, bytes) VALUES (?1, ?2, ?3, ?4)', id, text, number, bytes)
      })
      const found = await database.read((sql) => sql.all('SELECT id, text, number, bytes FROM thing ORDER BY id'))
      expect(found).toEqual(rows)
    })

    test('gives one row, no row, and the number of rows changed', async () => {
      const { database } = await make()
      await database.write(async (sql) => {
        expect(await sql.run(insert, 1, 'a')).toBe(1)
        expect(await sql.run(insert, 2, 'b')).toBe(1)
        expect(await sql.run('UPDATE thing SET text = ?1', 'c')).toBe(2)
        expect(await sql.run('DELETE FROM thing WHERE id = ?1', 9)).toBe(0)
        expect(await sql.one('SELECT text FROM thing WHERE id = ?1', 2)).toEqual({ text: 'c' })
        expect(await sql.one('SELECT text FROM thing WHERE id = ?1', 9)).toBeUndefined()
      })
    })

    test('undoes all of a write that throws, and only that', async () => {
      const { database } = await make()
      const results = await Promise.allSettled([
        database.write((sql) => sql.run(insert, 1, 'before')),
        database.write(async (sql) => {
          await sql.run(insert, 2, 'bad')
          throw new Error('a rule says no')
        }),
        database.write((sql) => sql.run(insert, 3, 'after')),
      ])
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await ids(database)).toEqual([1, 3])
      await expect(
        database.write(async (sql) => {
          await sql.run(insert, 4, 'alone and bad')
          throw new Error('a rule says no')
        }),
      ).rejects.toThrow('a rule says no')
      expect(await ids(database)).toEqual([1, 3])
    })

    test('tells a broken rule of the schema from other errors, and the work may go on after it', async () => {
      const { database } = await make()
      await database.write((sql) => sql.run(insert, 1, 'first'))
      const again = database.write((sql) => sql.run(insert, 1, 'second'))
      await expect(again).rejects.toMatchObject({ kind: 'constraint' })
      await expect(database.write((sql) => sql.run('not SQL'))).rejects.toMatchObject({ kind: 'other' })
    })

    test('runs one piece of work at a time, in the order asked for, reads among them', async () => {
      const { database } = await make()
      const seen: string[] = []
      const work = (name: string) =>
        database.write(async (sql) => {
          seen.push(`${name} begins`)
          for (let step = 0; step < 3; step++) await sql.all('SELECT 1')
          await sql.run(insert, seen.length, name)
          seen.push(`${name} ends`)
        })
      const counts = await Promise.all([work('a'), database.read((sql) => sql.all('SELECT id FROM thing')), work('b')])
      expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
      expect(counts[1]).toHaveLength(1)
    })

    test('calls `durable` in commit order just before the answer, and not for work that threw', async () => {
      const { database } = await make()
      const told: string[] = []
      const write = (id: number) =>
        database
          .write(
            async (sql) => {
              await sql.run(insert, id, 'x')
              if (id === 2) throw new Error('no')
              return id
            },
            (value) => told.push(`durable ${value}`),
          )
          .then(
            (value) => told.push(`answer ${value}`),
            () => told.push('error'),
          )
      await Promise.all([write(1), write(2), write(3)])
      expect(told.filter((each) => each.startsWith('durable'))).toEqual(['durable 1', 'durable 3'])
      expect(told.indexOf('durable 3')).toBeLessThan(told.indexOf('answer 3'))
      expect(told).toHaveLength(5)
    })

    test('a read can not write', async () => {
      const { database } = await make()
      await expect(database.read((sql) => sql.run(insert, 1, 'x'))).rejects.toThrow()
      expect(await ids(database)).toEqual([])
    })

    test('a backup is whole, holds what was answered before, and never overwrites', async () => {
      const { database, backupPath, open } = await make()
      await database.write((sql) => sql.run(insert, 1, 'x'))
      await database.backup(backupPath)
      await database.write((sql) => sql.run(insert, 2, 'later'))
      const copy = await open(backupPath)
      expect(await ids(copy)).toEqual([1])
      await copy.close()
      await expect(database.backup(backupPath)).rejects.toThrow(/exists/)
    })

    test('finishes what is queued before it closes, and takes nothing after', async () => {
      const { database } = await make()
      const queued = Promise.all([1, 2, 3].map((id) => database.write((sql) => sql.run(insert, id, 'x'))))
      const closed = database.close()
      await expect(database.write((sql) => sql.run(insert, 4, 'late'))).rejects.toThrow(/closed/)
      expect(await queued).toEqual([1, 1, 1])
      await closed
      await database.close()
    })
  })
}

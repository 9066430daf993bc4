import ArgumentParser

/// `historian`: what keeps the samples, looked after.
struct HistorianCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "historian", abstract: "Look after a historian: what it holds, checks, copies, retention, versions.",
    discussion: """
      A historian is a file of SQLite (plant.db) or a schema in a database of PostgreSQL
      (postgresql://user@host:5432/database?password_file=path).

        pur-mold-twin historian create plant.db
        pur-mold-twin historian check plant.db
        pur-mold-twin historian migrate --from plant.db --to 'postgresql://twin@db/plant?password_file=secret'
      """,
    subcommands: [
      HistorianCreate.self, HistorianOverview.self, HistorianCheck.self, HistorianMigrate.self, HistorianBackup.self,
      HistorianRestore.self, HistorianRollUp.self, HistorianRetention.self, HistorianPrune.self,
      HistorianSchema.self, HistorianExport.self,
    ])
}

// The tables of a crawl in a PostgreSQL database: what it looks like, and who makes it. Base tables
// lie in the schema `crawl`, views in `public`. docs/schema.md explains them to users.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/fleet/fleet_timing.h"
#include "storage/postgres/server/connection.h"
#include "storage/store/store_options.h"

namespace storage {

inline constexpr int kPostgresSchemaVersion = 3;

// How the 64 bits of a host's key are divided: the first so many say which bucket it is in.
inline constexpr int kBucketBits = 12;

// What all processes that crawl into a database have to agree on.
struct PostgresAgreement {
  int bucket_bits = kBucketBits;
  FleetTiming timing;
};

// Makes the tables if there are none (of several processes that do so at once one does), refreshes
// the names that views show, and says what this database has agreed; `bucket_bits` matters only
// where the tables are made.
// Errors: the database has tables of another program (kNotOurs), or is of a newer version
// (kTooNew).
ground::Result<PostgresAgreement> prepare_postgres_schema(Connection& server,
                                                          const StoreOptions& options,
                                                          int bucket_bits = kBucketBits);

// For one who only reads: that there is a crawl, of a version that this program knows.
ground::Result<void> inspect_postgres_schema(Connection& server);

// The names of the base tables, without their schema.
std::vector<std::string> postgres_base_tables();

}  // namespace storage

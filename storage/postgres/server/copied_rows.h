// Rows of a crawl in PostgreSQL as records to copy: the statements' columns, and their readers.
// `shift`, `mask`: how the first half of a key becomes its bucket. Thread: pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "storage/postgres/server/connection.h"
#include "storage/store/copied_records.h"

namespace storage {

// "SELECT …, columns of url_of() FROM ", then `crawl.url u`, then the joins.
std::string url_columns();
std::string url_joins(int shift, int64_t mask);
// Of a bucket ($1) those of these keys ($2, $3), see page_of().
std::string pages_statement(int shift, int64_t mask);

// Of "source_hosts", "source_runs".
CopiedHost host_of(const PostgresRows& rows, std::size_t row);
CopiedRun run_of(const PostgresRows& rows, std::size_t row);
CopiedUrl url_of(const PostgresRows& rows, std::size_t row);
// Its URL stands in `commit.tables`, for the rows of rules, which know their page by that.
CopiedPage page_of(const PostgresRows& rows, std::size_t row);

}  // namespace storage

// The tables of history as a copy in a file has them: a statement for each of kCopiedHistory, whose
// columns are those of the file's table behind the key and the place. Thread: pure.
#pragma once

#include <cstddef>
#include <string>

#include "storage/postgres/server/connection.h"
#include "storage/store/copied_records.h"

namespace storage {

// Of a bucket ($1), from a key on ($2, $3), of so many keys ($4), of hosts ($5) or of all.
// `shift`, `mask`: how the first half of a key becomes its bucket.
std::string copied_history_statement(std::size_t table, int shift, int64_t mask);
CopiedRow copied_row_of(const PostgresRows& rows, std::size_t row, std::size_t table);

}  // namespace storage

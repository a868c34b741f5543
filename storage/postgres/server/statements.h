// Every statement of the store in PostgreSQL, by name: so that a test can read them all, and hold
// them against what every engine behind the protocol has. None takes its rows by anything that only
// one server could give (its clock, its sequences, its advisory locks).
// Thread: constants.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "storage/store/records.h"

namespace storage {

// Which rows a statement touches.
enum class Reach : uint8_t {
  kBucket,  // of one bucket, which is its first parameter
  kKeys,    // those of a list of keys, in any bucket: what links lead to
  kShared,  // tables that have no buckets, and are small
  kReport,  // it reads all: for the start and the end of a crawl
};

struct PostgresStatement {
  const char* name;
  Reach reach;
  const char* sql;
};

std::span<const PostgresStatement> postgres_statements();

// What a connection is told before it prepares them.
// A generic plan is right for all parameters, since each statement finds its rows by a key, and a
// new table is soon large: no plan may read all of one because it was small when it was made.
// A process that is frozen in a transaction must not hold others up.
// lz4, where the server was built with it, is several times as quick as what it takes by itself,
// and as small: what counts is what the one who writes says, not what stood there as tables were
// made.
inline constexpr char kPostgresSession[] = R"sql(
SET search_path = public;
SET client_min_messages = error;
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_bitmapscan = off;
SET enable_sort = off;
SET jit = off;
SET idle_in_transaction_session_timeout = '30s';
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals);
)sql";

// What Store::survey() asks, of each sort: (after, most, a set of reasons as bits).
std::string survey_statement(UrlSort sort);
inline constexpr UrlSort kUrlSorts[] = {
    UrlSort::kSeeds,     UrlSort::kFailed, UrlSort::kPassing, UrlSort::kHeadersOnly,
    UrlSort::kUndecided, UrlSort::kChecks, UrlSort::kLinked};

// The flags beside a link's kind in content.link_kind.
inline constexpr int64_t kNofollowLink = 256, kUnnamedLink = 512;
// Where a link stands, for surveys: the number of its page and these bits for its place there.
inline constexpr int kPlaceBits = 24;

}  // namespace storage

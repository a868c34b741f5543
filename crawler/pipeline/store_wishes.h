// What a crawl tells a store when it is opened: the only place where parser's names and keys become
// storage's, beside page_record. Thread: any.
#pragma once

#include <vector>

#include "crawler/options/options.h"
#include "parser/extract/rules.h"
#include "storage/store/store_options.h"

namespace crawler {

// `tables`: those that the run's rules fill.
storage::StoreOptions store_options(const Options& options, std::vector<storage::UserTable> tables,
                                    const parser::Rules& rules);

}  // namespace crawler

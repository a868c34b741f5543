// PageRank within a crawl: the share of time that a reader who follows links at random spends on
// each page (Page, Brin, Motwani, Winograd 1999).
//
// A link counts once for each page it is on, and not at all if it is nofollow or leads to its own
// page; a redirect passes on what it gets. Pages without links share what they have among all
// pages. Memory: about 20 bytes per page, 4 per URL and 2 per link.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

// Which nodes lead where: nodes are numbers from 0 on, and a node's targets are kept as the
// differences of neighbours, a byte or two each.
// Thread: one at a time.
class LinkGraph {
 public:
  explicit LinkGraph(std::size_t nodes) : out_degrees_(nodes) {}

  // For nodes in rising order, once each. Sorts `targets` and drops what is there twice.
  void add(uint32_t node, std::vector<uint32_t>& targets);

  // The shares, 1 the average; empty if `is_enough` said so meanwhile. Asked in each round.
  std::vector<double> ranks(bool (*is_enough)()) const;

  std::size_t links() const { return links_; }

 private:
  void spread(const std::vector<double>& from, std::vector<double>& to) const;

  std::vector<uint32_t> out_degrees_;
  std::vector<unsigned char> differences_;
  std::size_t links_ = 0;
};

struct PageRanks {
  std::vector<int64_t> page_ids;  // rising
  std::vector<double> ranks;      // in the same order; 1 is the average
};

// Of the pages with ids up to `last_page`. Errors: those of the database; kInterrupted.
ground::Result<PageRanks> page_ranks(storage::Database& db, int64_t last_page);

}  // namespace explore

#include "storage/postgres/history/postgres_shapes.h"

#include <vector>

namespace storage {

using ground::Result;

Result<void> PostgresShapes::load(const std::set<uint64_t>& hosts) {
  if (hosts_.size() + hosts.size() > kMostHosts) hosts_.clear();
  std::vector<uint64_t> asked;
  for (const uint64_t host : hosts) {
    if (hosts_.contains(host)) continue;
    asked.push_back(host);
    ground_.server->queue("read_shapes",
                          PostgresValues().number(ground_.bucket_of(host)).key(host));
  }
  if (asked.empty()) return {};
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    ErrorShapes& shapes = hosts_[asked[i]];
    const PostgresRows& rows = (*answers)[i].rows;
    for (std::size_t row = 0; row < rows.size(); ++row)
      shapes.add({rows.key(row, 0), rows.key(row, 1), rows.string(row, 2)});
  }
  return {};
}

bool PostgresShapes::note(uint64_t host, const PageRecord& page) {
  if (!shows_error(page.status) || page.method != Method::kWhole) return false;
  return hosts_[host].add(shape_of(page));
}

void PostgresShapes::queue(PostgresGround& ground, uint64_t host, const PageShape& shape) {
  ground.server->queue("insert_shape", PostgresValues()
                                           .number(ground.bucket_of(host))
                                           .key(host)
                                           .key(shape.content_hash)
                                           .key(shape.simhash)
                                           .bytes(shape.title));
}

}  // namespace storage

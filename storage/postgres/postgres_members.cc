#include "storage/postgres/postgres_members.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "storage/postgres/server/statements.h"

namespace storage {

using ground::Result;

namespace {

constexpr std::array<std::string_view, 9> kOfMembers = {
    "join",         "beat",        "read_members",     "declare_dead", "leave",
    "read_buckets", "take_bucket", "give_bucket_back", "read_work"};

}  // namespace

PostgresMembers::PostgresMembers(std::string where, const FleetTiming& timing)
    : where_(std::move(where)), timing_(timing) {}

Result<void> PostgresMembers::ready() {
  if (server_ && !server_->is_lost()) return {};
  auto server = Connection::open(where_);
  if (!server) return server.error();
  (*server)->set_patience(timing_.longest_call());
  if (auto set = (*server)->script(kPostgresSession); !set) return set.error();
  for (const PostgresStatement& statement : postgres_statements())
    if (std::find(kOfMembers.begin(), kOfMembers.end(), statement.name) != kOfMembers.end())
      (*server)->prepare(statement.name, statement.sql);
  if (auto prepared = (*server)->run_all(); !prepared) return prepared.error();
  server_ = std::move(*server);
  return {};
}

Result<PostgresRows> PostgresMembers::ask(const char* name, const PostgresValues& values) {
  if (auto connected = ready(); !connected) return connected.error();
  return server_->ask(name, values);
}

Result<void> PostgresMembers::join(MemberId me) {
  const auto joined = ask("join", PostgresValues().key(me));
  if (!joined) return joined.error();
  return {};
}

Result<bool> PostgresMembers::beat(MemberId me) {
  const auto beaten = ask("beat", PostgresValues().key(me));
  if (!beaten) return beaten.error();
  return beaten.value().changed() > 0;
}

Result<std::vector<MemberRow>> PostgresMembers::read_members() {
  const auto rows = ask("read_members", {});
  if (!rows) return rows.error();
  std::vector<MemberRow> members;
  for (std::size_t i = 0; i < rows.value().size(); ++i)
    members.push_back({rows.value().key(i, 0), rows.value().key(i, 1)});
  return members;
}

Result<void> PostgresMembers::declare_dead(std::span<const MemberRow> seen) {
  if (auto connected = ready(); !connected) return connected;
  for (const MemberRow& member : seen)
    server_->queue("declare_dead", PostgresValues().key(member.id).key(member.beat));
  if (const auto done = server_->run_all(); !done) return done.error();
  return {};
}

Result<void> PostgresMembers::leave(MemberId me) {
  const auto left = ask("leave", PostgresValues().key(me));
  if (!left) return left.error();
  return {};
}

Result<std::vector<BucketRow>> PostgresMembers::read_buckets() {
  const auto rows = ask("read_buckets", {});
  if (!rows) return rows.error();
  std::vector<BucketRow> buckets;
  buckets.reserve(rows.value().size());
  for (std::size_t i = 0; i < rows.value().size(); ++i)
    buckets.push_back({static_cast<Bucket>(rows.value().number(i, 0)), rows.value().key(i, 1),
                       rows.value().key(i, 2)});
  return buckets;
}

Result<std::vector<Bucket>> PostgresMembers::take(MemberId me, std::span<const BucketRow> seen) {
  if (auto connected = ready(); !connected) return connected.error();
  for (const BucketRow& row : seen)
    server_->queue("take_bucket", PostgresValues().number(row.bucket).key(me).key(row.epoch));
  const auto answers = server_->run_all();
  if (!answers) return answers.error();
  std::vector<Bucket> taken;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (answers.value()[i].rows.changed() > 0) taken.push_back(seen[i].bucket);
  return taken;
}

Result<void> PostgresMembers::give_back(std::span<const BucketRow> ours) {
  if (auto connected = ready(); !connected) return connected;
  for (const BucketRow& row : ours)
    server_->queue("give_bucket_back",
                   PostgresValues().number(row.bucket).key(row.owner).key(row.epoch));
  if (const auto done = server_->run_all(); !done) return done.error();
  return {};
}

Result<WorkCounts> PostgresMembers::read_counts() {
  const auto work = ask("read_work", {});
  if (!work) return work.error();
  return WorkCounts{work.value().key(0, 0), work.value().key(0, 1)};
}

}  // namespace storage

// What each finding costs on a crawl: finding_cost DB makes each working table by itself, then asks
// all findings on one connection, and prints for each the CPU milliseconds, how many rows it gave
// and a hash of them, which tells whether a change has left its answer as it was; then the sum and
// the peak of memory.
#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>

#include "explore/audit/audit_views.h"
#include "explore/file/crawl_file.h"
#include "explore/findings/findings.h"
#include "explore/findings/working_tables.h"
#include "storage/database/transaction.h"

namespace {

double cpu_ms() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) * 1e-6;
}

int fail(const ground::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

// FNV-1a, of the names of the columns and all values, in their order.
class RowsHash {
 public:
  void add_text(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0x1f);
  }
  void add(const storage::SqlValue& value) {
    mix(static_cast<unsigned char>(value.index()));
    if (const auto* number = std::get_if<int64_t>(&value)) add_text(fmt::format("{}", *number));
    if (const auto* real = std::get_if<double>(&value)) add_text(fmt::format("{}", *real));
    if (const auto* text = std::get_if<std::string_view>(&value)) add_text(*text);
    if (const auto* blob = std::get_if<storage::Blob>(&value)) add_text(blob->bytes);
  }
  uint64_t value() const { return hash_; }

 private:
  void mix(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }

  uint64_t hash_ = 0xcbf29ce484222325;
};

void print(double ms, const std::string& what) {
  std::puts(fmt::format("{:8.1f}\t{}", ms, what).c_str());
}

ground::Result<void> make_each(storage::Database& db) {
  for (const explore::AuditView& view : explore::audit_views()) {
    const double began = cpu_ms();
    const std::array<std::string_view, 1> name{view.name};
    if (auto made = explore::make_working_tables(db, name); !made) return made;
    print(cpu_ms() - began, fmt::format("{} alone", view.name));
  }
  return {};
}

ground::Result<void> ask(storage::Database& db, const explore::Finding& finding) {
  const double began = cpu_ms();
  uint64_t rows = 0;
  RowsHash hash;
  storage::Question question = db.ask(finding.sql);
  storage::Statement& row = question.statement;
  for (int i = 0; i < row.columns(); ++i) hash.add_text(row.column_name(i));
  for (; row.step(); ++rows)
    for (int i = 0; i < row.columns(); ++i) hash.add(row.value(i));
  print(cpu_ms() - began, fmt::format("{}\t{:016x}\t{}", rows, hash.value(), finding.id));
  return db.take_failure();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("finding_cost DB\n", stderr);
    return 2;
  }
  auto file = explore::CrawlFile::open(argv[1]);
  if (!file) return fail(file.error());
  storage::Database& db = (*file)->database();
  const storage::Transaction snapshot(db, storage::Transaction::Kind::kRead);
  if (auto made = make_each(db); !made) return fail(made.error());
  const double began = cpu_ms();
  if (auto made = explore::make_working_tables(db); !made) return fail(made.error());
  print(cpu_ms() - began, "working tables, all");
  for (const explore::Finding& finding : explore::findings())
    if (auto asked = ask(db, finding); !asked) return fail(asked.error());
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  print(cpu_ms() - began, fmt::format("all, {} MB", used.ru_maxrss / 1024));
}

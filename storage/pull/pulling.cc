// Hosts, URLs, pages: what is named by others comes before them. Pages go over in groups of about
// as many bytes as one large page has.
#include "storage/pull/pulling.h"

#include <span>
#include <vector>

#include "storage/postgres/postgres_source.h"
#include "storage/pull/pulled_file.h"

namespace storage {

using ground::Result;

namespace {

constexpr std::size_t kPagesAtOnce = 256;
constexpr uint64_t kBytesAtOnce = 16u << 20;

class Pulling {
 public:
  Pulling(PostgresSource& source, PulledFile& file,
          const std::function<bool(const PullCounts&)>& progress)
      : source_(source), file_(file), progress_(progress) {}

  Result<PullCounts> run() {
    auto totals = source_.totals();
    if (!totals) return totals.error();
    counts_.urls = totals->urls;
    counts_.pages = totals->pages;
    using Step = Result<void> (Pulling::*)();
    for (const Step step :
         {&Pulling::pull_hosts, &Pulling::pull_urls, &Pulling::pull_pages, &Pulling::pull_runs}) {
      if (auto done = (this->*step)(); !done) return done.error();
      if (counts_.was_interrupted) return counts_;
    }
    if (auto finished = file_.finish(); !finished) return finished.error();
    return counts_;
  }

 private:
  bool go_on() {
    counts_.was_interrupted = !progress_(counts_);
    return !counts_.was_interrupted;
  }

  Result<void> pull_hosts() {
    PostgresSource::Mark mark;
    do {
      auto hosts = source_.hosts(&mark);
      if (!hosts) return hosts.error();
      if (hosts->empty()) return {};
      if (auto kept = file_.keep_hosts(*hosts); !kept) return kept;
    } while (go_on());
    return {};
  }

  Result<void> pull_urls() {
    PostgresSource::Mark mark;
    do {
      auto urls = source_.urls(&mark);
      if (!urls) return urls.error();
      if (urls->empty()) return {};
      if (auto kept = file_.keep_urls(*urls); !kept) return kept;
      counts_.urls_seen += urls->size();
    } while (go_on());
    return {};
  }

  Result<void> pull_pages() {
    PostgresSource::Mark mark;
    do {
      auto ids = source_.page_ids(&mark);
      if (!ids) return ids.error();
      if (ids->empty()) return {};
      auto missing = file_.missing(*ids);
      if (!missing) return missing.error();
      counts_.pages_seen += ids->size() - missing->size();
      if (auto pulled = pull_groups(*missing); !pulled) return pulled;
    } while (!counts_.was_interrupted && go_on());
    return {};
  }

  Result<void> pull_groups(const std::vector<CopiedPageId>& ids) {
    std::size_t first = 0;
    while (first < ids.size()) {
      std::size_t end = first;
      for (uint64_t bytes = 0;
           end < ids.size() && end - first < kPagesAtOnce && (end == first || bytes < kBytesAtOnce);
           ++end)
        bytes += ids[end].size;
      auto pages = source_.pages(std::span(ids).subspan(first, end - first));
      if (!pages) return pages.error();
      if (auto kept = file_.keep_pages(*pages); !kept) return kept;
      counts_.pages_seen += pages->size();
      counts_.pages_new += pages->size();
      first = end;
      if (!go_on()) return {};
    }
    return {};
  }

  Result<void> pull_runs() {
    auto runs = source_.runs();
    if (!runs) return runs.error();
    return file_.keep_runs(*runs);
  }

  PostgresSource& source_;
  PulledFile& file_;
  const std::function<bool(const PullCounts&)>& progress_;
  PullCounts counts_;
};

}  // namespace

Result<PullCounts> pull(const std::string& from, const std::string& path,
                        const std::function<bool(const PullCounts&)>& progress) {
  auto source = PostgresSource::open(from);
  if (!source) return source.error();
  auto file = PulledFile::open(path, (*source)->name(), (*source)->names());
  if (!file) return file.error();
  return Pulling(**source, **file, progress).run();
}

}  // namespace storage

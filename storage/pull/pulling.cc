// Hosts, URLs, pages: what is named by others comes before them. Pages go over in groups of about
// as many bytes as one large page has.
#include "storage/pull/pulling.h"

#include <iterator>
#include <set>
#include <span>
#include <utility>
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
  Pulling(PostgresSource& source, PulledFile& file, const CopiedPart& part,
          const std::function<bool(const PullCounts&)>& progress)
      : source_(source), file_(file), part_(part), progress_(progress) {}

  Result<PullCounts> run() {
    auto totals = source_.totals();
    if (!totals) return totals.error();
    if (part_.is_all()) {
      counts_.urls = totals->urls;
      counts_.pages = totals->pages;
    } else if (auto begun = file_.begin_part(); !begun) {
      return begun.error();
    }
    using Step = Result<void> (Pulling::*)();
    for (const Step step : {&Pulling::pull_hosts, &Pulling::pull_urls, &Pulling::pull_pages,
                            &Pulling::pull_history, &Pulling::pull_runs}) {
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

  // Of pages that a condition chooses, hosts and URLs come with them.
  Result<void> pull_hosts() {
    if (!part_.where.empty()) return {};
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
    if (!part_.where.empty()) return {};
    PostgresSource::Mark mark;
    do {
      auto urls = source_.urls(&mark);
      if (!urls) return urls.error();
      if (urls->empty()) return {};
      if (auto kept = file_.keep_urls(*urls); !kept) return kept;
      std::vector<int64_t> places;
      places.reserve(urls->size());
      for (const CopiedUrl& url : *urls) places.push_back(url.place);
      if (auto owned = own(places); !owned) return owned;
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
      if (auto owned = own(*ids); !owned) return owned;
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
      if (auto kept = keep_with_targets(*pages); !kept) return kept;
      counts_.pages_seen += pages->size();
      counts_.pages_new += pages->size();
      first = end;
      if (!go_on()) return {};
    }
    return {};
  }

  // What a part's pages name may be none of it. Of that, comes along what was checked, and what
  // leads elsewhere or is broken: without it the part would not know which of its links are.
  Result<void> keep_with_targets(std::vector<CopiedPage>& pages) {
    if (part_.is_all()) return file_.keep_pages(pages);
    auto told = keep_named(pages);
    if (!told) return told.error();
    if (auto kept = file_.keep_pages(pages); !kept) return kept;
    while (!told->empty()) {
      auto more = source_.pages(*told);
      if (!more) return more.error();
      if (auto owned = own(*told); !owned) return owned;
      told = keep_named(*more);
      if (!told) return told.error();
      if (auto kept = file_.keep_pages(*more); !kept) return kept;
    }
    return {};
  }

  Result<void> own(const std::vector<int64_t>& places) {
    return part_.is_all() ? Result<void>() : file_.own(places);
  }
  Result<void> own(const std::vector<CopiedPageId>& pages) {
    std::vector<int64_t> places;
    places.reserve(pages.size());
    for (const CopiedPageId& page : pages) places.push_back(page.url_place);
    return own(places);
  }

  // The URLs of these pages, and those that they name. Gives the telling pages among what was not
  // known.
  Result<std::vector<CopiedPageId>> keep_named(const std::vector<CopiedPage>& pages) {
    std::set<ground::UrlKey> own;
    std::vector<ground::UrlKey> named;
    for (const CopiedPage& page : pages) own.insert(page.of.key);
    for (const CopiedPage& page : pages)
      for (const Outlink& link : page.commit.outlinks)
        if (!own.contains(link.target.key)) named.push_back(link.target.key);
    auto asked = file_.unknown(named);
    if (!asked) return asked.error();
    auto telling = source_.telling_pages(*asked);
    if (!telling) return telling;
    // They may be known as what another page names.
    if (!part_.where.empty()) asked->insert(asked->end(), own.begin(), own.end());
    auto urls = source_.urls_of(*asked);
    if (!urls) return urls.error();
    for (const CopiedPageId& page : *telling) own.insert(page.key);
    for (CopiedUrl& url : *urls)
      if (!own.contains(url.key)) leave_out(&url);
    if (auto kept = keep_hosts_of(*urls); !kept) return kept.error();
    if (auto kept = file_.keep_urls(*urls); !kept) return kept.error();
    counts_.urls_seen += urls->size();
    return telling;
  }

  // So that what the file says was fetched has a page, and nothing waits in it that is not its own.
  static void leave_out(CopiedUrl* url) {
    const bool is_fetched = url->state == UrlState::kFetched;
    if (!is_fetched && url->state != UrlState::kWaiting) return;
    url->state = UrlState::kSkipped;
    url->reason = Reason::kScope;
    url->detail = is_fetched ? "not pulled: fetched" : "not pulled: waiting";
  }

  Result<void> keep_hosts_of(const std::vector<CopiedUrl>& urls) {
    auto keys = file_.unknown_hosts(urls);
    if (!keys) return keys.error();
    auto hosts = source_.hosts_of(*keys);
    if (!hosts) return hosts.error();
    return file_.keep_hosts(*hosts);
  }

  Result<void> pull_history() {
    if (auto forgotten = file_.forget_history(); !forgotten) return forgotten;
    for (std::size_t table = 0; table < std::size(kCopiedHistory); ++table) {
      PostgresSource::Mark mark;
      for (;;) {
        auto rows = source_.history(table, &mark);
        if (!rows) return rows.error();
        if (rows->empty()) break;
        if (auto kept = file_.keep_history(table, *rows); !kept) return kept;
        if (!go_on()) return {};
      }
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
  const CopiedPart& part_;
  const std::function<bool(const PullCounts&)>& progress_;
  PullCounts counts_;
};

}  // namespace

Result<PullCounts> pull(const std::string& from, const std::string& path, const CopiedPart& part,
                        const std::function<bool(const PullCounts&)>& progress) {
  auto source = PostgresSource::open(from, part);
  if (!source) return source.error();
  auto file = PulledFile::open(path, (*source)->name(), (*source)->names());
  if (!file) return file.error();
  return Pulling(**source, **file, part, progress).run();
}

}  // namespace storage

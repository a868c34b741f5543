#include "explore/extract/rereading.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "explore/extract/stored_page.h"
#include "parser/page/places.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

struct UnreadPage : StoredPage {
  bool has_facts = false, has_places = false, was_cut = false;
};

// Nothing: it is damaged, or has nothing of what it lacks.
struct Reread {
  bool is_damaged = false;
  std::optional<storage::FactsOfPage> facts;
};

std::optional<storage::FragmentRecord> fragment_of(std::string_view written, bool is_redirect) {
  const std::string text = parser::fragment_text(written);
  const parser::NamedPlace named = parser::named_place(text);
  if (named.kind == parser::NamedPlace::Kind::kNone && !is_redirect) return std::nullopt;
  return storage::FragmentRecord{.place = 0,
                                 .kind = static_cast<uint8_t>(named.kind),
                                 .written = named.written,
                                 .decoded = named.decoded,
                                 .fragment = std::string(named.fragment),
                                 .anchor = {}};
}

void add_fragments(const parser::ParsedPage& page, storage::FactsOfPage& facts) {
  std::map<std::pair<parser::LinkKind, std::string_view>, std::size_t> before;
  for (const parser::ParsedLink& link : page.links) {
    const std::size_t others = before[{link.kind, link.url}]++;
    if (!link.fragment) continue;
    auto fragment = fragment_of(*link.fragment, link.kind == parser::LinkKind::kRedirect);
    if (!fragment) continue;
    facts.fragments.push_back(
        {std::string(link.url), static_cast<uint8_t>(link.kind), others, std::move(*fragment)});
  }
  for (const parser::OwnFragment& own : page.own_fragments) {
    auto fragment = fragment_of(own.fragment, false);
    if (!fragment) continue;
    fragment->place = -1 - static_cast<int32_t>(facts.own_fragments.size());
    fragment->anchor = own.anchor;
    facts.own_fragments.push_back(std::move(*fragment));
  }
}

Reread reread(StoredPageParser& parser, const UnreadPage& page) {
  parser::PageWishes wishes;
  wishes.structured = false;
  wishes.facts = !page.has_facts;
  wishes.places = !page.has_places;
  auto parsed = parser.parse(page, wishes);
  if (!parsed) return {.is_damaged = true, .facts = {}};
  const parser::ParsedPage& found = **parsed;
  storage::FactsOfPage facts{.page_id = page.id};
  if (found.facts != nullptr) facts.facts = *found.facts;
  if (found.has_places && !page.was_cut)
    facts.places.emplace(found.places.begin(), found.places.end());
  add_fragments(found, facts);
  const bool has_fragments = !facts.fragments.empty() || !facts.own_fragments.empty();
  if (!facts.facts && !facts.places && !has_fragments) return {};
  return {.is_damaged = false, .facts = std::move(facts)};
}

class Rereading {
 public:
  Rereading(storage::FactsFile& file, std::size_t threads)
      : file_(file), next_(file.unread_pages()) {
    for (std::size_t i = 0; i < threads; ++i)
      parsers_.push_back(std::make_unique<StoredPageParser>());
  }

  Result<RereadingCounts> run() {
    const auto last = static_cast<uint64_t>(
        file_.database().integer_of("SELECT coalesce(max(id), 0) FROM page_rows"));
    ProgressLine progress("reading");
    while (!is_interrupted()) {
      if (auto read = read_batch(); !read) return read.error();
      if (batch_.empty()) return counts_;
      if (auto kept = keep_batch(); !kept) return kept.error();
      progress.show(static_cast<uint64_t>(batch_.back().id), last, [this] {
        return fmt::format("{} pages", terminal::with_thousands(counts_.pages));
      });
    }
    counts_.was_interrupted = true;
    return counts_;
  }

 private:
  Result<void> read_batch() {
    batch_.clear();
    std::size_t bytes = 0;
    next_.with(after_);
    while (batch_.size() < kBatchPages && bytes < kBatchBytes && next_.step()) {
      after_ = next_.integer(0);
      const bool has_body = !next_.is_null(4);
      if (!has_body && next_.integer(5) > 0 && next_.integer(6) != 0) ++counts_.without;
      if (!has_body && next_.integer(9) == 0) continue;
      UnreadPage& page = batch_.emplace_back();
      page.id = after_;
      page.status = static_cast<int>(next_.integer(1));
      page.url = next_.string(2);
      page.headers = next_.string(3);
      page.zstd = next_.string(4);
      page.has_body = has_body;
      page.has_facts = next_.integer(7) != 0;
      page.has_places = next_.integer(8) != 0;
      page.was_cut = next_.integer(10) != 0;
      bytes += page.zstd.size();
    }
    next_.reset();
    return file_.database().take_failure();
  }

  Result<void> keep_batch() {
    std::vector<storage::FactsOfPage> pages;
    for (Reread& page : in_parallel<Reread>(batch_, parsers_, reread)) {
      counts_.damaged += page.is_damaged ? 1 : 0;
      if (page.facts) pages.push_back(std::move(*page.facts));
    }
    if (auto kept = file_.keep(pages); !kept) return kept;
    counts_.pages += pages.size();
    return {};
  }

  storage::FactsFile& file_;
  storage::Statement next_;
  std::vector<std::unique_ptr<StoredPageParser>> parsers_;
  std::vector<UnreadPage> batch_;
  RereadingCounts counts_;
  int64_t after_ = 0;
};

}  // namespace

Result<RereadingCounts> reread_pages(storage::FactsFile& file, std::size_t threads) {
  Rereading rereading(file, std::max<std::size_t>(threads, 1));
  return rereading.run();
}

}  // namespace explore

// Files are named before the first of them is written, so that links can lead to any. What makes a
// file costs a parse of the page, so it is done by several threads; all that is read of databases,
// and the targets of a page's links among it, is read before by the one thread that may.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/command/new_folder.h"
#include "explore/command/output.h"
#include "explore/export/exported_files.h"
#include "explore/export/exports.h"
#include "explore/export/file_name.h"
#include "explore/export/markdown_file.h"
#include "explore/export/ordered_work.h"
#include "explore/file/stored_pages.h"
#include "explore/show/reading.h"
#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/content/markdown_lines.h"
#include "parser/encoding/charset.h"
#include "storage/sqlite/sqlite_views.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

// A tree takes a multiple of its page.
constexpr std::size_t kMostReadBytes = 64u << 20;
constexpr std::size_t kTreeBytes = 10;
constexpr int kMostHops = 20;
constexpr std::size_t kMostRemembered = 50'000;
constexpr std::size_t kMostNote = 200;
constexpr std::size_t kListBlock = 256u << 10;

using Targets = std::map<std::string, std::string, std::less<>>;  // names of files, by URLs

struct MarkdownPage {
  FrontMatter facts;
  std::string name, charset;
  std::optional<std::string> zstd;     // its body
  std::optional<std::string> article;  // without one: what the crawl made of it
  Targets targets;
};

// The target of a link as it is in the file `from`, of the name of a file and what the link says
// behind '#'.
std::string file_target(const Targets& targets, std::string_view from, std::string_view href) {
  parser::Url url;
  if (url.assign(href) != parser::UrlStatus::kOk) return "";
  const std::string fragment(url.fragment());
  url.normalise();
  const auto found = targets.find(url.href());
  if (found == targets.end()) return "";
  std::string target = relative_name(from, found->second);
  if (!fragment.empty()) target += '#' + fragment;
  return parser::link_target(target, false);
}

// The title, a NUL, and the file.
Result<std::string> file_of(MarkdownPage page) {
  std::string markdown;
  if (page.zstd) {
    auto body = decompress(*page.zstd);
    if (!body)
      return ground::Error{body.error().code,
                           fmt::format("{}: {}", page.facts.url, body.error().message)};
    std::string buffer;
    Reading reading =
        read_article(parser::to_utf8(*body, page.charset, buffer), page.facts.url, page.charset);
    if (!reading.facts.title.empty()) page.facts.title = reading.facts.title;
    if (!reading.facts.language.empty()) page.facts.language = reading.facts.language;
    page.facts.author = reading.facts.byline;
    page.facts.date = reading.facts.published;
    markdown = std::move(reading.markdown);
  } else {
    markdown = without_controls(page.article.value_or(""));
  }
  std::string file = page.facts.title.substr(0, page.facts.title.find('\0')) + '\0';
  file += front_matter(page.facts);
  file += with_targets(
      markdown, [&](std::string_view href) { return file_target(page.targets, page.name, href); });
  if (!file.ends_with('\n')) file += '\n';
  return file;
}

// In one line, cut where words end, escaped.
std::string list_text(std::string_view text, std::size_t most) {
  std::string folded;
  ground::ascii::append_folded(without_controls(text), folded);
  if (folded.size() > most) {
    folded = ground::utf8_prefix(folded, most);
    folded.resize(std::min(folded.size(), folded.rfind(' ')));
    folded += " …";
  }
  std::string out;
  parser::append_escaped(folded, out);
  return out;
}

class MarkdownExport {
 public:
  MarkdownExport(ExportJob& job, NewFolder& folder, ExportedFiles& files)
      : job_(job),
        folder_(folder),
        files_(files),
        db_(job.file.database()),
        has_articles_(storage::has_view(db_, "articles")),
        page_(db_.prepare(R"sql(
SELECT u.url, p.title, p.description, p.lang, p.charset, p.fetched_ms, b.zstd
FROM page_rows p JOIN url_rows u ON u.id = p.url_id LEFT JOIN body_rows b ON b.page_id = p.id
WHERE p.id = ?1)sql")),
        link_(db_.prepare(R"sql(
SELECT DISTINCT l.target_id, u.url, u.page_id FROM page_links l JOIN url_rows u ON u.id = l.target_id
WHERE l.page_id = ?1 AND u.page_id IS NOT NULL)sql")),
        hop_(db_.prepare(R"sql(
SELECT u.page_id FROM page_rows p JOIN url_rows u ON u.id = p.redirect_id WHERE p.id = ?1)sql")),
        size_(db_.prepare("SELECT size FROM page_rows WHERE id = ?1")),
        work_(std::thread::hardware_concurrency(), kMostReadBytes,
              [this](std::string_view file) { keep(file); }) {
    if (has_articles_)
      article_ = db_.prepare(
          "SELECT p.markdown, a.title, a.byline, a.published FROM pages p "
          "LEFT JOIN articles a ON a.url = p.url WHERE p.id = ?1 AND p.markdown IS NOT NULL");
  }

  Result<void> write() {
    name_files();
    uint64_t done = 0;
    const uint64_t all = files_.size();
    files_.each([&](int64_t id, const std::string& name) {
      job_.progress.show(done++, all,
                         [this] { return terminal::with_thousands(job_.pages) + " pages"; });
      return !is_interrupted() && outcome_.ok() && add(id, name);
    });
    if (auto made = work_.finish(); !made) return made;
    if (auto read = db_.take_failure(); !read) return read;
    if (auto named = files_.check(); !named) return named;
    if (!outcome_) return outcome_;
    if (without_ > 0 && !is_interrupted())
      complain(fmt::format(
          "{} pages were skipped because neither their bodies nor their articles are stored",
          terminal::with_thousands(without_)));
    return is_interrupted() ? Result<void>() : list();
  }

 private:
  // Pages that have something to read, and it was kept.
  void name_files() {
    storage::Statement page = db_.prepare(R"sql(
SELECT u.url, EXISTS (SELECT 1 FROM body_rows b WHERE b.page_id = p.id AND b.zstd IS NOT NULL),
  u.id
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.id = ?1 AND p.status BETWEEN 200 AND 299 AND NOT p.is_redirect
  AND p.content_type IN ('text/html', 'application/xhtml+xml'))sql");
    parser::Url url;
    job_.choice.each([&](int64_t id, uint64_t, uint64_t) {
      if (page.with(id).step() && url.assign(page.text(0)) == parser::UrlStatus::kOk) {
        if (page.integer(1) != 0 || has_article(id))
          files_.add(id, markdown_name(url), url.href(), page.integer(2));  // seeds first
        else
          ++without_;
      }
      page.reset();
      return !is_interrupted();
    });
  }

  bool has_article(int64_t id) {
    if (!has_articles_) return false;
    const bool is_there = article_.with(id).step();
    article_.reset();
    return is_there;
  }

  bool add(int64_t id, const std::string& name) {
    MarkdownPage page;
    page.name = name;
    if (page_.with(id).step()) {
      page.facts.url = page_.string(0);
      page.facts.title = page_.string(1);
      page.facts.description = page_.string(2);
      page.facts.language = page_.string(3);
      page.charset = page_.string(4);
      page.facts.fetched = terminal::utc_time(page_.integer(5));
      if (!page_.is_null(6)) page.zstd = page_.string(6);
    }
    page_.reset();
    if (!page.zstd) take_article(id, page);
    take_targets(id, page);
    written_.push_back({id, name, page.facts.description});
    const std::size_t weight = size_of_body(id) * kTreeBytes + page.facts.url.size();
    return work_.add(weight, [page = std::move(page)]() mutable {
      return file_of(std::move(page));
    }) && !db_.failed();
  }

  std::size_t size_of_body(int64_t id) {
    const std::size_t size = size_.with(id).step() ? size_.natural(0) : 0;
    size_.reset();
    return std::min(size, kMaxBodyBytes);
  }

  void take_article(int64_t id, MarkdownPage& page) {
    if (!has_articles_) return;
    if (article_.with(id).step()) {
      page.article = article_.string(0);
      if (!article_.is_null(1)) page.facts.title = article_.string(1);
      page.facts.author = article_.string(2);
      page.facts.date = article_.string(3);
    }
    article_.reset();
  }

  void take_targets(int64_t id, MarkdownPage& page) {
    link_.with(id);
    while (link_.step()) {
      const std::string& name = name_behind(link_.integer(0), link_.integer(2));
      if (!name.empty()) page.targets.emplace(link_.string(1), name);
    }
    link_.reset();
  }

  // The file of a page, or of that to which it redirects. Links to the same pages stand on each
  // page of a site, so the last ones are remembered.
  const std::string& name_behind(int64_t url_id, int64_t page_id) {
    if (remembered_.size() >= kMostRemembered) remembered_.clear();
    const auto [found, is_new] = remembered_.try_emplace(url_id);
    if (!is_new) return found->second;
    std::string name = files_.name_of(page_id);
    for (int hops = 0; name.empty() && hops < kMostHops; ++hops) {
      const bool leads_on = hop_.with(page_id).step() && !hop_.is_null(0);
      if (leads_on) page_id = hop_.integer(0);
      hop_.reset();
      if (!leads_on) break;
      name = files_.name_of(page_id);
    }
    return found->second = std::move(name);
  }

  // In the order in which the pages were added.
  void keep(std::string_view answer) {
    const Written page = std::move(written_.front());
    written_.pop_front();
    if (!outcome_) return;
    const std::size_t end = answer.find('\0');
    files_.describe(page.id, answer.substr(0, end), page.description);
    outcome_ = folder_.write(page.name, answer.substr(end + 1));
    if (outcome_) ++job_.pages;
  }

  // https://llmstxt.org
  Result<void> list() {
    const ExportedFiles::Listed first = files_.first();
    const bool is_one_site = files_.only_host().has_value();
    const std::string title = is_one_site ? list_text(first.title, kMostNote) : "Several sites";
    std::string text = fmt::format("# {}\n", title.empty() ? "Pages" : title);
    const std::string about = list_text(first.description, kMostNote);
    if (is_one_site && !about.empty()) text += fmt::format("\n> {}\n", about);
    std::optional<std::string> section;
    Result<void> written;
    files_.each_listed([&](const ExportedFiles::Listed& file) {
      if (section != file.section) {
        section = file.section;
        text +=
            fmt::format("\n## {}\n\n", section->empty() ? "Pages" : list_text(*section, kMostNote));
      }
      text += list_line(file);
      if (text.size() < kListBlock) return true;
      written = folder_.append("llms.txt", std::exchange(text, std::string()));
      return written.ok() && !is_interrupted();
    });
    if (written) written = folder_.append("llms.txt", text);
    return written ? files_.check() : written;
  }

  static std::string list_line(const ExportedFiles::Listed& file) {
    const std::string title = list_text(file.title, kMostNote);
    const std::string note = list_text(file.description, kMostNote);
    return fmt::format("- [{}]({}){}{}\n", title.empty() ? list_text(file.name, kMostNote) : title,
                       file.name, note.empty() ? "" : ": ", note);
  }

  struct Written {
    int64_t id;
    std::string name, description;
  };

  ExportJob& job_;
  NewFolder& folder_;
  ExportedFiles& files_;
  storage::Database& db_;
  const bool has_articles_;
  storage::Statement page_, link_, hop_, size_, article_;
  std::unordered_map<int64_t, std::string> remembered_;  // names, by the ids of URLs
  std::deque<Written> written_;                          // whose files are being made
  uint64_t without_ = 0;
  Result<void> outcome_;
  OrderedWork work_;  // last: what it calls uses the rest
};

}  // namespace

Result<void> export_markdown(ExportJob& job) {
  NewFolder& folder = job.to.folder();
  auto files = ExportedFiles::create(folder.passing_file());
  if (!files) return files.error();
  return MarkdownExport(job, folder, **files).write();
}

}  // namespace explore

// One sitemap may hold only so many URLs and bytes, and whether one is enough is known only at the
// end. So parts are written as numbered files while the pages go by, and at the end FILE becomes
// either the only part or an index of all of them. Entries are written as they come, so memory does
// not grow with the crawl.
#include <fmt/format.h>

#include "explore/export/exports.h"
#include "explore/export/xml_text.h"
#include "ground/ascii.h"
#include "parser/http/http_date.h"
#include "parser/url/url.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

// https://www.sitemaps.org/protocol.html: of one file.
constexpr uint64_t kMaxUrls = 50'000;
constexpr uint64_t kMaxBytes = 50u << 20;

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kSpace = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
constexpr std::string_view kEnd = "</urlset>\n";

// "sitemap.xml" -> "sitemap-2.xml"
std::string numbered(const std::string& path, std::size_t number) {
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has_ending = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  const std::size_t end = has_ending ? dot : path.size();
  return fmt::format("{}-{}{}", path.substr(0, end), number, path.substr(end));
}

// Whatever agent it is said to: a sitemap is for all of them.
bool forbids_indexing(std::string_view robots) {
  for (std::string_view word = ground::ascii::next_token(robots, ','); !word.empty();
       word = ground::ascii::next_token(robots, ',')) {
    const std::size_t colon = word.rfind(':');
    const std::string_view said = ground::ascii::trim(word.substr(colon + 1));
    // "max-image-preview:none" is of something else.
    const bool is_of_other = colon != word.npos && word.find_first_of("-_") < colon;
    if (ground::ascii::equals(said, "noindex")) return true;
    if (ground::ascii::equals(said, "none") && !is_of_other) return true;
  }
  return false;
}

class SitemapExport {
 public:
  explicit SitemapExport(ExportJob& job)
      : job_(job),
        db_(job.file.database()),
        page_(db_.prepare("SELECT p.url, p.robots, p.canonical, p.last_modified FROM pages p "
                          "WHERE p.id = ?1 AND p.status = 200 "
                          "AND p.content_type IN ('text/html', 'application/xhtml+xml')")) {}

  Result<void> write() {
    Result<void> outcome = begin_file();
    job_.choice.each([&](int64_t id, uint64_t done, uint64_t all) {
      outcome = page(id);
      job_.progress.show(done, all,
                         [this] { return terminal::with_thousands(job_.pages) + " URLs"; });
      return outcome.ok() && output().is_open();
    });
    if (!outcome) return outcome;
    output().write(kEnd);
    if (auto read = db_.take_failure(); !read) return read;
    if (!job_.to.can_have_more()) return {};
    if (files_ == 1) {
      job_.to.replace_first();
    } else {
      index();
    }
    return {};
  }

 private:
  Output& output() { return piece_ == nullptr ? job_.to.output() : *piece_; }

  // The file that was asked for stays empty until it is known whether it is the only one.
  Result<void> begin_file() {
    if (job_.to.can_have_more()) {
      auto added = job_.to.add(numbered(job_.to.path(), files_ + 1));
      if (!added) return added.error();
      piece_ = added.value();
    }
    ++files_;
    urls_ = bytes_ = 0;
    put(fmt::format("{}<urlset {}>\n", kXml, kSpace));
    return {};
  }

  void put(std::string_view text) {
    output().write(text);
    bytes_ += text.size();
  }

  Result<void> page(int64_t id) {
    std::string entry;
    Result<void> outcome;
    if (page_.with(id).step() && is_indexable()) {
      outcome = check_site(page_.text(0));
      entry = fmt::format("<url><loc>{}</loc>", xml_text(page_.text(0)));
      if (const auto modified = parser::http_date(page_.string(3)); modified && *modified >= 0)
        entry += fmt::format("<lastmod>{}Z</lastmod>",
                             terminal::utc_time(*modified * 1000).substr(0, 19));
      entry += "</url>\n";
    }
    page_.reset();
    return outcome && !entry.empty() ? add(entry) : outcome;
  }

  Result<void> add(std::string_view entry) {
    if (urls_ == kMaxUrls || bytes_ + entry.size() + kEnd.size() > kMaxBytes) {
      if (!job_.to.can_have_more())
        return Error{ErrorCode::kIo,
                     fmt::format("more than {} URLs or {} MB, the limit of one sitemap: give a "
                                 "file with -o, and it becomes an index of several",
                                 terminal::with_thousands(kMaxUrls), kMaxBytes >> 20)};
      output().write(kEnd);
      if (auto begun = begin_file(); !begun) return begun;
    }
    put(entry);
    ++urls_;
    ++job_.pages;
    return {};
  }

  bool is_indexable() const {
    if (forbids_indexing(page_.text(1))) return false;
    if (page_.is_null(2)) return true;
    parser::Url url;
    parser::Url canonical;
    if (url.assign(page_.text(0)) != parser::UrlStatus::kOk) return false;
    if (canonical.assign(page_.text(2), &url) != parser::UrlStatus::kOk) return true;
    canonical.normalise();
    return canonical.href() == url.href();
  }

  // "All URLs in a Sitemap must be from a single host."
  Result<void> check_site(std::string_view href) {
    parser::Url url;
    if (url.assign(href) != parser::UrlStatus::kOk)
      return Error{ErrorCode::kCorrupt, fmt::format("{}: is not a URL", href)};
    if (site_.empty()) site_ = url.origin();
    if (url.origin() == site_) return {};
    return Error{ErrorCode::kIo,
                 fmt::format("a sitemap covers one site, but there are {0} and {1}: choose with "
                             "--where \"url LIKE '{0}/%'\"",
                             site_, url.origin())};
  }

  void index() {
    Output& to = job_.to.output();
    to.write(fmt::format("{}<sitemapindex {}>\n", kXml, kSpace));
    for (std::size_t i = 1; i <= files_; ++i) {
      const std::string path = numbered(job_.to.path(), i);
      to.write(fmt::format("<sitemap><loc>{}</loc></sitemap>\n",
                           xml_text(site_ + "/" + path.substr(path.rfind('/') + 1))));
    }
    to.write("</sitemapindex>\n");
  }

  ExportJob& job_;
  storage::Database& db_;
  storage::Statement page_;
  Output* piece_ = nullptr;
  std::size_t files_ = 0;
  uint64_t urls_ = 0, bytes_ = 0;  // of the present file
  std::string site_;               // origin of the first
};

}  // namespace

Result<void> export_sitemap(ExportJob& job) { return SitemapExport(job).write(); }

}  // namespace explore

// Every answer of 2xx whose body is stored has a file, and every redirect a page that leads on.
// Files are named before the first of them is written, so that what they name can lead to any.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/export/exported_files.h"
#include "explore/export/exports.h"
#include "explore/export/file_name.h"
#include "explore/export/offline_page.h"
#include "ground/utf8.h"
#include "parser/encoding/encoding_labels.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

constexpr int kMostHopsOffline = 20;
constexpr std::size_t kMostNamesKept = 50'000;
constexpr std::string_view kStartPage = "index.html";

bool is_xml_shown(std::string_view type) {
  return type == "image/svg+xml" || type == "text/xml" || type == "application/xml" ||
         type == "application/rss+xml" || type == "application/atom+xml";
}

struct StoredAnswer {
  std::string url, type, charset, redirect_to;
  int64_t redirect_id = 0;  // of a URL
  bool is_redirect = false;
};

class SiteExport {
 public:
  SiteExport(ExportJob& job, NewFolder& folder, ExportedFiles& files)
      : job_(job),
        folder_(folder),
        files_(files),
        db_(job.file.database()),
        answer_(db_.prepare(R"sql(
SELECT u.url, p.content_type, p.charset, p.redirect_to, p.redirect_id, p.is_redirect
FROM page_rows p JOIN url_rows u ON u.id = p.url_id WHERE p.id = ?1)sql")),
        hop_(db_.prepare(R"sql(
SELECT u.page_id, p.is_redirect FROM page_rows p LEFT JOIN url_rows u ON u.id = p.redirect_id
WHERE p.id = ?1)sql")) {}

  Result<void> write() {
    name_files();
    if (auto named = first_failure(); !named) return named;
    Result<void> written;
    uint64_t done = 0;
    files_.each([&](int64_t id, const std::string& name) {
      job_.progress.show(done++, files_.size(),
                         [this] { return terminal::with_thousands(job_.pages) + " files"; });
      written = write_file(id, name);
      if (written) ++job_.pages;
      return written.ok() && !is_interrupted() && !db_.failed();
    });
    if (!written) return written;
    if (auto read = first_failure(); !read) return read;
    if (without_ > 0 && !is_interrupted())
      complain(fmt::format("{} pages were skipped because their bodies are not stored",
                           terminal::with_thousands(without_)));
    return is_interrupted() || job_.pages == 0 ? Result<void>() : write_start();
  }

 private:
  Result<void> first_failure() {
    auto read = db_.take_failure();
    return read ? files_.check() : read;
  }

  void name_files() {
    storage::Statement page = db_.prepare(R"sql(
SELECT u.url, u.id, p.is_redirect, p.content_type,
  EXISTS (SELECT 1 FROM body_rows b WHERE b.page_id = p.id AND b.zstd IS NOT NULL)
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.id = ?1 AND (p.is_redirect OR p.status BETWEEN 200 AND 299))sql");
    parser::Url url;
    job_.choice.each([&](int64_t id, uint64_t, uint64_t) {
      if (page.with(id).step() && url.assign(page.text(0)) == parser::UrlStatus::kOk) {
        const bool is_redirect = page.integer(2) != 0;
        const std::string_view type = is_redirect ? "text/html" : page.text(3);
        if (is_redirect || page.integer(4) != 0)
          files_.add(id, site_name(url, type), url.href(), page.integer(1));
        else
          ++without_;
      }
      page.reset();
      return !is_interrupted();
    });
  }

  // The file of a page, or of that to which it redirects if that has one.
  std::string name_behind(int64_t page_id) {
    std::string name = files_.name_of(page_id);
    for (int hops = 0; hops < kMostHopsOffline; ++hops) {
      const bool leads_on = hop_.with(page_id).step() && !hop_.is_null(0) && hop_.integer(1) != 0;
      const int64_t next = leads_on ? hop_.integer(0) : 0;
      hop_.reset();
      std::string further = leads_on ? files_.name_of(next) : "";
      if (further.empty()) break;
      name = std::move(further);
      page_id = next;
    }
    return name;
  }

  // Links to the same files stand on each page of a site, so the last ones are remembered.
  const std::string& name_of_url(std::string_view url) {
    if (names_.size() >= kMostNamesKept) names_.clear();
    const auto [found, is_new] = names_.try_emplace(std::string(url));
    if (!is_new) return found->second;
    parser::Url normal;
    if (normal.assign(url) != parser::UrlStatus::kOk) return found->second;
    auto known = job_.file.pages().find(normal);
    if (known && *known && (*known)->page_id) found->second = name_behind(*(*known)->page_id);
    return found->second;
  }

  StoredAnswer answer_of(int64_t id) {
    StoredAnswer answer;
    if (answer_.with(id).step())
      answer = {answer_.string(0), answer_.string(1),  answer_.string(2),
                answer_.string(3), answer_.integer(4), answer_.integer(5) != 0};
    answer_.reset();
    return answer;
  }

  Result<void> write_file(int64_t id, const std::string& name) {
    const StoredAnswer answer = answer_of(id);
    const LocalFile local = [&](std::string_view url) {
      const std::string& target = name_of_url(url);
      return target.empty() ? "" : relative_name(name, target);
    };
    if (answer.is_redirect) {
      const std::string target = local(answer.redirect_to);
      return folder_.write(
          name, offline_redirect(target.empty() ? answer.redirect_to : target, !target.empty()));
    }
    auto made = content_of(id, answer, local);
    return made ? folder_.write(name, *made) : made.error();
  }

  Result<std::string> content_of(int64_t id, const StoredAnswer& answer, const LocalFile& local) {
    const bool is_html = answer.type == "text/html" || answer.type == "application/xhtml+xml";
    const bool is_css = answer.type == "text/css";
    auto body = is_html ? job_.file.pages().decoded_body(id) : job_.file.pages().body(id);
    if (!body) return body.error();
    std::string bytes = std::move(*body).value_or("");
    parser::Url page;
    page.assign(answer.url);
    page.set_query_encoding(
        parser::find_encoding(answer.charset).value_or(parser::Encoding::kUtf8));
    if (is_html) return offline_html(bytes, page, local);
    if (!ground::is_valid_utf8(bytes)) return bytes;
    if (is_css) return offline_css(bytes, page, local);
    return is_xml_shown(answer.type) ? offline_xml(bytes, page, local) : bytes;
  }

  // Leads to the file of the first seed.
  Result<void> write_start() {
    return folder_.write(std::string(kStartPage), offline_redirect(files_.first().name, true));
  }

  ExportJob& job_;
  NewFolder& folder_;
  ExportedFiles& files_;
  storage::Database& db_;
  storage::Statement answer_, hop_;
  std::unordered_map<std::string, std::string> names_;  // by URLs
  uint64_t without_ = 0;
};

}  // namespace

Result<void> export_site(ExportJob& job) {
  NewFolder& folder = job.to.folder();
  auto files = ExportedFiles::create(folder.passing_file());
  if (!files) return files.error();
  return SiteExport(job, folder, **files).write();
}

}  // namespace explore

// Pages of a site for the tests of findings, and how their rows are read.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "explore/file/crawl_file.h"
#include "ground/page_facts.h"
#include "storage/store/records.h"

namespace explore {

inline const std::string kSite = "https://site.test";

// Numbers that have nothing to do with one another.
inline uint64_t mixed(const std::string& text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  hash ^= hash >> 31;
  hash *= 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

// A page without any fault.
inline storage::PageRecord sound(const std::string& path) {
  storage::PageRecord page;
  page.status = 200;
  page.content_type = "text/html";
  page.charset = "UTF-8";
  page.title = "Title of " + path;
  page.description =
      "Description of " + path + ", which says in a sentence what readers find there.";
  page.lang = "en";
  page.canonical = kSite + path;
  page.size = 20'000;
  page.transferred = 4'000;
  page.ttfb = page.total = storage::Milliseconds(20);
  page.word_count = 500;
  page.content_hash = mixed("body of " + path);
  page.simhash = mixed("text of " + path);
  page.http_version = "2";
  page.headers = {{"Content-Type", "text/html; charset=utf-8"},
                  {"Content-Encoding", "gzip"},
                  {"Vary", "Accept-Encoding"},
                  {"Cache-Control", "max-age=300"},
                  {"ETag", "tag-of" + path},
                  {"Server", "nginx"},
                  {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
                  {"Content-Security-Policy", "script-src 'self'; frame-ancestors 'self'"},
                  {"X-Content-Type-Options", "nosniff"},
                  {"Referrer-Policy", "strict-origin-when-cross-origin"},
                  {"Permissions-Policy", "camera=()"},
                  {"Cross-Origin-Opener-Policy", "same-origin"}};
  return page;
}

// And what it is made of.
inline ground::PageFacts sound_facts(const std::string& path) {
  using ground::Fact;
  ground::PageFacts facts;
  facts.doctype = "html";
  facts.viewport = "width=device-width, initial-scale=1";
  facts.h1 = "Heading of " + path;
  for (const Fact one : {Fact::kTitles, Fact::kDescriptions, Fact::kViewports, Fact::kCanonicals,
                         Fact::kHeadings, Fact::kFirstHeading, Fact::kH1s})
    facts[one] = 1;
  return facts;
}

// In place of the header of that name, if there is one; "" takes it away.
inline void set_header(storage::PageRecord& page, const std::string& name,
                       const std::string& value) {
  std::erase_if(page.headers, [&](const storage::Header& each) { return each.name == name; });
  if (!value.empty()) page.headers.push_back({name, value});
}

inline storage::PageRecord redirect(const std::string& to, int status = 301) {
  storage::PageRecord page;
  page.status = status;
  page.redirect_to = kSite + to;
  return page;
}

inline storage::PageRecord failing(int status) {
  storage::PageRecord page;
  page.status = status;
  return page;
}

// The rows of a finding, values with a bar between them, the site's name left out.
inline std::vector<std::string> rows_of(CrawlFile& file, std::string_view sql) {
  storage::Question question = file.database().ask(sql);
  EXPECT_EQ(question.problem, "") << sql;
  std::vector<std::string> all;
  while (question.statement.step()) {
    std::string row;
    for (int i = 0; i < question.statement.columns(); ++i) {
      std::string value = question.statement.string(i);
      if (value.starts_with(kSite)) value.erase(0, kSite.size());
      row += (i == 0 ? "" : "|") + value;
    }
    all.push_back(row);
  }
  const auto done = file.database().take_failure();
  EXPECT_TRUE(done.ok()) << done.error().message;
  return all;
}

// What stands ahead of the first bar.
inline std::string head_of(const std::string& row) { return row.substr(0, row.find('|')); }

}  // namespace explore

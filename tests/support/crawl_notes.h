// CrawlNotes: a CrawlListener that writes down what it is told.
#pragma once

#include <string>
#include <vector>

#include "crawler/ring/crawl_listener.h"

namespace tests {

class CrawlNotes final : public crawler::CrawlListener {
 public:
  std::vector<std::string> pages;  // "URL reason: detail"
  std::vector<std::string> messages;

  void page_done(const crawler::PageLine& page) override {
    pages.push_back(std::string(page.url) + " " + std::string(page.reason) + ": " +
                    std::string(page.detail));
  }
  void message(const std::string& text) override { messages.push_back(text); }
  void warning(const std::string& text) override { messages.push_back(text); }
  void ended() override {}
};

}  // namespace tests

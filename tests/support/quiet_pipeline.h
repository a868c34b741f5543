// QuietPipeline: a Pipeline that does nothing but remember what it was given.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "crawler/pipeline/pipeline.h"

namespace tests {

class QuietPipeline final : public crawler::Pipeline {
 public:
  std::vector<std::vector<storage::Release>> releases;  // call by call
  std::vector<storage::HostHold> holds;
  std::vector<storage::HostUpdate> updates;

  void release(std::vector<storage::Release> given) override {
    releases.push_back(std::move(given));
  }
  void hold_host(storage::HostHold hold) override { holds.push_back(hold); }
  void update_host(storage::HostUpdate update) override { updates.push_back(std::move(update)); }

  void lease(storage::LeaseRequest) override {}
  void keep(crawler::PageWork) override {}
  void add(std::vector<storage::NewUrl>) override {}
  void parse_robots(crawler::RobotsWork) override {}
  void keep_cookies(std::vector<storage::SiteCookies>) override {}
  void ask_again(crawler::AskAgain) override {}
  void count() override {}
  void queue_due() override {}
  void keep_control(crawler::ControlWork) override {}
  void close(storage::RunEnd, std::vector<ground::UrlKey>) override {}
  void hurry(bool) override {}
  void give_up() override {}
  std::size_t unparsed() const override { return 0; }
  std::size_t unkept() const override { return 0; }
};

}  // namespace tests

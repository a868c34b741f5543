// AnswerCache: what the resolver has learnt recently, bounded; the least recently used entry is
// dropped first.
// Thread: its owner's.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

#include "crawler/resolve/resolver.h"

namespace crawler {

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t capacity) : capacity_(capacity) {}

  // The answer of `name` if it still holds, and then the most recently used; valid until put().
  const Resolved* find(const std::string& name, std::chrono::steady_clock::time_point now) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return nullptr;
    if (found->second->until <= now) {
      entries_.erase(found->second);
      by_name_.erase(found);
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->answer;
  }

  void put(const std::string& name, const Resolved& answer,
           std::chrono::steady_clock::time_point until) {
    if (capacity_ == 0) return;
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
      entries_.erase(found->second);
      by_name_.erase(found);
    }
    if (entries_.size() >= capacity_) {
      by_name_.erase(entries_.back().name);
      entries_.pop_back();
    }
    entries_.push_front({name, answer, until});
    by_name_.emplace(name, entries_.begin());
  }

 private:
  struct Entry {
    std::string name;
    Resolved answer;
    std::chrono::steady_clock::time_point until;
  };
  std::size_t capacity_;
  std::list<Entry> entries_;
  std::unordered_map<std::string, std::list<Entry>::iterator> by_name_;
};

}  // namespace crawler

// SimEngine: the tables of a fleet in memory, each statement a transaction, for simulated members.
// It holds a little web, too: pages that lead to each other, each on a host, each host in a bucket;
// and it knows who kept what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/fleet/member_tables.h"

namespace storage {

using SimPage = std::size_t;

// How pages lead to each other; page 0 is the seed.
enum class SimWeb : uint8_t {
  kTree,   // to two others: much waits at a time
  kChain,  // to the next one: a single page waits at a time, now here, now there
};

class SimEngine final : public MemberTables {
 public:
  SimEngine(std::size_t buckets, std::size_t hosts, std::size_t pages, SimWeb web)
      : web_(web), hosts_(hosts), pages_(pages), waiting_(buckets) {
    for (std::size_t i = 0; i < buckets; ++i) buckets_.push_back({static_cast<Bucket>(i), 0, 0});
    offer(0);
  }

  ground::Result<void> join(MemberId me) override {
    if (!members_.emplace(me, Member{}).second) return ground::Error{{}, "this id is there", false};
    return {};
  }
  ground::Result<bool> beat(MemberId me) override {
    const auto found = members_.find(me);
    if (found == members_.end() || found->second.dead) return false;
    ++found->second.beat;
    return true;
  }
  ground::Result<std::vector<MemberRow>> read_members() override {
    std::vector<MemberRow> rows;
    for (const auto& [id, member] : members_)
      if (!member.dead) rows.push_back({id, member.beat});
    return rows;
  }
  ground::Result<void> declare_dead(std::span<const MemberRow> seen) override {
    for (const MemberRow& row : seen) {
      const auto found = members_.find(row.id);
      if (found == members_.end() || found->second.dead || found->second.beat != row.beat) continue;
      found->second.dead = true;
      ++declared_dead_;
    }
    return {};
  }
  ground::Result<void> leave(MemberId me) override {
    if (const auto found = members_.find(me); found != members_.end()) found->second.dead = true;
    return {};
  }
  ground::Result<std::vector<BucketRow>> read_buckets() override { return buckets_; }
  ground::Result<std::vector<Bucket>> take(MemberId me, std::span<const BucketRow> seen) override {
    std::vector<Bucket> taken;
    for (const BucketRow& row : seen) {
      BucketRow& bucket = buckets_[row.bucket];
      if (bucket.epoch != row.epoch) continue;
      bucket = {row.bucket, me, row.epoch + 1};
      taken.push_back(row.bucket);
    }
    return taken;
  }
  ground::Result<void> give_back(std::span<const BucketRow> ours) override {
    for (const BucketRow& row : ours)
      if (buckets_[row.bucket] == row) buckets_[row.bucket].owner = kNobody;
    return {};
  }
  ground::Result<WorkCounts> read_counts() override {
    WorkCounts counts = count(0, 2);
    const WorkCounts others = count(1, 2);
    counts.arrived += others.arrived;
    counts.waiting += others.waiting;
    return counts;
  }
  // Of every `step`th bucket: a reading need not be of one moment.
  WorkCounts count(std::size_t first, std::size_t step) const {
    WorkCounts counts;
    for (std::size_t bucket = first; bucket < buckets_.size(); bucket += step)
      counts.waiting += waiting_[bucket].size();
    for (SimPage page = 0; page < pages_.size(); ++page)
      if (pages_[page].known && bucket_of(host_of(page)) % step == first) ++counts.arrived;
    return counts;
  }

  std::size_t hosts() const { return hosts_; }
  std::size_t host_of(SimPage page) const { return (page * 7 + page / 5) % hosts_; }
  Bucket bucket_of(std::size_t host) const {
    return static_cast<Bucket>((host * 37 + 11) % buckets_.size());
  }

  const std::set<SimPage>& waiting_in(Bucket bucket) const { return waiting_[bucket]; }
  std::size_t waiting() const {
    std::size_t all = 0;
    for (const auto& pages : waiting_) all += pages.size();
    return all;
  }
  std::size_t pages() const { return pages_.size(); }
  std::size_t kept() const { return kept_; }

  // The first half of a commit: links may be in any bucket.
  void offer_links_of(SimPage page) {
    if (web_ == SimWeb::kChain) return offer(page + 1);
    offer(2 * page + 1);
    offer(2 * page + 2);
  }
  // The second: fenced. False: the fence has no row.
  bool keep(SimPage page, uint64_t lease, const BucketFence& fence) {
    const BucketRow& bucket = buckets_[bucket_of(host_of(page))];
    if (BucketFence{bucket.owner, bucket.epoch} != fence) return false;
    if (pages_[page].kept_by && *pages_[page].kept_by != lease)
      problem_ = "page " + std::to_string(page) + " was kept by two leases";
    if (!pages_[page].kept_by) ++kept_;
    pages_[page].kept_by = lease;
    waiting_[bucket.bucket].erase(page);
    return true;
  }

  bool is_live(MemberId id) const {
    const auto found = members_.find(id);
    return found != members_.end() && !found->second.dead;
  }
  std::map<MemberId, std::size_t> owned_by_live() const {
    std::map<MemberId, std::size_t> owned;
    for (const auto& [id, member] : members_)
      if (!member.dead) owned[id] = 0;
    for (const BucketRow& bucket : buckets_)
      if (is_live(bucket.owner)) ++owned[bucket.owner];
    return owned;
  }
  bool is_all_owned() const {
    for (const BucketRow& bucket : buckets_)
      if (!is_live(bucket.owner)) return false;
    return true;
  }
  std::size_t declared_dead() const { return declared_dead_; }
  const std::string& problem() const { return problem_; }

 private:
  struct Member {
    uint64_t beat = 0;
    bool dead = false;
  };
  struct Page {
    bool known = false;
    std::optional<uint64_t> kept_by;
  };

  void offer(SimPage page) {
    if (page >= pages_.size() || pages_[page].known) return;
    pages_[page].known = true;
    waiting_[bucket_of(host_of(page))].insert(page);
  }

  std::map<MemberId, Member> members_;
  std::vector<BucketRow> buckets_;
  const SimWeb web_;
  const std::size_t hosts_;
  std::vector<Page> pages_;
  std::vector<std::set<SimPage>> waiting_;  // by bucket
  std::size_t kept_ = 0, declared_dead_ = 0;
  std::string problem_;
};

}  // namespace storage

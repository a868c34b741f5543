// Admission: which discovered URLs may enter the frontier, and the reason for those that may not.
// Decided where the link is found, from the URL alone; whatever needs the host's robots.txt or the
// crawl's history is decided later. Thread: immutable once made; any thread may ask.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/policy/traps.h"
#include "parser/page/link_kind.h"
#include "parser/url/url_view.h"
#include "storage/store/records.h"

namespace crawler {

class Admission {
 public:
  static constexpr uint8_t kMaxHops =
      10;  // redirects in a row, as browsers allow 20 and search engines 5 to 10

  // Throws std::invalid_argument for a pattern RE2 refuses; options are checked before, so this is
  // a bug.
  Admission(const Options& options, const std::vector<Seed>& seeds);
  ~Admission();

  struct Question {
    parser::UrlView url;
    parser::LinkKind kind = parser::LinkKind::kA;
    bool nofollow = false;
    uint32_t depth = 0;  // the target's
    uint8_t hops = 0;    // the target's
    bool to_sitemap =
        false;             // a sitemap named by robots.txt or by an index: scope does not bind it
    bool is_named = true;  // ParsedLink::is_named
    std::string_view rel = {};  // asked only of what is to be checked
  };
  storage::Reason judge(const Question& question) const;
  bool limits_depth() const;

  // Is anything to be checked that is no page of the crawl?
  bool checks() const { return check_.links || check_.resources; }
  // As what a target is checked that judge() keeps from being a page, for the reason `skip`; empty:
  // it is not.
  std::optional<storage::Role> check_of(const Question& question, storage::Reason skip) const;
  // May a check lead there: the reason if not. Scope and depth don't bind it.
  storage::Reason judge_check(parser::UrlView url, uint8_t hops) const;
  // Is a check of this role still wanted?
  bool wants_check(storage::Role role) const {
    return role == storage::Role::kLink ? check_.links : check_.resources;
  }

  // The reasons of judge() that other options or seeds may lift.
  static std::span<const storage::Reason> reasons();
  // Whether it would judge alike by either options, if the seeds are the same.
  static bool judges_alike(const Options& one, const Options& other);

  // Did a seed name this very host (name, whatever the port)? Then the user vouches for its
  // address.
  bool is_seed_host(std::string_view host) const;
  // May credentials go there: to a host that a seed names, but in the clear only if a seed is?
  bool may_send_credentials(parser::UrlView url) const;
  // Is it something that no rendered page gets (--render-block)?
  bool blocks_resource(std::string_view url) const;
  // Is its port one that browsers refuse, and not that of a seed on this very host?
  bool refuses_port(parser::UrlView url) const;
  // Is its host one that the crawl is about: in scope, and with --scope all a seed's?
  bool is_home(parser::UrlView url) const;
  // Are this host's sitemaps of interest?
  bool wants_sitemaps(parser::UrlView url) const { return sitemaps_ && is_home(url); }

 private:
  bool in_scope(parser::UrlView url) const;

  struct Patterns;
  const Patterns* patterns_of_host(parser::UrlView url) const;
  Scope scope_;
  uint32_t max_depth_;
  bool follow_nofollow_, sitemaps_;
  Checks check_;
  ShapeLimits shape_;
  std::unordered_set<std::string> seed_hosts_;   // names
  std::unordered_set<std::string> clear_hosts_;  // those of them that a seed names with http
  std::unordered_set<std::string> seed_ports_;   // "name:port", where that is a bad port
  std::unordered_set<std::string>
      scope_hosts_;                    // name[:port] without "www.", or registrable domains
  std::vector<std::string> prefixes_;  // name[:port]/folder/
  std::unique_ptr<Patterns> patterns_;
  HostTable hosts_;  // those whose sections say what is followed
  std::unordered_map<std::string, std::unique_ptr<Patterns>> host_patterns_;  // by their patterns
};

// True for the kinds that lead to pages: a, area, iframe, frame, refresh, redirect, canonical,
// hreflang, next, prev, sitemap. The others are recorded as links and not followed.
bool leads_to_pages(parser::LinkKind kind);

}  // namespace crawler

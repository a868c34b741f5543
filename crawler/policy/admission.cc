#include "crawler/policy/admission.h"

#include <re2/re2.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

#include "crawler/policy/bad_ports.h"

namespace crawler {
namespace {

using parser::LinkKind;
using storage::Reason;

std::vector<std::unique_ptr<re2::RE2>> compile(const std::vector<std::string>& patterns) {
  std::vector<std::unique_ptr<re2::RE2>> compiled;
  for (const std::string& pattern : patterns) {
    compiled.push_back(std::make_unique<re2::RE2>(pattern, re2::RE2::Quiet));
    if (!compiled.back()->ok())
      throw std::invalid_argument(pattern + ": " + compiled.back()->error());
  }
  return compiled;
}

bool matches_any(const std::vector<std::unique_ptr<re2::RE2>>& patterns, std::string_view url) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return re2::RE2::PartialMatch(re2::StringPiece(url.data(), url.size()), *pattern);
  });
}

// The site that people mean by a host: "www.example.com" and "example.com", http and https are one;
// another port is another site.
std::string site_of(parser::UrlView url) {
  std::string_view host = url.host();
  if (host.starts_with("www.") && !parser::is_address(host)) host.remove_prefix(4);
  std::string site(host);
  const uint16_t usual = url.scheme() == "https" ? 443 : 80;
  if (url.port() != usual) site += ":" + std::to_string(url.port());
  return site;
}

std::string place_of(parser::UrlView url) {
  return std::string(url.host()).append(":").append(std::to_string(url.port()));
}

std::string domain_of(parser::UrlView url) {
  return std::string(parser::registrable_domain(url.host()));
}

// Is it a link that a reader may follow, to what is no page of the crawl because of where it is?
// What --exclude names is not asked for, and neither are traps. A sitemap is no page with links.
bool is_checked_link(LinkKind kind, Reason skip) {
  if (kind == LinkKind::kFeed) return skip == Reason::kResource;
  if (!leads_to_pages(kind) || kind == LinkKind::kSitemap) return false;
  return skip == Reason::kScope || skip == Reason::kMaxDepth || skip == Reason::kInclude ||
         skip == Reason::kNofollow || skip == Reason::kFollow;
}

}  // namespace

struct Admission::Patterns {
  std::vector<std::unique_ptr<re2::RE2>> include, exclude, render_block;
};

bool Admission::blocks_resource(std::string_view url) const {
  return matches_any(patterns_->render_block, url);
}

Admission::Admission(const Options& options, const std::vector<Seed>& seeds)
    : scope_(options.scope),
      max_depth_(options.has_max_depth ? options.max_depth : std::numeric_limits<uint32_t>::max()),
      follow_nofollow_(options.follow_nofollow),
      sitemaps_(options.sitemaps),
      check_(options.check),
      shape_{options.max_url_length, options.max_path_depth, options.max_repeated_segments},
      patterns_(std::make_unique<Patterns>(Patterns{
          compile(options.include), compile(options.exclude), compile(options.render_block)})) {
  // Of the sections that hold: one without rules of its own may stand before another that has some.
  const bool has_rules = !follow_alike(options.hosts, {});
  if (has_rules) hosts_ = HostTable(options.hosts);
  for (const HostSettings& host : options.hosts)
    if (has_rules)
      host_patterns_.emplace(host.pattern, std::make_unique<Patterns>(Patterns{
                                               compile(host.include), compile(host.exclude), {}}));
  for (const Seed& seed : seeds) {
    seed_hosts_.emplace(seed.url.host());
    if (seed.url.scheme() == "http") clear_hosts_.emplace(seed.url.host());
    if (is_bad_port(seed.url.port())) seed_ports_.insert(place_of(seed.url));
    scope_hosts_.insert(scope_ == Scope::kDomain ? domain_of(seed.url) : site_of(seed.url));
    const std::string_view path = seed.url.path();
    prefixes_.push_back(site_of(seed.url).append(path.substr(0, path.rfind('/') + 1)));
  }
}

Admission::~Admission() = default;

bool Admission::is_seed_host(std::string_view host) const {
  return seed_hosts_.contains(std::string(host));
}

bool Admission::may_send_credentials(parser::UrlView url) const {
  return url.scheme() == "https" ? is_seed_host(url.host())
                                 : clear_hosts_.contains(std::string(url.host()));
}

bool Admission::refuses_port(parser::UrlView url) const {
  return is_bad_port(url.port()) && !seed_ports_.contains(place_of(url));
}

bool Admission::in_scope(parser::UrlView url) const {
  switch (scope_) {
    case Scope::kAll:
      return true;
    case Scope::kHost:
      return scope_hosts_.contains(site_of(url));
    case Scope::kDomain:
      return scope_hosts_.contains(domain_of(url));
    case Scope::kPrefix: {
      const std::string place = site_of(url).append(url.path());
      return std::any_of(prefixes_.begin(), prefixes_.end(),
                         [&](const std::string& prefix) { return place.starts_with(prefix); });
    }
  }
  return false;
}

bool Admission::is_home(parser::UrlView url) const {
  if (scope_ == Scope::kAll) return is_seed_host(url.host());
  if (scope_ == Scope::kPrefix) return scope_hosts_.contains(site_of(url));
  return in_scope(url);
}

Reason Admission::judge(const Question& q) const {
  if (!leads_to_pages(q.kind)) return Reason::kResource;
  if (refuses_port(q.url)) return Reason::kBadPort;
  if (q.nofollow && !follow_nofollow_) return Reason::kNofollow;
  if (!q.is_named) return Reason::kFollow;
  if (q.hops > kMaxHops) return Reason::kRedirectHops;
  if (q.to_sitemap) return url_shape(q.url, shape_);
  if (!in_scope(q.url)) return Reason::kScope;
  if (q.depth > max_depth_) return Reason::kMaxDepth;
  if (const Reason shape = url_shape(q.url, shape_); shape != Reason::kNone) return shape;
  if (!patterns_->include.empty() && !matches_any(patterns_->include, q.url.href()))
    return Reason::kInclude;
  if (matches_any(patterns_->exclude, q.url.href())) return Reason::kExclude;
  const Patterns* of_host = patterns_of_host(q.url);
  if (of_host == nullptr) return Reason::kNone;
  if (!of_host->include.empty() && !matches_any(of_host->include, q.url.href()))
    return Reason::kInclude;
  return matches_any(of_host->exclude, q.url.href()) ? Reason::kExclude : Reason::kNone;
}

std::optional<storage::Role> Admission::check_of(const Question& q, Reason skip) const {
  using storage::Role;
  Role role = Role::kLink;
  if (parser::is_resource(q.kind, q.rel)) {
    if (!check_.resources) return std::nullopt;
    role = q.kind == LinkKind::kStylesheet ? Role::kStyle : Role::kResource;
  } else if (!check_.links || q.to_sitemap || !is_checked_link(q.kind, skip)) {
    return std::nullopt;
  }
  if (judge_check(q.url, q.hops) != Reason::kNone) return std::nullopt;
  return role;
}

Reason Admission::judge_check(parser::UrlView url, uint8_t hops) const {
  if (refuses_port(url)) return Reason::kBadPort;
  if (hops > kMaxHops) return Reason::kRedirectHops;
  if (const Reason shape = url_shape(url, shape_); shape != Reason::kNone) return shape;
  if (matches_any(patterns_->exclude, url.href())) return Reason::kExclude;
  const Patterns* of_host = patterns_of_host(url);
  const bool is_left_out = of_host != nullptr && matches_any(of_host->exclude, url.href());
  return is_left_out ? Reason::kExclude : Reason::kNone;
}

const Admission::Patterns* Admission::patterns_of_host(parser::UrlView url) const {
  if (hosts_.empty()) return nullptr;
  const HostSettings* host = hosts_.find(url.host(), url.port());
  return host == nullptr ? nullptr : host_patterns_.at(host->pattern).get();
}

bool Admission::limits_depth() const { return max_depth_ != std::numeric_limits<uint32_t>::max(); }

std::span<const Reason> Admission::reasons() {
  static constexpr Reason kReasons[] = {
      Reason::kScope,     Reason::kExclude,         Reason::kInclude,
      Reason::kMaxDepth,  Reason::kNofollow,        Reason::kUrlLength,
      Reason::kPathDepth, Reason::kRepeatedSegment, Reason::kBadPort};
  return kReasons;
}

bool Admission::judges_alike(const Options& one, const Options& other) {
  const auto depth_of = [](const Options& options) {
    return options.has_max_depth ? std::optional(options.max_depth) : std::nullopt;
  };
  return one.scope == other.scope && one.include == other.include && one.exclude == other.exclude &&
         depth_of(one) == depth_of(other) && one.follow_nofollow == other.follow_nofollow &&
         follow_alike(one.hosts, other.hosts) && one.check == other.check &&
         one.max_url_length == other.max_url_length && one.max_path_depth == other.max_path_depth &&
         one.max_repeated_segments == other.max_repeated_segments;
}

bool leads_to_pages(LinkKind kind) {
  switch (kind) {
    case LinkKind::kA:
    case LinkKind::kArea:
    case LinkKind::kIframe:
    case LinkKind::kFrame:
    case LinkKind::kRefresh:
    case LinkKind::kRedirect:
    case LinkKind::kCanonical:
    case LinkKind::kHreflang:
    case LinkKind::kNext:
    case LinkKind::kPrev:
    case LinkKind::kSitemap:
      return true;
    default:
      return false;
  }
}

}  // namespace crawler

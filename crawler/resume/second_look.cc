#include "crawler/resume/second_look.h"

#include <algorithm>

#include "crawler/policy/fetch_guard.h"
#include "ground/ascii.h"
#include "ground/url_key.h"
#include "parser/page/link_kind.h"

namespace crawler {

using storage::KnownUrl;
using storage::Reason;
using storage::Resettlement;

SecondLook::SecondLook(const Options& options, const PastOptions& past,
                       const std::vector<Seed>& seeds, bool judged_since)
    : options_(options),
      seeds_(seeds),
      other_addresses_(options.allow_private && !past.options.allow_private) {
  reasons_ = FetchGuard::lifted(past.options, options);
  if (!judged_since && past.seed_digest == digest_of(seeds)) past_options_ = past.options;
  const bool other_seeds = past.seed_digest != digest_of(seeds);
  // Only reasons by which links are judged are given before a turn: what a look that broke off left
  // out has one of them.
  if (judged_since || other_seeds || !Admission::judges_alike(past.options, options))
    reasons_.insert(reasons_.end(), Admission::reasons().begin(), Admission::reasons().end());
  other_addresses_ |= other_seeds;
  using enum Reason;
  const bool more_links = options.check.links && (judged_since || !past.options.check.links);
  const bool more_files =
      options.check.resources && (judged_since || !past.options.check.resources);
  if (more_links) check_reasons_ = {kScope, kMaxDepth, kInclude, kNofollow, kFollow};
  if (more_links || more_files) check_reasons_.push_back(kResource);
  for (const std::string& type : options.fetch_types)
    if (std::find(past.options.fetch_types.begin(), past.options.fetch_types.end(), type) ==
        past.options.fetch_types.end())
      new_types_.push_back(type);
}

SecondLook::Rules::Rules(const Options& options, const std::vector<Seed>& given)
    : admission(options, given) {
  for (const Seed& seed : given) seeds.insert(parser::key_of(seed.url).url);
}

const SecondLook::Rules& SecondLook::rules() {
  if (rules_ == nullptr) rules_ = std::make_unique<Rules>(options_, seeds_);
  return *rules_;
}

std::optional<SecondLook::Verdict> SecondLook::judge(const KnownUrl& known) {
  if (url_.assign(known.url) != parser::UrlStatus::kOk) return std::nullopt;
  const ground::UrlKey key = parser::key_of(url_);
  // Who names a URL wants it, whatever links to it are judged by.
  if (rules().seeds.contains(key.url)) return Verdict{key, Reason::kNone};
  Admission::Question question{url_};
  question.nofollow = known.reason == Reason::kNofollow;
  question.depth = known.depth;
  question.hops = known.hops;
  question.to_sitemap = known.role == storage::Role::kSitemap;
  return Verdict{key, rules().admission.judge(question)};
}

// Whether it might be a page no longer shows in the URL alone: an image or a link with nofollow may
// be in scope. That is of_check_link()'s to say.
std::optional<Resettlement> SecondLook::of_check(const KnownUrl& known) {
  if (url_.assign(known.url) != parser::UrlStatus::kOk) return std::nullopt;
  const ground::UrlKey key = parser::key_of(url_);
  if (rules().seeds.contains(key.url))
    return Resettlement{known.place, key, Reason::kNone, storage::Role::kPage};
  if (rules().admission.wants_check(known.role) &&
      rules().admission.judge_check(url_, known.hops) == Reason::kNone)
    return Resettlement{known.place, key, Reason::kNone, known.role};
  return Resettlement{known.place, key, reason_of_no_check(known), storage::Role::kPage};
}

Reason SecondLook::reason_of_no_check(const KnownUrl& known) {
  if (const auto verdict = judge(known); verdict && verdict->reason != Reason::kNone)
    return verdict->reason;
  if (known.role != storage::Role::kLink) return Reason::kResource;
  return options_.follow_nofollow ? Reason::kFollow : Reason::kNofollow;
}

std::optional<Resettlement> SecondLook::wanted(const KnownUrl& known) {
  if (known.role == storage::Role::kSitemap && !options_.sitemaps) return std::nullopt;
  if (is_check(known.role)) {
    auto settled = of_check(known);
    return settled && settled->skip == Reason::kNone ? settled : std::nullopt;
  }
  const auto verdict = judge(known);
  if (!verdict || verdict->reason != Reason::kNone) return std::nullopt;
  return Resettlement{known.place, verdict->key, Reason::kNone};
}

Admission::Question SecondLook::question_of(const KnownUrl& known) const {
  Admission::Question question{url_, static_cast<parser::LinkKind>(known.kind)};
  question.nofollow = known.nofollow;
  question.depth = known.depth;
  question.hops = known.hops;
  question.to_sitemap = known.role == storage::Role::kSitemap;
  question.rel = known.rel;
  // A link that the rules for following don't name is not told from one that they do.
  question.is_named = known.reason != Reason::kFollow;
  return question;
}

std::optional<Resettlement> SecondLook::of_check_link(const KnownUrl& known) {
  if (known.kind > static_cast<uint8_t>(parser::kLastLinkKind)) return std::nullopt;
  if (url_.assign(known.url) != parser::UrlStatus::kOk) return std::nullopt;
  const Admission::Question question = question_of(known);
  if (rules().admission.judge(question) != Reason::kNone) return std::nullopt;
  if (past_options_) {
    if (past_rules_ == nullptr) past_rules_ = std::make_unique<Rules>(*past_options_, seeds_);
    // What has not changed did not make it a check: the rules for following did.
    if (past_rules_->admission.judge(question) == Reason::kNone) return std::nullopt;
  }
  return Resettlement{known.place, parser::key_of(url_), Reason::kNone, storage::Role::kPage};
}

std::optional<Resettlement> SecondLook::of_link(const KnownUrl& known) {
  if (known.kind > static_cast<uint8_t>(parser::kLastLinkKind)) return std::nullopt;
  if (url_.assign(known.url) != parser::UrlStatus::kOk) return std::nullopt;
  const Admission& admission = rules().admission;
  const Admission::Question question = question_of(known);
  const Reason skip = admission.judge(question);
  if (skip == Reason::kNone) return std::nullopt;
  const auto role = admission.check_of(question, skip);
  if (!role) return std::nullopt;
  return Resettlement{known.place, parser::key_of(url_), Reason::kNone, *role};
}

std::optional<Resettlement> SecondLook::of_undecided(const KnownUrl& known) {
  if (is_check(known.role)) {
    auto settled = of_check(known);
    const bool is_same = settled && known.state == storage::UrlState::kWaiting &&
                         settled->skip == Reason::kNone && settled->role == known.role;
    return is_same ? std::nullopt : settled;
  }
  const auto verdict = judge(known);
  if (!verdict || verdict->reason == known.reason) return std::nullopt;
  return Resettlement{known.place, verdict->key, verdict->reason};
}

std::optional<Resettlement> SecondLook::of_headers(const KnownUrl& known) {
  const auto is_it = [&](const std::string& type) {
    return ground::ascii::same_but_for_case(type, known.content_type);
  };
  if (std::none_of(new_types_.begin(), new_types_.end(), is_it)) return std::nullopt;
  return wanted(known);
}

std::optional<Resettlement> SecondLook::of_failure(const KnownUrl& known, bool again) {
  if (known.reason != Reason::kPrivateAddress) return again ? wanted(known) : std::nullopt;
  if (!again && !other_addresses_) return std::nullopt;
  if (url_.assign(known.url) != parser::UrlStatus::kOk) return std::nullopt;
  // As long as it is refused anyway, its address need not be asked for.
  if (!options_.allow_private && !rules().admission.is_seed_host(url_.host())) return std::nullopt;
  return wanted(known);
}

}  // namespace crawler

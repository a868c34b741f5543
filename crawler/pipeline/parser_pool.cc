#include "crawler/pipeline/parser_pool.h"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "crawler/fetch/header.h"
#include "crawler/policy/render_choice.h"
#include "crawler/policy/trap_places.h"
#include "ground/bytes_as_text.h"
#include "parser/http/inflate.h"
#include "parser/http/location.h"

namespace crawler {
namespace {

// A worker takes a few at a time: one lock for several pages, and still fair to the other workers.
constexpr std::size_t kTakeAtOnce = 4;

// Location as an absolute normal form, or "".
std::string redirect_target(const RobotsWork& work) {
  std::string escaped;
  const std::string_view location =
      parser::escaped_location(header_value(work.page.headers, "location"), escaped);
  parser::Url base, target;
  if (location.empty() || base.assign(work.url) != parser::UrlStatus::kOk ||
      target.assign(location, &base) != parser::UrlStatus::kOk)
    return {};
  target.normalise();
  return std::string(target.href());
}

// As the views judge it (`role`).
bool is_page(const storage::Lease& lease, const storage::PageRecord& page) {
  constexpr std::string_view kRobots = "/robots.txt";
  if (lease.role != storage::Role::kPage) return false;
  if (lease.url.size() == lease.origin.size() + kRobots.size() && lease.url.ends_with(kRobots))
    return false;
  return page.status / 100 != 2 || page.content_type.empty() || page.content_type == "text/html" ||
         page.content_type == "application/xhtml+xml";
}

// The first link of the page that was left out as part of a trap.
void note_trap(const storage::PageCommit& commit, PageKept& kept) {
  const auto found =
      std::find_if(commit.outlinks.begin(), commit.outlinks.end(),
                   [](const storage::Outlink& link) { return is_trap(link.target.skip); });
  if (found == commit.outlinks.end()) return;
  kept.trap = found->target.skip;
  kept.trap_url = found->target.url;
}

}  // namespace

PageWorker::PageWorker(const ParserSettings& settings, const Admission& admission, SeenLines& seen)
    : limits_(settings.limits),
      wishes_(settings.wishes),
      render_(settings.render),
      robots_agent_(settings.robots_agent),
      builder_(admission, settings.keep_bodies),
      checks_(admission, settings.limits, settings.wishes.places),
      seen_(seen) {}

ParsedWork PageWorker::parse(PageWork work) {
  ParsedWork result;
  result.kept.is_check = is_check(work.lease.role);
  result.kept.status = work.page.status;
  result.kept.bytes = work.page.transferred;
  result.kept.held = work.page.body.size();
  result.kept.total = work.page.total;
  if (result.kept.is_check) {
    result.commit = checks_.build(work);
    finish(std::move(work.lease), result);
    return result;
  }
  // RFC 9110 15.4.5. Only to one who asked so it says that all is as it was.
  if (work.lease.revisit && !work.lease.revisit->is_doubtful && work.page.status == 304) {
    result.commit = builder_.build(work, parser::ParsedPage{});
    result.commit.not_modified = true;
    finish(std::move(work.lease), result);
    return result;
  }
  parser::RawPage raw;
  raw.url = work.lease.url;
  raw.status = work.page.status;
  raw.headers = &work.page.headers;
  raw.body = work.page.body;
  // The page of a 404 is no sitemap gone wrong.
  raw.is_sitemap = work.lease.role == storage::Role::kSitemap && work.page.status / 100 == 2;
  raw.body_cut = work.page.body_cut;
  try {
    parser::PageWishes wishes = wishes_;
    wishes.script_need = render_ == Render::kAuto && !work.rendered;
    const parser::ParsedPage& parsed = parser_.parse(raw, limits_, wishes);
    if (may_be_rendered(work, parsed) &&
        (render_ == Render::kAlways ||
         parsed.script_need.verdict != parser::ScriptNeed::Verdict::kNo)) {
      const parser::ScriptNeed need = parsed.script_need;
      result.to_render = PageToRender{std::move(work), need};
      return result;
    }
    build_page(work, parsed, result);
    note_trap(result.commit, result.kept);
  } catch (const std::bad_alloc&) {
    work.page.detail = "parser: not enough memory for this page";
    result.commit = builder_.build(work, parser::ParsedPage{});
  }
  finish(std::move(work.lease), result);
  return result;
}

bool PageWorker::may_be_rendered(const PageWork& work, const parser::ParsedPage& plain) const {
  return render_ != Render::kNever && !work.rendered && work.lease.role == storage::Role::kPage &&
         work.page.outcome == FetchOutcome::kAnswered && work.page.status / 100 == 2 &&
         !plain.body.empty() &&
         (plain.content_type == "text/html" || plain.content_type == "application/xhtml+xml");
}

void PageWorker::build_page(PageWork& work, const parser::ParsedPage& plain, ParsedWork& result) {
  const bool is_rendered = work.rendered && !work.rendered->html.empty();
  const parser::ParsedPage& parsed =
      is_rendered ? rendered_.read(work, plain, limits_, wishes_) : plain;
  // A sitemap lists, it does not tell.
  if (work.lease.role == storage::Role::kPage &&
      url_.assign(work.lease.url) == parser::UrlStatus::kOk)
    result.kept.newness = seen_.judge(url_, parsed);
  std::optional<storage::RenderRecord> record;
  if (work.rendered)
    record = rendered_.record(std::move(*work.rendered), plain, is_rendered ? &parsed : nullptr,
                              {builder_.keeps_bodies(),
                               [this](std::string_view body) { return builder_.compress(body); }});
  else if (may_be_rendered(work, plain))
    record.emplace().reason = storage::RenderReason::kPlain;
  if (is_rendered) {
    const std::string_view text = plain.text;
    result.kept.gained =
        is_gain(record->text_gain, record->links_gain, text.size(), plain.links.size());
  }
  const uint64_t received = plain.body.size();
  std::string limits_hit = parser::names_of(plain.limits_hit & ~parsed.limits_hit);
  result.commit = builder_.build(work, parsed, result.kept.newness);
  result.commit.render = std::move(record);
  if (!is_rendered) return;
  result.commit.page.size = received;
  std::string& hit = result.commit.page.limits_hit;
  if (!limits_hit.empty() && !hit.empty()) limits_hit += ',';
  hit.insert(0, limits_hit);
}

void PageWorker::finish(storage::Lease lease, ParsedWork& result) {
  result.bytes = bytes_of(result.commit);
  result.kept.is_page = result.commit.is_page = is_page(lease, result.commit.page);
  result.kept.content_hash = result.commit.page.content_hash;
  result.kept.detail = result.commit.page.detail;
  result.kept.lease = std::move(lease);
}

RobotsParsed PageWorker::parse(const RobotsWork& work) const {
  RobotsParsed parsed;
  parsed.host = work.host;
  parsed.is_copy = work.is_copy;
  parsed.status = work.page.status;
  parsed.redirect_to = redirect_target(work);
  parsed.retry_after = std::string(header_value(work.page.headers, "retry-after"));
  std::string inflated;
  std::string_view text;
  const std::string_view codings = header_value(work.page.headers, "content-encoding");
  const parser::InflateEnd end =
      parser::inflate(work.page.body, codings, parser::kMaxRobotsBytes, inflated, text);
  parsed.text = std::string(text.substr(0, parser::kMaxRobotsBytes));
  if (parsed.status < 200 || parsed.status > 299) return parsed;
  // A part of the rules is no rules: the Disallow that matters may be in the other. Unless it was
  // us who cut them.
  const bool ended_early = end == parser::InflateEnd::kCorrupt && !work.page.body_cut;
  if (ended_early || end == parser::InflateEnd::kUnsupported)
    parsed.undecodable = ground::text_of(codings);
  else
    parsed.rules = parser::Robots::parse(parsed.text, robots_agent_);
  return parsed;
}

ParserPool::ParserPool(const ParserSettings& settings, const Admission& admission,
                       StoreThread& store, EventLoop& loop, PipelineEvents& events,
                       std::size_t capacity)
    : inbox_(capacity) {
  try {
    for (std::size_t i = 0; i < settings.threads; ++i)
      threads_.emplace_back([this, settings, &admission, &store, &loop, &events] {
        run(settings, admission, store, loop, events);
      });
  } catch (...) {  // no room for so many: those that run must end before their pool
    end();
    throw;
  }
}

ParserPool::~ParserPool() { end(); }

void ParserPool::end() {
  inbox_.close();
  for (std::thread& thread : threads_) thread.join();
}

void ParserPool::run(const ParserSettings& settings, const Admission& admission, StoreThread& store,
                     EventLoop& loop, PipelineEvents& events) {
  PageWorker worker(settings, admission, seen_);
  std::vector<Work> taken;
  while (inbox_.pop(taken, kTakeAtOnce)) {
    for (Work& work : taken) {
      if (auto* page = std::get_if<PageWork>(&work)) {
        store.await_room();
        ParsedWork parsed = worker.parse(std::move(*page));
        if (parsed.to_render)
          loop.post([&events, page = std::move(*parsed.to_render)]() mutable {
            events.to_be_rendered(std::move(page));
          });
        else
          store.send(std::move(parsed));
      } else {
        RobotsParsed parsed = worker.parse(std::get<RobotsWork>(work));
        loop.post([&events, parsed = std::move(parsed)]() mutable {
          events.robots_parsed(std::move(parsed));
        });
      }
    }
    taken.clear();
  }
}

}  // namespace crawler

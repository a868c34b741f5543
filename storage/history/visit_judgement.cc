#include "storage/history/visit_judgement.h"

#include "ground/ascii.h"

namespace storage {
namespace {

constexpr int64_t kDay = int64_t{24} * 3'600 * 1'000;

std::string_view header_of(const PageRecord& page, std::string_view given, std::string_view name) {
  if (!given.empty()) return given;
  for (const Header& header : page.headers)
    if (ground::ascii::same_but_for_case(header.name, name)) return header.value;
  return {};
}

}  // namespace

Validators validators_of(const PageRecord& page) {
  return {header_of(page, page.etag, "etag"), header_of(page, page.last_modified, "last-modified")};
}

std::optional<PoorAnswer> poor_answer(const PageCommit& answer, const KeptAnswer& kept,
                                      const ErrorShapes& shapes) {
  const bool is_page = !is_check(kept.role);
  // What is whole is worth more than a part of what is newer.
  const bool is_worse = answer.is_cut && kept.is_whole && is_page;
  if (may_pass(answer.page.status) || is_worse) return PoorAnswer{};
  // Without its scripts the page is not what it was, and that is our browser's doing.
  if (kept.is_rendered && answer.render && !answer.render->error.empty())
    return PoorAnswer{answer.render->error};
  if (is_page && is_soft_error(answer.page, shapes, kept.shape)) return PoorAnswer{kLooksLikeError};
  return std::nullopt;
}

bool is_gone_by_now(const RevisitState& before, int64_t at) {
  return before.missing_since != 0 && before.missing_since / kDay != at / kDay;
}

}  // namespace storage

#include "parser/extract/pattern.h"

#include <re2/re2.h>

#include <vector>

namespace parser {
namespace {

// A pattern that needs more is a mistake; RE2's own default is 8 MB for the whole machinery.
constexpr int64_t kMaxMemory = 8 << 20;

RE2::Options quiet_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  return options;
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view text) : re({text.data(), text.size()}, quiet_options()) {}
  RE2 re;
};

std::optional<Pattern> Pattern::compile(std::string_view text, std::string& problem) {
  Pattern pattern;
  auto compiled = std::make_shared<const Compiled>(text);
  if (!compiled->re.ok()) {
    problem = compiled->re.error();
    return std::nullopt;
  }
  pattern.compiled_ = std::move(compiled);
  return pattern;
}

std::optional<Pattern> Pattern::compile_glob(std::string_view glob, std::string& problem) {
  std::string text = "^";
  while (!glob.empty()) {
    if (glob.starts_with("**")) {
      text += ".*";
      glob.remove_prefix(2);
    } else if (glob[0] == '*') {
      text += "[^/]*";
      glob.remove_prefix(1);
    } else {
      const std::string_view plain = glob.substr(0, glob.find('*'));
      text += RE2::QuoteMeta({plain.data(), plain.size()});
      glob.remove_prefix(plain.size());
    }
  }
  return compile(text + "$", problem);
}

int Pattern::groups() const { return compiled_->re.NumberOfCapturingGroups(); }

bool Pattern::finds(std::string_view text) const {
  return RE2::PartialMatch({text.data(), text.size()}, compiled_->re);
}

std::optional<std::string_view> Pattern::first(std::string_view text, int group) const {
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(group) + 1);
  const re2::StringPiece whole(text.data(), text.size());
  if (!compiled_->re.Match(whole, 0, whole.size(), RE2::UNANCHORED, found.data(), group + 1))
    return std::nullopt;
  const re2::StringPiece& part = found[static_cast<std::size_t>(group)];
  if (part.data() == nullptr) return std::nullopt;
  return std::string_view(part.data(), part.size());
}

std::vector<std::string_view> Pattern::all(std::string_view text, int group,
                                           std::size_t most) const {
  std::vector<std::string_view> parts;
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(group) + 1);
  const re2::StringPiece whole(text.data(), text.size());
  std::size_t at = 0;
  while (parts.size() < most && at <= text.size() &&
         compiled_->re.Match(whole, at, whole.size(), RE2::UNANCHORED, found.data(), group + 1)) {
    const re2::StringPiece& part = found[static_cast<std::size_t>(group)];
    if (part.data() != nullptr) parts.emplace_back(part.data(), part.size());
    const auto end = static_cast<std::size_t>(found[0].data() - whole.data()) + found[0].size();
    at = found[0].empty() ? end + 1 : end;
  }
  return parts;
}

std::optional<std::string_view> Pattern::next(std::string_view text, std::size_t from) const {
  const re2::StringPiece whole(text.data(), text.size());
  re2::StringPiece found;
  if (!compiled_->re.Match(whole, from, whole.size(), RE2::UNANCHORED, &found, 1))
    return std::nullopt;
  return std::string_view(found.data(), found.size());
}

}  // namespace parser

#include "storage/postgres/source_part.h"

#include "ground/ascii.h"

namespace storage {
namespace {

std::string escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (!ground::ascii::is_alphanumeric(c)) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

}  // namespace

std::string pattern_of_origins(std::string_view host) {
  if (host.find("://") != host.npos) return "^" + escaped(host) + "$";
  constexpr std::string_view kBelow = "*.";
  const bool has_more = host.starts_with(kBelow);
  if (has_more) host.remove_prefix(kBelow.size());
  return std::string("^[a-z]+://") + (has_more ? "([^/]+[.])?" : "") + escaped(host) +
         "(:[0-9]+)?$";
}

}  // namespace storage

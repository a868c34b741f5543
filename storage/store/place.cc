#include "storage/store/place.h"

namespace storage {
namespace {

// "user:password@host1,host2" without what stands between ':' and '@'.
std::string without_password(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (at == authority.npos || colon > at) return std::string(authority);
  return std::string(authority.substr(0, colon)) + std::string(authority.substr(at));
}

// Of "a=1&password=x&b=2" those that are no secrets.
std::string open_parameters(std::string_view parameters) {
  std::string open;
  while (!parameters.empty()) {
    const std::size_t end = parameters.find('&');
    const std::string_view one = parameters.substr(0, end);
    parameters = end == parameters.npos ? std::string_view() : parameters.substr(end + 1);
    const std::string_view name = one.substr(0, one.find('='));
    // A name may be written with %, too: then it is not looked at closer.
    if (name == "password" || name == "sslpassword" || name.find('%') != name.npos) continue;
    open += (open.empty() ? "?" : "&") + std::string(one);
  }
  return open;
}

}  // namespace

bool is_postgres_place(std::string_view where) {
  return where.starts_with("postgres://") || where.starts_with("postgresql://");
}

std::string shown_place(const std::string& where) {
  if (!is_postgres_place(where)) return where;
  const std::string_view place = where;
  const std::size_t begin = place.find("://") + 3;
  // A password may have any of these characters, though it should be written with %.
  const std::size_t last_at = place.rfind('@');
  const std::size_t slash =
      place.find_first_of("/?", last_at == place.npos || last_at < begin ? begin : last_at);
  const std::size_t question = slash == place.npos ? slash : place.find('?', slash);
  std::string shown(place.substr(0, begin));
  shown += without_password(place.substr(begin, slash - begin));
  if (slash != place.npos && slash != question) shown += place.substr(slash, question - slash);
  if (question != place.npos) shown += open_parameters(place.substr(question + 1));
  return shown;
}

}  // namespace storage

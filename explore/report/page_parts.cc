#include "explore/report/page_parts.h"

#include <fmt/format.h>

#include "explore/report/html_text.h"
#include "ground/ascii.h"

namespace explore {

std::string badge(Severity severity) {
  return fmt::format("<span class=\"badge {0}\">{0}</span>", name_of(severity));
}

std::string group_anchor(std::string_view group) {
  std::string id = "group-";
  for (const char c : group)
    id += ground::ascii::is_alphanumeric(c) ? ground::ascii::lower(c) : '-';
  return id;
}

std::string sql_details(std::string_view sql) {
  return fmt::format(
      "<details class=\"sql\"><summary>SQL</summary><pre tabindex=\"0\">{}</pre>"
      "</details>\n",
      html_text(sql));
}

}  // namespace explore

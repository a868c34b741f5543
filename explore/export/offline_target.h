// What takes the place of a URL in a file of an offline copy.
// Thread: pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "parser/url/url.h"

namespace explore {

// The file that stands for a URL (in normal form), as a target of the file that is being written;
// "" if the copy has none.
using LocalFile = std::function<std::string(std::string_view url)>;

// Of a URL as it is written: the file of the copy; else a link stays, as an absolute URL, and what
// is loaded is to be named no more (none). What has another scheme than http(s) stays as it is, if
// it is no file of elsewhere. `has_base`: `base` is not the page's own URL.
std::optional<std::string> target_in_copy(std::string_view written, bool is_loaded,
                                          const parser::Url& base, bool has_base,
                                          const LocalFile& local);

// A style sheet, or the text of a <style>: what the copy has not becomes "data:,".
std::string offline_css(std::string_view css, const parser::Url& base, const LocalFile& local);

}  // namespace explore

// What an element's style attribute says about whether it is shown, and of other URLs.
// Thread: pure.
#pragma once

#include <string_view>

namespace parser {

// True if the declarations hide the element: "display: none", "visibility: hidden" or "collapse".
// The last of a property counts. Other styles may show it nevertheless: those of scripts and of
// sheets that say "!important".
bool hides(std::string_view style);

// False: it names no URL. An "url(" may stand in a comment, too.
bool may_name_url(std::string_view style);

}  // namespace parser

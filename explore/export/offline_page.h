// A stored page as a file of an offline copy: what it names leads to the files of
// the copy; links to all else stay, as absolute URLs; what a browser would load by itself and the
// copy has not is named no more. Scripts are kept and do not run: a policy in the page forbids
// them, and all loading but of files. Thread: pure. Cost: linear, and a question for each URL.
#pragma once

#include <string>
#include <string_view>

#include "explore/export/offline_target.h"

namespace explore {

// `html`: UTF-8. `page`: its URL, with the encoding of its queries. Gives UTF-8 with a byte order
// mark, which says so whatever the page says.
std::string offline_html(std::string_view html, const parser::Url& page, const LocalFile& local);

// XML that browsers show (SVG): the same without the policy, so its scripts are taken for something
// else and what listens to events has another name.
std::string offline_xml(std::string_view xml, const parser::Url& page, const LocalFile& local);

// A page that leads on to `target`: by itself if that is a file of the copy.
std::string offline_redirect(std::string_view target, bool is_local);

}  // namespace explore

// What is run in a page that has been rendered, in a world of its own: its scripts can't see it,
// nor have changed what it uses. Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crawler {

// Runs before all scripts of a page, in their world: the network that is not there is to look as if
// it were.
std::string preparing_script();
// Forgets what a page has left in the browser for the next one of its site.
std::string forgetting_script();
// Gives a text that is the same as long as the page's clock stands still and no text is added.
std::string looking_script();
// Scrolls to the end. Is settled when the page has been drawn there and nothing is left to do.
std::string scrolling_script();
// Gives {html, url, isWhole}: the tree as HTML, with open shadow roots and the frames of its own
// origin in their places, `links` added, and no more than `max_bytes` characters of it; and the URL
// of the page now.
std::string reading_script(const std::vector<std::string>& links, std::size_t max_bytes);

}  // namespace crawler

// What is between two versions, for people and for programs. Whatever a page says, no markup, no
// script and nothing that a terminal obeys comes out.
// Thread: pure, or that of the output.
#pragma once

#include <string>
#include <string_view>

#include "explore/command/output.h"
#include "explore/history/page_diff.h"

namespace explore {

// With - and + before lines; words in [- -] and {+ +}, or in colours where the output has them.
void write_diff_text(std::string_view url, const PageDiff& diff, Output& output);

// One object.
std::string diff_json(std::string_view url, const PageDiff& diff);

// A page of its own that needs no network; and its main part alone.
std::string diff_page(std::string_view url, const PageDiff& diff);
std::string diff_html(const PageDiff& diff);

}  // namespace explore

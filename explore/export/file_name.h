// Names of files for URLs. A name is safe on every usual file system, and as a target of links
// without escapes: its parts hold letters and digits of any script and "._-=+,@~", are at most 80
// bytes long and begin with none of "." and "-"; none is a name that Windows keeps for devices.
// Parts of a URL that can't stand as they are are changed, so several URLs may get one name.
// Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "parser/url/url.h"

namespace explore {

inline constexpr std::string_view kMarkdownEnding = ".md";

// "example.com/docs/intro.md": a folder for the host (with the port if it is not the usual one) and
// for each part of the path, with "index" for what ends with a slash; at most 250 bytes. No folder
// has a name that ends like a file's.
std::string markdown_name(const parser::Url& url);

// "example.com/docs/intro.html", "example.com/look-v=2.css": the same for a file of that kind. What
// a browser would run or show as a page ends so only if it is of such a type, whatever its URL ends
// with. Of redirects and pages: HTML. No folder below the host's has a name like a file's.
std::string site_name(const parser::Url& url, std::string_view content_type);

// The same with a mark made of the URL, or with longer ones: for the names of several URLs. Each
// `attempt` from 1 gives another.
std::string marked_name(std::string_view name, std::string_view url, unsigned attempt);

// Equal for names that some file system takes for one: it doesn't tell small letters from capital
// ones, or ways to write one character.
std::string same_name_key(std::string_view name);

// From the file `from` to the file `to`, both in one folder: "../b/c.md".
std::string relative_name(std::string_view from, std::string_view to);

}  // namespace explore

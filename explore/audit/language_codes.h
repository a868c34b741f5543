// The codes by which pages name languages: those of hreflang, and of the attribute lang.
// The SQL functions is_hreflang(code) and same_language(code, code) ask these.
// Thread: pure. Source:
// https://developers.google.com/search/docs/specialty/international/localized-versions
#pragma once

#include <string_view>

namespace explore {

// True of "x-default" and of a language, with a script (by its form) or a region behind it if need
// be: "en", "zh-Hant", "en-GB", "es-419". Languages have two letters (ISO 639-1, with what BCP 47
// keeps of its older editions), or three if they have no two; regions are those of ISO 3166-1.
bool is_hreflang(std::string_view code);

// True if both are of one language, whatever regions and scripts: "en" and "en-GB". Codes of one
// language are the same (iw and he, deu and de), and so are those that another one is for all of:
// nb and nn of no, yue of zh.
bool is_same_language(std::string_view a, std::string_view b);

}  // namespace explore

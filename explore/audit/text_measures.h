// What a text is like, in numbers and words that the audit asks for. Bounded: of long texts the
// beginning is looked at.
// Thread: pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace explore {

// How wide a line of text is in Arial of so many pixels, in which search results are set. Of
// letters that Arial has not, the width of their kind: Chinese ones are squares.
int width_in_pixels(std::string_view text, int font_pixels);

// What no reader should see, as words with commas between them, "" if there is none of it:
// "lorem-ipsum" (sample text), "garbled" (letters read in a wrong encoding), "error-message" (of a
// program behind the page), "unfilled" (a template's own marks).
std::string text_flaws(std::string_view text);

// Flesch's reading ease, for English: 100 very easy, 60 plain, below 30 hard. None of texts with
// fewer than 100 words or without sentences.
std::optional<double> reading_ease(std::string_view text);

// The last year that the text claims a copyright for; none where it claims none, or no year of this
// century or the one before.
std::optional<int> copyright_year(std::string_view text);

// Of a text, so much is looked at for flaws and for reading ease.
inline constexpr std::size_t kFlawBytes = 256 * 1024;
inline constexpr std::size_t kEaseBytes = 8 * 1024;

}  // namespace explore

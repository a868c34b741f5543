// Images as they are written; whether they are there is findings_checks.cc.
#include <array>

#include "explore/findings/markup/markup_findings.h"

namespace explore {
namespace {

constexpr std::array kImagesFindings{
    Finding{"image-alt-missing", "Images without alternative text", "Images", Severity::kWarning,
            "The attribute alt is not there: who hears the page, and search engines, learn nothing "
            "of the image.",
            "Say in alt what the image says; write alt= with nothing in it for mere decoration.",
            R"(SELECT a.url, f.images_without_alt AS images, f.images AS of_all
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.images_without_alt > 0
ORDER BY images DESC, a.url)"},

    Finding{"image-alt-long", "Long alternative texts", "Images", Severity::kNotice,
            "An alt of more than 150 characters can't be skimmed by who hears it.",
            "Say the most important in alt, and the rest beside the image.",
            R"(SELECT a.url, f.alt_chars AS characters
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.alt_chars > 150
ORDER BY characters DESC, a.url)"},

    Finding{"image-size-missing", "Images without width and height", "Images", Severity::kNotice,
            "The browser learns their size when they have come, and what is below them jumps.",
            "Write width and height; the style sheet may still scale them.",
            R"(SELECT a.url, f.images_without_size AS images, f.images AS of_all
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.images_without_size > 0
ORDER BY images DESC, a.url)"},

    Finding{"image-first-lazy", "First images that come late", "Images", Severity::kNotice,
            "The first image has loading=lazy: the browser waits for the layout before it asks for "
            "what is seen first.",
            "Take loading=lazy from what is seen without scrolling.",
            R"(SELECT a.url
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.first_image_lazy
ORDER BY a.url)"},

    Finding{"image-not-lazy", "Pages that fetch all images at once", "Images", Severity::kNotice,
            "Of more than 20 images none has loading=lazy, so those far below are fetched too.",
            "Write loading=lazy for all that is not seen at first.",
            R"(SELECT a.url, f.images
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.images > 20 AND f.images_lazy = 0
ORDER BY f.images DESC, a.url)"},

    Finding{"image-one-size", "Images of one size for all", "Images", Severity::kFact,
            "There is one file alone, so phones fetch the same as large screens.",
            "Offer several with srcset where they are large.",
            R"(SELECT a.url, f.images_without_srcset AS images, f.images AS of_all
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.images_without_srcset > 0
ORDER BY images DESC, a.url)"},

    Finding{"image-old-format", "Images in older formats", "Images", Severity::kFact,
            "JPEG, PNG, GIF, BMP or TIFF by their names, and nothing newer offered beside.",
            "WebP and AVIF are often half as large.",
            R"(SELECT a.url, f.images_of_old_format AS images, f.images AS of_all
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.images_of_old_format > 0
ORDER BY images DESC, a.url)"},
};

}  // namespace

std::span<const Finding> image_findings() { return kImagesFindings; }

}  // namespace explore

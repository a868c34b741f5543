#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_structured(SiteMaker& site) {
  const auto item = [&](const std::string& path, const std::string& type, const std::string& json) {
    site.keep_changed(path, [](PageRecord&) {}, {{"json-ld", json, type}});
  };
  item(
      "/product", "Product",
      R"({"@type":"Product","name":"Boot","image":"i","description":"d","brand":"b","sku":"1","offers":{"price":"19.90","priceCurrency":"EUR","availability":"InStock"}})");
  item(
      "/no-price", "Product",
      R"({"@type":"Product","name":"Boot","image":"i","description":"d","brand":"b","sku":"1","offers":[{"price":1,"priceCurrency":"EUR","availability":"x"},{"availability":"x"}]})");
  item(
      "/crumbs", "BreadcrumbList",
      R"({"@type":"BreadcrumbList","itemListElement":[{"position":1,"name":"Home"},{"name":"Shop"}]})");
  item("/faq", "FAQPage", R"({"@type":"FAQPage","mainEntity":[{"name":"Why"}]})");
  item(
      "/event", "MusicEvent",
      R"({"@type":"MusicEvent","name":"Concert","startDate":"2026-12-24T20:00","endDate":"2026-12-24","description":"d","image":"i","offers":{"price":"1"},"organizer":"o","eventStatus":"s"})");
  item(
      "/recipe", "Recipe",
      R"({"@type":"Recipe","name":"Soup","author":"a","recipeIngredient":["w"],"recipeInstructions":"i","totalTime":"PT1H","recipeYield":"4","recipeCategory":"c","description":"d"})");
  item(
      "/job", "JobPosting",
      R"({"@type":"JobPosting","title":"Cook","description":"d","datePosted":"2026-01-01","jobLocation":{"address":"here"},"validThrough":"2027-01-01","employmentType":"FULL_TIME","baseSalary":1,"identifier":"i"})");
  item(
      "/video", "VideoObject",
      R"({"@type":"VideoObject","name":"V","uploadDate":"2026-01-01","description":"d","duration":"PT1M","contentUrl":"https://site.test/v.mp4"})");
  item(
      "/business", "Restaurant",
      R"({"@type":"Restaurant","name":"R","telephone":"1","openingHours":"Mo","url":"u","geo":{"a":1}})");
  item(
      "/review", "Review",
      R"({"@type":"Review","author":"a","reviewRating":{"ratingValue":4},"datePublished":"2026-01-01"})");
  item(
      "/software", "MobileApplication",
      R"({"@type":"MobileApplication","name":"A","offers":{"price":0},"applicationCategory":"c","operatingSystem":"o"})");
  item(
      "/course", "Course",
      R"({"@type":"Course","name":"C","provider":"p","offers":{"category":"Free"},"hasCourseInstance":{"a":1}})");
  item("/profile", "ProfilePage", R"({"@type":"ProfilePage","mainEntity":{"url":"u"}})");
  item("/article", "NewsArticle",
       R"({"@type":"NewsArticle","headline":"H","image":"i","datePublished":"2026-01-01"})");
  item("/organization", "Organization", R"({"@type":"Organization","name":"O","url":"u"})");
  item(
      "/video-less", "VideoObject",
      R"({"@type":"VideoObject","name":"V","uploadDate":"2026-01-01","thumbnailUrl":"https://site.test/t.png"})");
  item("/reference", "Product", R"({"@id":"#boot"})");
  item("/broken", "", R"({"error":"a comma is missing","at":17})");
  item("/typeless", "", R"({"name":"Boot"})");
  item("/date", "Thing", R"({"@type":"Thing","datePublished":"1 May 2026"})");
  item("/price", "Offer", R"({"@type":"Offer","price":"1.299,90 EUR"})");
  item("/rating", "Thing", R"({"@type":"Thing","aggregateRating":{"ratingValue":"9"}})");
  item("/address", "Thing", R"({"@type":"Thing","sameAs":["/me"]})");
  item("/deep", "Thing", R"({"@type":"Thing","a":[[[[[[[[[[[[{"price":"x"}]]]]]]]]]]]]})");
  site.keep_changed("/plain", [](PageRecord&) {});
  site.finish();
}

}  // namespace

FaultyPart structured_part() {
  return {"structured",
          make_structured,
          {
              {"rich-article", {"/article"}},
              {"rich-breadcrumb", {"/crumbs"}},
              {"rich-business", {"/business"}},
              {"rich-course", {"/course"}},
              {"rich-event", {"/event"}},
              {"rich-faq", {"/faq"}},
              {"rich-forum", {"/profile"}},
              {"rich-job", {"/job"}},
              {"rich-organization", {"/organization"}},
              {"rich-product", {"/no-price"}},
              {"rich-recipe", {"/recipe"}},
              {"rich-recommended", {"/video-less"}},
              {"rich-review", {"/review"}},
              {"rich-software", {"/software"}},
              {"rich-video", {"/video"}},
              {"structured-addresses", {"/address"}},
              {"structured-dates", {"/date"}},
              {"structured-missing", {"/", "/plain"}},
              {"structured-prices", {"/price"}},
              {"structured-ratings", {"/rating"}},
              {"structured-unreadable", {"/broken"}},
              {"structured-untyped", {"/typeless"}},
          }};
}

}  // namespace explore

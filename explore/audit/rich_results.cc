// What is asked of each type is a list of properties, as the search engines' own documentation
// names them; schema.org itself requires nothing. "a|b" is either of both, and "?a.b" asks for b of
// each a, where there is one; b may be "c.d" in its turn, d of c. An object that only names another
// by its @id says nothing here: it is taken for complete.
#include "explore/audit/rich_results.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "explore/audit/item_values.h"
#include "ground/ascii.h"

namespace explore {
namespace {

using Json = nlohmann::json;

struct Rules {
  std::string_view rich;
  std::string_view types;  // with spaces between them
  std::string_view required;
  std::string_view recommended;
};

// The first that has a type of the item is its own.
constexpr std::array kRules{
    Rules{"Product", "Product ProductGroup Vehicle Car",
          "name offers|review|aggregateRating|hasVariant "
          "?offers.price|lowPrice|priceSpecification ?offers.priceCurrency|priceSpecification",
          "image description brand sku|gtin|gtin13|gtin12|gtin8|mpn|productGroupID "
          "?offers.availability"},
    Rules{"Recipe", "Recipe", "name image",
          "author recipeIngredient recipeInstructions totalTime|cookTime|prepTime recipeYield "
          "recipeCategory description"},
    Rules{"JobPosting", "JobPosting",
          "title description datePosted hiringOrganization "
          "jobLocation|jobLocationType ?jobLocation.address",
          "validThrough employmentType baseSalary identifier"},
    Rules{"Event",
          "Event BusinessEvent ChildrensEvent ComedyEvent DanceEvent EducationEvent "
          "Festival FoodEvent LiteraryEvent MusicEvent SaleEvent ScreeningEvent SocialEvent "
          "SportsEvent TheaterEvent VisualArtsEvent ExhibitionEvent",
          "name startDate location", "endDate description image offers organizer eventStatus"},
    Rules{"FAQPage", "FAQPage", "mainEntity ?mainEntity.name ?mainEntity.acceptedAnswer", ""},
    Rules{"QAPage", "QAPage",
          "mainEntity ?mainEntity.name ?mainEntity.answerCount "
          "?mainEntity.acceptedAnswer|suggestedAnswer",
          "?mainEntity.author ?mainEntity.text"},
    Rules{"BreadcrumbList", "BreadcrumbList",
          "itemListElement ?itemListElement.position ?itemListElement.name|item.name", ""},
    Rules{"VideoObject", "VideoObject", "name thumbnailUrl uploadDate",
          "description duration contentUrl|embedUrl"},
    Rules{"SoftwareApplication", "SoftwareApplication MobileApplication WebApplication VideoGame",
          "name offers ?offers.price|lowPrice aggregateRating|review",
          "applicationCategory operatingSystem"},
    Rules{"Course", "Course", "name description", "provider offers hasCourseInstance"},
    Rules{"Dataset", "Dataset", "name description",
          "license creator distribution keywords|variableMeasured"},
    Rules{"Review", "Review CriticReview UserReview EmployerReview",
          "author reviewRating ?reviewRating.ratingValue itemReviewed", "datePublished"},
    Rules{"AggregateRating", "AggregateRating EmployerAggregateRating",
          "ratingValue ratingCount|reviewCount itemReviewed", "bestRating"},
    Rules{"LocalBusiness",
          "LocalBusiness Restaurant Store Hotel CafeOrCoffeeShop BarOrPub Bakery Dentist Physician "
          "AutoDealer AutoRepair BeautySalon HairSalon LegalService RealEstateAgent TravelAgency "
          "FoodEstablishment ClothingStore GroceryStore Pharmacy Library MedicalClinic "
          "ProfessionalService HealthAndBeautyBusiness LodgingBusiness",
          "name address", "telephone openingHoursSpecification|openingHours url geo"},
    Rules{"Article",
          "Article NewsArticle BlogPosting TechArticle Report ScholarlyArticle AnalysisNewsArticle "
          "OpinionNewsArticle ReviewNewsArticle LiveBlogPosting",
          "", "headline image datePublished author ?author.name"},
    Rules{"Organization",
          "Organization Corporation NewsMediaOrganization EducationalOrganization NGO "
          "GovernmentOrganization OnlineStore OnlineBusiness CollegeOrUniversity School",
          "", "name url logo"},
    Rules{"ProfilePage", "ProfilePage", "mainEntity ?mainEntity.name|alternateName", ""},
    Rules{"DiscussionForumPosting", "DiscussionForumPosting SocialMediaPosting",
          "author datePublished text|image|video|sharedContent", "headline url"},
    Rules{"WebSite", "WebSite", "", "name url"},
};

const Rules* rules_of(std::string_view types) {
  for (const Rules& rules : kRules) {
    std::string_view known = rules.types;
    for (auto type = ground::ascii::next_token(known); !type.empty();
         type = ground::ascii::next_token(known)) {
      std::string_view mine = types;
      for (auto own = ground::ascii::next_token(mine); !own.empty();
           own = ground::ascii::next_token(mine))
        if (own == type) return &rules;
    }
  }
  return nullptr;
}

bool is_reference(const Json& value) {
  return value.is_object() && value.contains("@id") &&
         value.size() == (value.contains("@type") ? 2u : 1u);
}

bool says_something(const Json& value) {
  if (value.is_string()) return !ground::ascii::trim(value.get_ref<const std::string&>()).empty();
  if (value.is_array()) return std::any_of(value.begin(), value.end(), says_something);
  return !value.is_null() && !(value.is_object() && value.empty());
}

// `names`: with "|" between them. An object that names another is not judged.
bool has_one_of(const Json& object, std::string_view names) {
  if (!object.is_object() || is_reference(object)) return true;
  for (auto name = ground::ascii::next_token(names, '|'); !name.empty();
       name = ground::ascii::next_token(names, '|')) {
    const std::size_t dot = name.find('.');
    const auto found = object.find(std::string(name.substr(0, dot)));
    if (found == object.end() || !says_something(*found)) continue;
    if (dot == std::string_view::npos) return true;
    if (!found->is_object()) continue;
    const auto inner = found->find(std::string(name.substr(dot + 1)));
    if (is_reference(*found) || (inner != found->end() && says_something(*inner))) return true;
  }
  return false;
}

// Whether an item has what a rule asks for, see above.
bool is_met(const Json& item, std::string_view rule) {
  if (!rule.starts_with('?')) return has_one_of(item, rule);
  const std::size_t dot = rule.find('.');
  const auto outer = item.find(std::string(rule.substr(1, dot - 1)));
  if (outer == item.end() || !says_something(*outer)) return true;  // another rule asks for it
  const std::string_view names = rule.substr(dot + 1);
  if (!outer->is_array()) return has_one_of(*outer, names);
  return std::all_of(outer->begin(), outer->end(),
                     [names](const Json& each) { return has_one_of(each, names); });
}

// The rule as people read it: "price or lowPrice of offers".
std::string in_words(std::string_view rule) {
  std::string owner;
  if (rule.starts_with('?')) {
    const std::size_t dot = rule.find('.');
    owner = rule.substr(1, dot - 1);
    rule.remove_prefix(dot + 1);
  }
  std::string words;
  for (auto name = ground::ascii::next_token(rule, '|'); !name.empty();
       name = ground::ascii::next_token(rule, '|')) {
    if (!words.empty()) words += " or ";
    words += name;
  }
  return owner.empty() ? words : words + " of " + owner;
}

std::string missing_of(const Json& item, std::string_view rules) {
  std::string missing;
  for (auto rule = ground::ascii::next_token(rules); !rule.empty();
       rule = ground::ascii::next_token(rules)) {
    if (is_met(item, rule)) continue;
    if (!missing.empty()) missing += ", ";
    missing += in_words(rule);
  }
  return missing;
}

}  // namespace

ItemFaults item_faults(std::string_view type, std::string_view json) {
  ItemFaults faults;
  const Json item = Json::parse(json, nullptr, false);
  if (!item.is_object() || is_reference(item)) return faults;
  faults.wrong = wrong_values(item);
  const Rules* const rules = rules_of(type);
  if (rules == nullptr) return faults;
  faults.rich = rules->rich;
  faults.required = missing_of(item, rules->required);
  faults.recommended = missing_of(item, rules->recommended);
  return faults;
}

const ItemFaults& RichResults::faults_of(std::string_view type, std::string_view json) {
  if (type != type_ || json != json_) {
    faults_ = item_faults(type, json);
    type_ = type;
    json_ = json;
  }
  return faults_;
}

void RichResults::add_sql_function(storage::Database& db) {
  using storage::SqlAnswer;
  db.add_function("item_check", 3, [this](std::span<const storage::SqlValue> values) -> SqlAnswer {
    const auto* type = std::get_if<std::string_view>(&values[0]);
    const auto* json = std::get_if<std::string_view>(&values[1]);
    const auto* what = std::get_if<std::string_view>(&values[2]);
    if (json == nullptr || what == nullptr) return std::monostate();
    const ItemFaults& faults = faults_of(type == nullptr ? std::string_view() : *type, *json);
    const std::string* answer = *what == "rich"          ? &faults.rich
                                : *what == "required"    ? &faults.required
                                : *what == "recommended" ? &faults.recommended
                                : *what == "wrong"       ? &faults.wrong
                                                         : nullptr;
    if (answer == nullptr)
      return storage::SqlFailure{
          "item_check(): ask for rich, required, recommended or wrong, not " + std::string(*what)};
    if (answer->empty()) return std::monostate();
    return *answer;
  });
}

}  // namespace explore

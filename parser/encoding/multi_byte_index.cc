// The standard's indexes are large, and ICU, which is needed for host names anyway, has nearly the
// same tables. So each index is filled at its first use by asking ICU for every pointer, and then
// corrected where the standard differs: those differences are listed here, and are the part to
// check when the standard or ICU changes.
#include "parser/encoding/multi_byte_index.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parser {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// A converter that stops at what it does not know, instead of writing U+FFFD; null if ICU lacks it.
Converter open_converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) return nullptr;
  return converter;
}

// The one code point that `bytes` stand for, or 0.
char32_t code_point_of(UConverter* converter, std::string_view bytes) {
  constexpr int kUnits = 4;  // two code points at most for one sequence
  std::array<UChar, kUnits> units;
  UErrorCode status = U_ZERO_ERROR;
  ucnv_reset(converter);
  const int length = ucnv_toUChars(converter, units.data(), kUnits, bytes.data(),
                                   static_cast<int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return 0;
  if (length == 1) return units[0];
  if (length == 2 && U16_IS_LEAD(units[0])) return U16_GET_SUPPLEMENTARY(units[0], units[1]);
  return 0;
}

constexpr bool is_private_use(char32_t code_point) {
  return code_point >= 0xE000 && code_point <= 0xF8FF;
}

// A gap in a row of byte values: what would reach `from` goes on at `to`.
struct Gap {
  unsigned from = 0x100;
  unsigned to = 0x100;

  unsigned leap(unsigned byte) const { return byte < from ? byte : byte + (to - from); }
};

// How pointers number the two-byte sequences: `columns` trail bytes for each of `rows` lead bytes.
struct Layout {
  const char* converter;
  std::string_view prefix = {};
  unsigned rows = 126;
  unsigned first_lead = 0x81;
  Gap lead_gap = {};
  unsigned columns;
  unsigned first_trail;
  Gap trail_gap = {};
};

std::vector<char32_t> read_index(const Layout& layout) {
  std::vector<char32_t> index(std::size_t{layout.rows} * layout.columns);
  const Converter converter = open_converter(layout.converter);
  if (!converter) return index;
  std::string bytes(layout.prefix);
  bytes.resize(layout.prefix.size() + 2);
  for (unsigned pointer = 0; pointer < index.size(); ++pointer) {
    const unsigned lead = layout.first_lead + pointer / layout.columns;
    const unsigned trail = layout.first_trail + pointer % layout.columns;
    bytes[bytes.size() - 2] = static_cast<char>(layout.lead_gap.leap(lead));
    bytes[bytes.size() - 1] = static_cast<char>(layout.trail_gap.leap(trail));
    index[pointer] = code_point_of(converter.get(), bytes);
  }
  return index;
}

// ICU maps the rows that users may define to private use; the standard leaves them without meaning.
void remove_private_use(std::vector<char32_t>& index) {
  std::ranges::replace_if(index, is_private_use, U'\0');
}

struct Entry {
  std::uint16_t pointer;
  char16_t code_point;
};

// What ICU's Big5-HKSCS lacks, or keeps in private use.
constexpr Entry kBig5Differences[] = {
    {1008, 0x9F97},  {1016, 0x9F96},  {1099, 0x31C0},  {1100, 0x31C1},  {1101, 0x31C2},
    {1102, 0x31C3},  {1103, 0x31C4},  {1105, 0x31C5},  {1108, 0x31C6},  {1109, 0x31C7},
    {1112, 0x31C8},  {1114, 0x31C9},  {1115, 0x31CA},  {1116, 0x31CB},  {1117, 0x31CC},
    {1119, 0x31CD},  {1120, 0x31CE},  {1170, 0x23DA},  {1171, 0x23DB},  {1730, 0x9FA6},
    {1772, 0x9FA7},  {1779, 0x9FA8},  {1812, 0x9FA9},  {1814, 0x9FAA},  {1816, 0x9FAB},
    {1821, 0x9FAC},  {1844, 0x9FAD},  {1845, 0x9FAE},  {1847, 0x9FAF},  {1866, 0x9FB2},
    {1892, 0x9FB3},  {2082, 0x7BB8},  {2088, 0x7C06},  {2103, 0x7CCE},  {2114, 0x7DD2},
    {2123, 0x7E1D},  {2148, 0x8005},  {2151, 0x8028},  {2221, 0x83C1},  {2239, 0x84A8},
    {2244, 0x840F},  {2303, 0x89A6},  {2304, 0x89A9},  {2354, 0x8D77},  {2400, 0x90FD},
    {2413, 0x92B9},  {2477, 0x975C},  {2498, 0x97FF},  {2605, 0x9F16},  {2673, 0x8503},
    {2746, 0x5159},  {2747, 0x515B},  {2748, 0x515D},  {2749, 0x515E},  {2771, 0x936E},
    {2780, 0x7479},  {2990, 0x6D67},  {3087, 0x799B},  {3259, 0x9097},  {3301, 0x975D},
    {3436, 0x701E},  {3451, 0x5B28},  {4136, 0x7201},  {4138, 0x77D7},  {4141, 0x7E87},
    {4182, 0x99D6},  {4206, 0x91D4},  {4220, 0x60DE},  {4230, 0x6FB6},  {4241, 0x8F36},
    {4258, 0x4FBB},  {4273, 0x71DF},  {4279, 0x9104},  {4282, 0x9DF0},  {4294, 0x83CF},
    {4329, 0x5C10},  {4330, 0x79E3},  {4349, 0x5A67},  {4419, 0x8F0B},  {4422, 0x7B51},
    {4494, 0x62D0},  {4624, 0x6062},  {4694, 0x75F9},  {4708, 0x6C4A},  {4742, 0x9B2E},
    {4748, 0x9F17},  {4815, 0x50ED},  {4828, 0x5F0C},  {4902, 0x880F},  {4922, 0x62CE},
    {4982, 0x7468},  {4992, 0x7162},  {4997, 0x7250},  {5432, 0x2400},  {5433, 0x2401},
    {5434, 0x2402},  {5435, 0x2403},  {5436, 0x2404},  {5437, 0x2405},  {5438, 0x2406},
    {5439, 0x2407},  {5440, 0x2408},  {5441, 0x2409},  {5442, 0x240A},  {5443, 0x240B},
    {5444, 0x240C},  {5445, 0x240D},  {5446, 0x240E},  {5447, 0x240F},  {5448, 0x2410},
    {5449, 0x2411},  {5450, 0x2412},  {5451, 0x2413},  {5452, 0x2414},  {5453, 0x2415},
    {5454, 0x2416},  {5455, 0x2417},  {5456, 0x2418},  {5457, 0x2419},  {5458, 0x241A},
    {5459, 0x241B},  {5460, 0x241C},  {5461, 0x241D},  {5462, 0x241E},  {5463, 0x241F},
    {5464, 0x2421},  {10942, 0x5EF4}, {10946, 0x65E0}, {10948, 0x7676}, {10950, 0x96B6},
    {10957, 0x3003}, {10958, 0x4EDD}, {11204, 0x31CF}, {11210, 0x9FB0}, {11212, 0x9FB1},
    {19028, 0x5029}, {19035, 0x507D}, {19088, 0x5305}, {19096, 0x5344}, {19112, 0x537F},
    {19162, 0x5605}, {19240, 0x5A77}, {19299, 0x5E75}, {19305, 0x5ED0}, {19326, 0x5F58},
    {19355, 0x60A4}, {19398, 0x6490}, {19439, 0x6674}, {19454, 0x675E}, {19553, 0x6C9C},
    {19554, 0x6E1D}, {19557, 0x6E2F}, {19611, 0x716E}, {19643, 0x732A}, {19672, 0x745C},
    {19697, 0x74E9}, {19748, 0x7809}};

// Where the standard's gb18030 index is newer than the edition of the year 2000, whose two-byte
// characters decide what is left for four bytes. ICU changed some of these in version 73.
struct Gb18030Change {
  std::uint16_t pointer;
  char16_t now;
  char16_t in_2000;
};
constexpr Gb18030Change kGb18030Changes[] = {
    {6555, 0x3000, 0xE5E5},  {7182, 0xFE10, 0xE78D},  {7183, 0xFE12, 0xE78E},
    {7184, 0xFE11, 0xE78F},  {7185, 0xFE13, 0xE790},  {7186, 0xFE14, 0xE791},
    {7187, 0xFE15, 0xE792},  {7188, 0xFE16, 0xE793},  {7201, 0xFE17, 0xE794},
    {7202, 0xFE18, 0xE795},  {7208, 0xFE19, 0xE796},  {7533, 0x1E3F, 0xE7C7},
    {23775, 0x9FB4, 0xE81E}, {23783, 0x9FB5, 0xE826}, {23788, 0x9FB6, 0xE82B},
    {23789, 0x9FB7, 0xE82C}, {23795, 0x9FB8, 0xE832}, {23812, 0x9FB9, 0xE843},
    {23829, 0x9FBA, 0xE854}, {23845, 0x9FBB, 0xE864}};

constexpr std::size_t kBmpPointers = 39420;  // four-byte pointers below the Basic plane's end
constexpr std::size_t kSupplementaryFirst = 189000;  // stands for U+10000
constexpr std::size_t kSupplementaryLast = 1237575;  // stands for U+10FFFF
constexpr std::size_t kPointerOfE7C7 = 7457;

struct Gb18030 {
  CodeIndex two_bytes;
  CodeIndex four_bytes;
};

// The four-byte pointers number, in order, the code points of the Basic plane that the edition of
// 2000 has no two bytes for.
std::vector<char32_t> left_over(const std::vector<char32_t>& two_bytes) {
  constexpr char32_t kBmpEnd = 0x10000;
  std::bitset<kBmpEnd> taken;
  for (const char32_t code_point : two_bytes)
    if (code_point < kBmpEnd) taken.set(code_point);
  std::vector<char32_t> rest;
  rest.reserve(kBmpPointers);
  for (char32_t code_point = 0x80; code_point < kBmpEnd; ++code_point)
    if (!taken[code_point] && !U_IS_SURROGATE(code_point)) rest.push_back(code_point);
  return rest;
}

Gb18030 make_gb18030() {
  std::vector<char32_t> two_bytes = read_index(
      {.converter = "gb18030", .columns = 190, .first_trail = 0x40, .trail_gap = {0x7F, 0x80}});
  for (const Gb18030Change& change : kGb18030Changes) two_bytes[change.pointer] = change.in_2000;
  std::vector<char32_t> four_bytes = left_over(two_bytes);
  four_bytes.resize(kBmpPointers);
  four_bytes[kPointerOfE7C7] = 0xE7C7;
  for (const Gb18030Change& change : kGb18030Changes) two_bytes[change.pointer] = change.now;
  return {CodeIndex(std::move(two_bytes)), CodeIndex(std::move(four_bytes))};
}

const Gb18030& gb18030() {
  static const Gb18030 indexes = make_gb18030();
  return indexes;
}

CodeIndex make_big5() {
  std::vector<char32_t> index = read_index({.converter = "ibm-1375_P100-2008",
                                            .columns = 157,
                                            .first_trail = 0x40,
                                            .trail_gap = {0x7F, 0xA1}});
  remove_private_use(index);
  for (const Entry& entry : kBig5Differences) index[entry.pointer] = entry.code_point;
  return CodeIndex(std::move(index));
}

CodeIndex make_euc_kr() {
  std::vector<char32_t> index =
      read_index({.converter = "windows-949-2000", .columns = 190, .first_trail = 0x41});
  remove_private_use(index);
  return CodeIndex(std::move(index));
}

CodeIndex make_jis0208() {
  return CodeIndex(read_index({.converter = "ibm-943_P15A-2003",
                               .rows = 60,
                               .lead_gap = {0xA0, 0xE0},
                               .columns = 188,
                               .first_trail = 0x40,
                               .trail_gap = {0x7F, 0x80}}));
}

CodeIndex make_jis0212() {
  return CodeIndex(read_index({.converter = "euc-jp-2007",
                               .prefix = "\x8F",
                               .rows = 82,
                               .first_lead = 0xA1,
                               .columns = 94,
                               .first_trail = 0xA1}));
}

}  // namespace

const CodeIndex& big5_index() {
  static const CodeIndex index = make_big5();
  return index;
}

const CodeIndex& euc_kr_index() {
  static const CodeIndex index = make_euc_kr();
  return index;
}

const CodeIndex& jis0208_index() {
  static const CodeIndex index = make_jis0208();
  return index;
}

const CodeIndex& jis0212_index() {
  static const CodeIndex index = make_jis0212();
  return index;
}

const CodeIndex& gb18030_index() { return gb18030().two_bytes; }

std::size_t gb18030_ranges_size() { return kBmpPointers; }

std::optional<std::size_t> gb18030_pointer_of_2000(char32_t code_point) {
  constexpr char16_t kNever = 0xE5E5, kInFourBytes = 0xE7C7;
  if (!is_private_use(code_point) || code_point == kNever || code_point == kInFourBytes)
    return std::nullopt;
  for (const Gb18030Change& change : kGb18030Changes)
    if (change.in_2000 == code_point) return change.pointer;
  return std::nullopt;
}

char32_t gb18030_ranges_code_point(std::size_t pointer) {
  if (pointer < kBmpPointers) return gb18030().four_bytes.at(pointer);
  if (pointer < kSupplementaryFirst || pointer > kSupplementaryLast) return 0;
  return static_cast<char32_t>(0x10000 + (pointer - kSupplementaryFirst));
}

}  // namespace parser

#include "parser/access/language_subtags.h"

#include <cstddef>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Made by language_subtags.py: a bit for each code of so many letters, six of them a character.
constexpr std::string_view kTwoLetters =
    "c@S97ML6@T0ICA00821JL@839@9P2<4A@JLFUa5140H4dOfe@QQ30gV3]5JR41BH01T03000@00`15MggO4MK>5@"
    "48P@44040@00P0000440480@0";

constexpr std::string_view kThreeLetters =
    "ogOononoo^mnok_ngo1?GmfUcQoooo?Lo>`oooL15:GjogoOoooogmooooooooohYoooog4_:XW_oooonoomoooo"
    "oom:d7?lMMnWDL08OgnWoTL8ho[kooooooooomoooooOmooooOoOoooooooo_okooooo_oooooo_oooooomoo?oo"
    "kogooo_oooonooomooOoooooommooo_oooogooogkooonooooooogog_mGM[o1doL6l@\\P@9110D410Pkn_lOB["
    "@5ImVdPhmkMn5FEEO>`a=o=okOnOGhD62001_ookooooOghca7omo1480`F0P00000<0@00PTQ0momm_gnk51080"
    "I=VA`O_W80000OgVgVDNfckoomolWD44362@d00oaWmUeIje]]on00800000`gYmEBVF0^HmNdooOo1000403F=0"
    "000;574U5:0@00004AT4000640000@0004A00@0H1H000500PX@0000Ee]01Ie@bDeGm_Rgl00080010000004LA"
    ">1dmEI62VW20010TP0000400008@0010A000\\n_J>080000010000000800410000200000aPXF0000004021VR"
    "010P@P@10084SQ0100000@0<@m3012400000n>c>1002@40000000000000000ooooooog??XX0oogWln7U?04P8"
    "KaVFD9K>`giom0DS4T1h@PS?9EKSclomOKiooooA0204@8B`cGmo@Q?A4@0@`omo_eX_1mg<J30008kUW07@80`o"
    "oOn3064480000P@@9710000000@0404P0]nG:30100AB21\\10H`oonoI?65lig^=00A00000D1eJ[PX@0044Uho"
    "go?5T0250400000@000<00000@X2`fi8A1RP0lA0N00000c@1495N4Q012400R0@QH404=k^3e=M4AJ>TejcP00P"
    "D0@@000005AFVTeMMJP7Min0010800P00DA04P0040@02P18PojgW3aMJ100`011028M;J00000B@400@04`gIUC"
    "@0P040dF040@0?TRaTd24PB0H410PP0002`00X10P000000`SmkE80200@0000000A0001000`oG?NooooooooOo"
    "o_oooooooooooooOoonooofmooookoooooooooooooomoogocmooooooooookonoooooooookoomooooooooooko"
    "oooooooooooo_GoMomolRI1\\lo1`oooo1020<LOKHPib1oolm7AR0cWkiAooOUloocobkAUgooo71H020080EeW"
    ":nMn^5aQA1mloO7@1D@dHa5001044800PX0PkMKonkoooooooookooooomoooooooooooOoooomOoooOoooo_oO_"
    "ooonooooOoGooOoooOooooonoonoooooooggookkgooooooooooonoooomooooooloOoomooOjkonooOgoW02B`o"
    "ooooGonooOooRkiioOooFeOcoooooookogoomm`YAI0aG2MG_JjomooHM]eoooo?P@10G5U`UEOCRoooO;D15G00"
    "R00MY11254401H000000045H5@@000P1A020H4PTagoI[I@U6LEkkgDWk=81R140E840000E3VoG@hHb6mmmC430"
    "P000009000000X04040@00ogmoKOnnloo:45466\\ogUN48009e25WlOkaokko0002L<hN`o^ogonggomoo?oegn"
    "Ado74140aomomMWoG5HhkeOG_m0000<DL210@00@03U188000000000000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000lN_WOUkCdE213D8jOA00200000lnoo_0<20P000800"
    "0`Dkh@0000419F0@020cPS60D04`PAP40000lOoooBX:4oQ]D00880000004428@?00Q@@4fGL63000@0L90800@"
    "008D0P000onmooooool]g?gko_nooo]4@@4Oo_gomooonOooKa_GlomoOoknm_okoKoogog_OoNeo_5XMObmmmoo"
    "oo__oooeEOmnG@QQHnooWElI5?dWam5ZTeO_OooooooOoMooomKoGoo3@H:`oSoolfkogoomO@kC5kakonnoogoo"
    "ogogookoggOMo_o2PoFloooooOnooooOoonmO6laMoSofMmLOFT[jk1Z7P00<2@098A00004e6@000@00400<9H0"
    "D0P0000090@00@`=FGgd3DlDlF@Fe:Y0@200@0P00000go_n7HQD@T0:100S40920@00000000400000P@0a__=9"
    "010000000000`0f20000000P200000KX`200004`oH800B0ooim30U0000X000000000@00a00T0800@000`P000"
    "0040000000000000000`oooocniK4@000B6PA=7_G0400`@11E1A04Ho?jE0100;PPDEMGfggaa<NE?DmGM65100"
    "00000\\LofO@5H3PF1@\\8>j6000030T@4000a0a8@0000leooeGc;LFSWNE0E1TBHj11000\\F>BA7@X33TZ990"
    "08`o_ooO5>5m_ooobgma<E_@loooO00P0K5cFlingdgkog;Y_60AH4@G>Y42@Q2<P384P@20oooo_iO06PX20IA0"
    "1Da:n400001TYET024@honk00004DOJdDi9AOgoSV=KEP@m`H3C?02000`4mAD<Q_150R0eOo^m100244:KA@H0A"
    "00P42410`oOooEP0FT8000020013200000`P`80:42`<0?290000;C^>6Q<5aooooIA01@8D7`oooo@00044h4@0"
    "L81@QKW58<04000010000000R@R2018000";

bool is_in(std::string_view table, std::string_view code) {
  std::size_t index = 0;
  for (const char c : code) {
    if (!ascii::is_alpha(c)) return false;
    index = index * 26 + static_cast<std::size_t>(ascii::lower(c) - 'a');
  }
  constexpr std::size_t kBitsEach = 6;
  return ((table[index / kBitsEach] - '0') >> (index % kBitsEach) & 1) != 0;
}

}  // namespace

std::string_view primary_subtag(std::string_view tag) {
  tag = ascii::trim(tag);
  return tag.substr(0, tag.find('-'));
}

bool is_known_language(std::string_view tag) {
  const std::string_view primary = primary_subtag(tag);
  if (primary.size() == 2) return is_in(kTwoLetters, primary);
  return primary.size() == 3 && is_in(kThreeLetters, primary);
}

bool is_invalid_language(std::string_view tag) {
  if (tag.empty()) return false;
  return ascii::trim(tag).empty() || (!primary_subtag(tag).empty() && !is_known_language(tag));
}

}  // namespace parser

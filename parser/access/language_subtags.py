#!/usr/bin/env python3
"""Writes language_subtags.cc's tables: the primary language subtags of BCP 47, from ISO 639 as Debian's
iso-codes has it: language_subtags.py [FOLDER OF ITS JSON]

The registry of subtags (https://www.iana.org/assignments/language-subtag-registry) has a language's code of
two letters where there is one, else that of three, and the groups of ISO 639-5. Nobody takes codes out of it,
so it has also those that ISO 639 gave up."""
import json
import sys

# Given up by ISO 639 (RFC 5646, 2.2.1), or kept by it in another part.
OLD_TWO = "bh in iw ji jw mo sh".split()
OLD_THREE = """aam adp agp ais ajt aoh asd aue ayx ayy baz bbz bgm bhk bic bij bjd bjq bkb blg bmy bpb btb btl bxx byy cbe cbh cca
ccq cdg cjr cka cmk coy cqu cug cum daf dap dgu dha dit djl dkl drh drr drw dud duj dwl dzd ekc elp emo gav gbc gfx
ggn ggo ggr gio gji gli gti guv him hrr iap ibi ill ilw ime izi jar jeg kbf kdv kgc kgd kgh kjf koj kox kpp krm ktr
kvs kwq kxe kxl kxu kzh kzj kzt lak lba leg lii llo lmm lmz lno lsg meg mgx mhh mja mld mnt mof mst mvm mwd mwj mwx
mwy myd myi myq myt nad nbf nbx ncp ngo nln nlr nns nnx noo nts nxu ome oun pat pbz pcr pgy pii plp pmc pmu pod ppa
ppr prb pry puk puz rie rmr rna rsi sap sca sdm sgl sgo skk smd snb snh sul sum svr tbb tdu tgg thc thw thx tid tie
tkk tlw tmp tne tnf toe tsf unp uok uun vki wgw wit wiw wra wrd wya xba xbx xia xip xkh xrq xtz ybd yds yen yiy yma
ymt ynh yos yri yuu zir""".split()


def read(folder):
    def codes(part):
        with open(f"{folder}/iso_{part}.json") as file:
            return json.load(file)[part]

    languages, groups = codes("639-3"), codes("639-5")
    two = {one["alpha_2"] for one in languages if "alpha_2" in one} | set(OLD_TWO)
    three = {one["alpha_3"] for one in languages if "alpha_2" not in one} | {one["alpha_3"] for one in groups}
    return two, three | set(OLD_THREE)


def packed(codes, length):
    """A bit for each string of so many letters, in their order; six bits a character, from '0' on."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [""]
    for _ in range(length):
        names = [name + letter for name in names for letter in letters]
    bits = [name in codes for name in names]
    text = ""
    for at in range(0, len(bits), 6):
        value = sum(bit << i for i, bit in enumerate(bits[at:at + 6]))
        text += chr(ord("0") + value)
    return text


def literal(text):
    text = text.replace("\\", "\\\\")
    lines, at = [], 0
    while at < len(text):
        end = at + 88
        while text[at:end].endswith("\\") and (len(text[at:end]) - len(text[at:end].rstrip("\\"))) % 2:
            end += 1
        lines.append(f'    "{text[at:end]}"')
        at = end
    return "\n".join(lines)


if __name__ == "__main__":
    two, three = read(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/iso-codes/json")
    print(f"constexpr std::string_view kTwoLetters =\n{literal(packed(two, 2))};\n")
    print(f"constexpr std::string_view kThreeLetters =\n{literal(packed(three, 3))};")

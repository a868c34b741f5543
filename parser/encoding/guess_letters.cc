// Made by guess_model.py, not to be edited by hand:
// how likely letters follow each other.
// clang-format off
#include "parser/encoding/guess_model.h"

namespace parser {
namespace {

constexpr LettersOfLanguage kLetters[] = {
    {"ar", false,
     "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًَُِّ",
     "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًَُِّ",
     "-VI-J-8L-IcROSSeQZOVTZXgKT-KONHFPOO-L----ruuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu2gg"
     "gggggLgCRggggggggggggggggggggNUgYgggGggggRddddddddddBddd8dddU6dddddddddddDHGdUdRdddddGp"
     "ppXppppOeOPULMIeJMEQNOULKSpNNHKECYDpFhpOppOaaaaaaaIaaa9aaMLaHaO6aaaaaaaaIaFaaOLaOaaaaaW"
     "nnnnnnnnLnYYMVLNBHOOQMJRLHYnBXY9PFnnnPnnnnnEjjjjjjjMjKSjRWjUjbjjjMbSjbjjjMj85QTYjDjjjWj"
     "D-N--otK-NWGYTOTLXJeJXTSVWOY-MTU5LIVS-Rf-t--BrrfTYVrCUMMWYIVHrDrRTUVKrFcTXNLHRKOJrEbZjY"
     "X0ttttttttttttttttttttttttttttttttttttttatttt9wwwQVwwJOeUZQGJSRCXPQMWSXIPwNFNMJOOHYHkcW"
     "nP5iiiiiiiCRLiiiiiiiEiiiiiiiiiiiITHOFaKiKSaiWJEooofooYEIGJooooCfJMUoooooKfooofADNIHcJaW"
     "cYUBrrrrrrrCRHGIJrrBHIYISSSfbrrrIIXMNrfIrKabWdfEnnnnnnnCbNFnnnnBYEMnnFYBnnnnJnnEYnnTnIb"
     "nnfP6tUtTttYCiFVONtOLtLtetttttRttMQYRHSTHZDTYiYMGmmmmmmm6bEbmQmmmmOmmmmmmmmmmEmGSZZBQmF"
     "memZI7wwwZewUDPHOnMZWOiXXESUJbwYPwMRPnSSYHTCWddZK8hMhhhhhCRLhhhNhUhAhhhhhhhhWhShWJEJSJh"
     "EhZZQMHtttaatt8JPAtYTLbtMttttkLtTttQUVDFNRPtDkbhORNmmmmmmHCLMNmOPMXmBmmmmmNmPImIXLKXCCM"
     "mJmYmRJ9nnnnnnnDQJennKnHnEnnnMnZnbPnERnGUJeDQGeVeUJ6kkkkkkkDGLckkckkkLkkkkkkkJOkMkkOKkN"
     "HkBUccLR6mmmHmmTDEJmmmWmmmFmeemmXmNmmTJeGeZbGUGbbmXN8hhhhhhhDhHhhhhhhhDhhhhhhhhhhhhhLQh"
     "5hhOhhhVJAsssssssGTISUdssENEcsRsTRssssgaXBEBXQsKbebUVDjjjjjjjEFKjjjjjQaIaXjjaMjjjXXjjGX"
     "TjGP5jjXMN1OXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXLXXBsssXgkVFgLDskMskJHdRQXNsJMsssHKO"
     "gZWNe9aYJVPBrrrrrrr9IILrrrrHrHrTUQYKiLirUYrJPaXENDVfaQPBppphpppAOOHRpacMpEeIXppppYcScYh"
     "EKDaGpFppWaQC+mUK+M+GLKHXTKNPTLVNPQeSgKUZLMPJBLOHKIYesfQAxxxpSxlFVGHWJKQPiIVINWbRTKfxMQ"
     "LHWFKHjKXcKdQ5uuuuuuuDQLFuUccHShVKLJmSQbXuOMOjQhNIUJbmeuQ9ppppWpp8ZQppWppIAEhpppppppppp"
     "peKEMpJhMcpeVhFuSmbuYuDKcPVJMuGYHVLKONUaHfuLHSHGEdfTDuaiZU0jajjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjajjjj9xbxjfxaGRFOTQLRFcFSKZZVNfMaxOJKKFFRNoPUcShMAeeeeeee2eeeeeeeeeeeeeeeeeee"
     "eeeeeeeeeeeeeeeMEZZZZZZZJKZODZZRIRRKRRRRZOROZMKGMHOKHRMZZZZATiiiiiiiiUiMZLILONDREQNiOZH"
     "UiMiM7PBMTiTiiiiiAeeeeeeWeOeeWOeeEPGQSeeeWeKSeGPe9IJWeeOeeeeCGnnnWnnnFQCWOWLeDXBUInIRTb"
     "LPnNNPEHMMOUNnnnnn"},
    {"be", false,
     "абвгдежзйклмнопрстуфхцчшыьэюяёіў",
     "АБВГДЕЖЗЙКЛМНОПРСТУФХЦЧШЫЬЭЮЯЁІЎ",
     "FNIOIaeGzITNHlBOHOMPWOTRozTmPcNMzzzzzzzzzqzzzznzzzzzzzzzzzzzzzzzB-qMGKELdIMHHHFsKHHJpWR"
     "GLS--qZQljKGqBqeiqKqUqiFNFEiFWqAqTqqNFqVqFiIqdx5xxloBxxxxxxxJxxxxNxxxxx8xlxLjFxLs6jReeX"
     "sssjEsLGsDjsEscsHsjsCsssIsIx6ZLxUkLDxGEOGPLHPWKmceThKxOxxxxx6yWmRYFiTTQONJ9qUBLMqaiJcay"
     "yyYRmVUGl8SIdZlZZlJllCGllllOllZll8lBlllllDv7TERVCvvvNRGBWvNkvPvvdvnXivXQXHv4nfScPLnnnnG"
     "APFnfWFRnfnLZNnnnnnfnnEy5yhqyZyyyqIqIEyJJJFyhayeyyaqyyCyLxClxhx9pxxKphxHxxphIgxZxxLBbIB"
     "TBxCv9ZTgv9vvvTCnPHOgZvKnnkkvHvUvFhHvN-8qXaODgb-TqoBJtqXILUcZUTDUXREgE-EvjOEJFPJUKIEPFn"
     "IGIOvagaQIvvvvXvdBPy5yyyyGyyyJLyPHp9UhNymZphQydyOyFyGq5fQYYqzzzTqMQGlzPKIcSZqX8zFzzzzzF"
     "xFgRxxGxxxHIWIOFdT8JiODxlLWgaJQIxFx7pKxlpxxxHSfMExCgpGxgaipCxGxxxxx6vVQORGONQbHLONnGMFK"
     "vSRJGWvvgInvgbTm5mmmmHmmmmTmmDmFmGJmmmmmPmmmem9m5n9fLnnUnnnnbYOAnOnTJnZnnnnnfnnnDnUwEwW"
     "wwHwwwbwwiNwwwwVwwFwwF4QaMSAwOr5SPrrrrrrJrrFNjrrrOrrZVr9rBrrrrrJoDoggoooooTOSNZoIoADoda"
     "AZ9oKooooo7zzRORKeqKSGHEJzOMJNzLJGMSzzzVEbQO2uuUeWleuuuIdUBuluaNuiuduRuuuiaguuOrXLROEZK"
     "RJECKArLJKArWrXNWrrrjerjX4llMllPllllddNaldVDSlllD9alllUllll4wwcNIIQUQXGLQHwUINRwwRMTKww"
     "wZcwwGAfffLfCfTfOKRD9ffRCWfWffffffRffffD6ymTKNMfROaEMKEmgNEUmbPEOSyyyVJyRS5thVDaItOStGH"
     "hBtOOIHtkkZhTttttttkt"},
    {"bg", false,
     "абвгдежзийклмнопрстуфхцчшщъюя",
     "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЮЯ",
     "MOIRHLgHGmIQMDJDMEKTQYTRUYpogwwwwwwwwwwwnwnwwwwwwwwwwnwwww5-pQJRKbVIePMIMCiMLNEcUaQOeP-"
     "vbRqFqKqqAqSDqqHRNCqBUqEqSqqqLEqWDo6wwZaDwaDwNTSJFWLMPRwXwhwwHwKJoAgXoaQooEog9oN9c9goJo"
     "oooooRooFv6UMbVCTvGvVXSKEQGQvNvgvbnvHjO6-WUROGtMQaRKGKBXQHJFWahQRRWntjTmAmJdA7mmCmETmIR"
     "mmmdUmmmmmmPmmLv6HCMMSnvEvMXLNHHQPLWvVnQSvdhX8sRbOSNJWETbFLJHUXIEEsOXNKRis-GCkccUcZQkkk"
     "kC9WATWTABkckkkkkckkHw6wOwnKwwDwwHkWAwJIGJwidwnwLnnHmEfVdm8SK9vOvfEEmvTRKdmmmvvPJHFt8Qb"
     "tt6ttFtPftKAWTctTkktkhtQtNGs6lnZN9gaB+YnpTD+pQGVUbkgd+dSP8+mIFMIWMKTKIHMHoKFIDgcmdNaPj+"
     "NTwDwbwwJwwBwKPwc7w7WaQwnbnwwLiZGq8jOac9OXByRgONDkyMJOeVXqVyPqLExJeMoxCxlGxGLHKMHPx7Xxd"
     "xloxDxPB+AWISVA++D+QUYOAbGWVV+h+o++LoXEoNLFGMNQSUgGJJKgHFDEcLccFXIoggQl9llllGll8llPll8l"
     "DdFSllllllllTMgDgEggLggAggUUJ6gEgQGgggggggggElBlBllGll4lXlllllllllllllllOdLTp8pGpp8pdAp"
     "GYpCTpMpbTppppppVppQjJjKajEjj7jBVj9SjDjaajajMjjVjjFl6llll6llCllllQDlcllllllllllllrrrLIU"
     "DrSFrrDFHQPL9GCriWVTrIrrrCfTRffTfRfffTWPPffNTAffff3Wffff6rrMCQaarMrrPNKBrdWIArrXrbrPrrr"},
    {"ca", true,
     "àçèéíïòóúü",
     "ÀÇÈÉÍÏÒÓÚÜ",
     "X-wXr-y-e--Z--tm-u--ZzgIlzeoczb-fXZ-Up--i-dql--lx-va---i----YzraUzbnzzp-n---ttbPPvvvmvv"
     "vvvc-p--fmG--ZvvvvvvvWvppppppppppfef-R-m---Q-SMV-XnZ-WWkzz-nrS-----w-----STd-Y-q-b-xxxx"
     "xxxxxTOiVYc-Rk--l-m-l-mZc-P-cVa-jT----TkcU-y--SyqRSyyqyykkkkkkkkkkwwwoTwLwwwnnnnnnnnnnq"
     "qqiqqqqqq7tkIYtMEttttHH9tMYHJFPctQttttttttttttH1lllllllllllllLlllllTlllllXllllllTll9mmP"
     "ImKYmOmmdd6mamBGGmJmTmmmmmmmmmmmm7rrrrrrrrrcrrNVrrri2rrrrrrrrrrrrrrrrr8enGJKFTnnnnQL7RS"
     "nnGGnnnHnnnnnnnnnnnnFfIfAfXfffffXTFffffH96fffffffffffffff8mLQJmOVmmmmRS6mAeGSemmmemmmmm"
     "mmmmmmm0uuuuuuuuuuuuuKuuufZuuuuuuuuuuuuuuuuu6kIkkkkkkkkkEFJkDkk8HkckkkkkkkkkkkkkkVeeee1"
     "eeeeeeVeeeeeeeeeeeeeeeeBeeeeeee"},
    {"cs", true,
     "áéíóúýčďěňřšťůž",
     "ÁÉÍÓÚÝČĎĚŇŘŠŤŮŽ",
     "-y--R-R---YY--W+-----Jm-iTSi-UQpK++Lh+K+ip+h+-tE----------V-GUK-sa--LiZv-Sef-v-u-Sj-gaa"
     "--UbgsVsssssssssgsZuuluuuuuuuuuluOVs++Vs+++d++QoctZ---So-tZO--Td+D+k+h++d+S+YrLMwZ-Oh--"
     "-jw-SXJPO--Yl--b-T-QnHQJ--fl-H-iv-HcHIA--KX-G--g-eo----u-Q--kTP--JT-Nw--w-VrAd-R-TTTTTT"
     "TTTTTTTTTDLowwPSk-e-f-NTPuL--xx--u--dk-SPLtzUr-NmRZ-U-S-----Ra-ZpKs-FFHMt-Hf-LdNP-WZmmm"
     "mmmmmmmmmmmmooooooooooooofo+ss+++Y+++WPm+GJ-I-ncu--kgZ-Z-B-nOI--tM-VRFJB-T-MHE-A---G---"
     "---M---JQ--Z2wwwRwkwDwhaTBLwYwQPMwkwwwkwwwwwwwwwwwwwwf4-ZHN---P-QMLFO-R-PHD-K---Nv-----"
     "Q--vSYU-SQYYY3YYYYYYYMYJYYY9YKYYYYYYYYYYYYYYYYYQYYYXnnTHnnnTnn8IfXnFnHMSnWnnnfnnnnnn5nn"
     "nnfnnf5uL8NuuuaucTmEmucuONEmNuuuUuuuuuuuuuuuNuuuGFwZw9wwwDwDWwEPwwwoEPwwwwwHwAwwwwwwwww"
     "wUw3SbbbbbbbbbbbbbNbbbb6PbbbbbSbbbbbbbbbbbbbb8wwOKwwwQwIIGQAwZwIQ9wcwwwSwwwwwwfUwaMZXwM"
     "AUgUgggggggCggg8ggggD7ggggggggggggggggggRgKKyky5yyf8yOymcVyyypTcyyyyyMy8yyyyyyyyyyWyIOu"
     "ua8umuDuKOfINXuuu8XcuuuuuuBuuuuuuguTSuu5eeeeeeeeeeSeee7eeeeAFeeeeeIeeeeeeeeeeeeee5sPdcs"
     "ssYsMsLHssssUHssHsssGssssssXsshfsss7CNSOM7ypyAyDayGTyyyWSVyyyyyKyDpyyymyTybyyy"},
    {"da", true,
     "àåæéíø",
     "ÀÅÆÉÍØ",
     "-Xbl-d--x---xcZxxTyyygyy-qbg-d--s--wzTXzzI-UTZ-TzNSzzL---c-ubiFqqR-kNY-R-SRc-V-QQi-S-Sc"
     "k-a------+Dfj+TYYYYYY-URhtW-QSn-R-jbY-R++o++oziEUrzsssssshhhhhhwwwnwwdddddd7MMMMMMMMMMM"
     "MMMMMMMMMMMMMMMMMMMMM4sDsFLsXsssVNJFsssCIesQssssssssssbsUXRYMPsYsGAcAsss6FEsLsssssssssg"
     "PZhhhhhhhhShhhHhhh1hNhhhhhhhhhhhhMMMMMMMMMMMEMM8MMMMMMMMMMMMMMMMMMWrKrHVdCrr9XIKJrrr6KN"
     "rIrrrrrfrrrr"},
    {"de", true,
     "ßäéöü",
     "ßÄÉÖÜ",
     "-b-aWl-----r-vZ--w---hr-gen-g--QqtC-d--Y-P-Wbjx---oooo7-r-HV-M-QT-V-QT-d-cXa----+a++oaa"
     "aaa-SyVQ-Y-dq-S-VZa----yyygy+E+WMqqqqqssjsszczXdGjSjj1jjjFjjMjXjjjjVMRjjjjjjjjjjiuuGTuS"
     "K8ZuuHa9uumIQ7LmuuugPuuuu7PPPGPPPPP9PPPPPPPPGPPPPPPPPPPPPftkKttABMtttaf6tMtKCMttttttFtt"
     "ttLwBFkWJCJwwXKfHwVw7EKwwwwwwewwww"},
    {"el", false,
     "άέήίαβγδεζηθικλμνξοπρςστυφχψωόύώ",
     "ΆΈΉΊΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩΌΎΏ",
     "XOTgHUNKGbRSaJTINgOGa-HFTTQkZSig----------------y---------------A------SHGdMwIdKEHBNhSF"
     "OFGsJVT----V-----MaFZZdxQkPFO7FQKJCGKmPFUW---4w----h-RYw--Q-HOKJX-QJEBJ-lVS----Evy---Aa"
     "KGMHMT-PLKDPEQRTDE-qSiK---7r---QsVLRtW-OEKJMFSwIFIIFMISo-sg-VoAIJPAYYNGwPwGwDwlw9wIwwow"
     "wwwgVgXm-RKEJF-HyG-R-ALSGPYE-A---fyM-KRdSV-dOOFF--s9-F-6---v-C-L---N---QXQTA-S--DnZNMjj"
     "-WCOKOGOiEFJNDNQRmTsRiauTgERTulu4uBuNuuuuuBuuuuuXuuuQHuO6+----+-Oc+-kP-NNECr-fLADI+Zdb-"
     "---i-MBHWD---A-I-W-eCf-D-N---E---PLIQ9-MUQ-BSPPNZTN-CGHObGVNJDN-cQjZR-ON-FKGP8y-VB-PcLU"
     "JYf-FiJvvERYf-QFRQU-KEGHFqhyB-EhHrERfv9j--pRUb--QKVNe-JBGNAO+-A-H-H+-IY-EH--x+vL+pcIvT7"
     "-NQTL9-lPI-KTLrxvm-Cv-zQDR-z-KOUXVxPWTMGxxx7xCxExxxxxJxxxx7QxxxPVKj9--eaLcUGRRxYOHUIIGt"
     "fHGHKNATRnomJic-NUWID---C-P-B-Grk+8-C--Qi---OHjWh-GKOHBjGuF-JTCa-MdcA-b-cMNNK-NKXN0p---"
     "-p--zp----z--z--o-vvpt-t--z--t-NcXLHRybB-9RHNpIy-SRw-R8GSN-RTNeg-LOHOB---AnC-E-Zex-9-H-"
     "UnPsx-LMPV6-ccVoTnOXufuKqWOGDYWDFIHE-ORWye-ii-EKCF9---I-RTL-g---9-I--XW---IKNJV-SQHMH--"
     "-7-UQJ-gjI-C-9--VV---ILUKfnMnnTVnnn7n4nOnnnnnCnnnnKnnnnbnWbF---b--pHMn-tQ-tcI4-kPGEDI-h"
     "g-l---7-----sbIPqTiXiNHDDmoIJFHB-ePY----9zzzzzoaRoMkmJmVJD9VICFKJMzfdOZzzzKxxxxxlpxNxpx"
     "RppcF4ljPDJDDxipxxxxx"},
    {"es", true,
     "ºáéíñóúü",
     "ºÁÉÍÑÓÚÜ",
     "-als-yg----kT-o-zcflzeMz-goX-Vv--tkY-Ut----jbw--xWxMxfxx-kgV-gRjxhZexxhx-bV-+G--uuuuuiu"
     "uqqqqqqqq-QeU-Yl--LTZ-bY-inor-lT----s-----RSY-ia-uuuuuuuu-PmT-Y---jxc-Yk--NYa-Pn--bRZ--"
     "--zTSNzzzzooooooooppppppppuuuuuuOutCtttRlt2TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT8ubLuuNGuu"
     "iuAHDuOZIAHluuSuuuuuuuuuu9nVPSnLnnnYnLnAnbe7AInenUnbnnnnnnnnG5RNHQHVppppbOAHTpXHKpXpJpV"
     "ppppppppc2lllXlllllllll7llllllllllllllXllllEvvdPvXevnvvKL1vchaZnvWvZvvvvvvvvvvARKemXOmm"
     "mmmECCmOmG7JmmmmmemmmmmmmmNNNNN6NNNNNNNNNNNNNNNNNNNNNNNNNNNNN"},
    {"et", true,
     "äéõöüž",
     "ÄÉÕÖÜŽ",
     "g-l-U-+---d--j----------v-y-yt----ues---s-------b-a-W-w-z-p-DyZyyyL-MwN-V-M-YzHxTml-N-W"
     "+Wu--+---I-SXX-ffffffewdoX-S-RzS-T-YUU-----vyErEb--uuuuuuuuuuuuwwwwwwhhYhYhkzRzSGzZHCnc"
     "FVUZQz6IGzYzzzzAzznzzCQQQQEQQQQQQQQEQQQQQQQEQQQ7QQQQQQjvgvdNvnI5WnMWBvBvFQIJUvvvnjvVvvv"
     "KTbmNYmmmbmVQmJmNm6bJmWmmmmmmm4bmMcMtOttVAttF8GDtGtUHailttttttttCtMRaaaaaRa1Raaaaaaaaaa"
     "aaaaaaaaaaaR"},
    {"fa", false,
     "آئابتثجحخدذرزسشصضطظعغفقلمنهؤًّپچژکگی",
     "آئابتثجحخدذرزسشصضطظعغفقلمنهؤًّپچژکگی",
     "S-IJMlSTRLcMVQNVjfnXkRVZLKLP-w-MWtKPQ-------------------------------------XllllMXlllKMl"
     "HKE9lllllFlXSKAPGlllXlllFEaaaaMaRaaaaaaaaaaaaaaaaaaOK4GCaaaaaaaaBBw-fmMMlVZOH-EHJMVcUwR"
     "fNWJECKRW--TlZQTAEwwwAVSwhiRMw8MRdowVwPoZWKkN9KwowcowMVG6ypyENajYaNayFphWPkhZOMKLTMDJGy"
     "XykyyJWH6aaa9EaaaaaaaEaaaaaaaaaaaDRLRaaaaaaaaaGHppp7YepphpDpCMFeppppQeZpJIRLBpcppppapGK"
     "nnn8TGfQnnJBJnCfZYfZnnQWLVf9PnnnnnnfnLFrrrCVGrirrPrJiSJHrFrrrVrMYYC9rVrrZrriD6rXoChZ+++"
     "iN+DgLWr+++emRZaXFAM+h++++PPFLjjj9jjjjj8jjEjjSjjjjjj7jjjjXjjajjjjjaC9-ni9OOnRaQFsUWGOgZ"
     "jle-PehRKHC-l-aPiPPD6tkcGMktktcNtPttRttttttttfFIIKtttfttPP7FvvhAK5vvvMbvKvhbvvRvavRmSSR"
     "LNvcvUjvOvB8wwwCOCwwwPDwJwfhwwwwoUgkhOFRDwwwwwwHNJFmmmEKmmmVmEmMmmmmmamXm8mCVNKAmYmmmmm"
     "mEAhhh5IhhhhhYhIhhhhhhhBhhhhMhhGhhhhhhhOJ7kkcDLZkkNkkkFkkkkkkkLkFKEDkLIkIkkkkkkPMfffEfO"
     "ffffffDffffffffffffFRFWffffffff3AoooENFboooFoLooddVoooooSEFFJJoEooooNoEThhh9hYhhhhYHPKh"
     "hhhhhhVhhKhVhBhhhhhhhh4BtttAfBttFkttDHtQhLkSHttKMtSGQtfttttYtHFooo9LNooooIoGgVFQTGoJoHg"
     "HocICoQooooooE6uumCMLmmcgSmddLfuuOigPRcfNSMGuRuXuuVU89yyS9YJYROVRyLSOOfTRyOmdROTNFFyyyV"
     "YyKWB7--pERM-NkXC-ebVIX-bPp-dQkFRIG-s-pp-SJC4+++AiY+s++P+MoYX++++++V+iLLNU+sC+++++HEyye"
     "BPPWKqgDnHMMGTRcaLlQPIMDSPyyyOZRTVC1ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZTfff4THffffOf"
     "WfffCfTfffGIDffPMffffffffJ0oooooooooogoooooooooooooooooooooooooooGsssAQWsssRkLAsILsssss"
     "sssZeGQLsssssskO6EkkkAkbkkkkbkJkFJkkkkkkkkkLFALkkkEkkKMDKdddMdRddddddddddddddddddddd2Pd"
     "ddddddAUAwwwAiMZZwwTwEYKRwwwwwwwwBLBENwowhwwowJGsssAsksksssH8BWEssssssTsWdIQGsssZssssE6"
     "v-vDTM-ScWD-HTPHZZm-crOUNLFSR-r-dVaHQK"},
    {"fi", true,
     "äö",
     "ÄÖ",
     "b-uzrrxxNma-uumuToUdDiGNJSE-If--ERXXPOIsEP--C+sshhUIcc7c--YT--JIOKHJFRN-INI-K--D-CoBTrr"
     "SrrrMLRJKN9SCrTDErTrrFrKL"},
    {"fr", true,
     "àâçèéêîïôùûœ",
     "ÀÂÇÈÉÊÎÏÔÙÛŒ",
     "R+--RZ-----z--d---ao----zqzzbqzzzzzq-f-aS---R------XG-y---l---l------------hL--------n-"
     "aNn------+m+WI+s+f+++---UV-------NsssjsssssssssssWsksssssno-VO-+--------RKU----x---q-PT"
     "-----o----+-Zv-cv----jLf------wwwwwwwwwwww-paYJg--c------dM-----k--S-TKY+-j-------Un---"
     "------RJo--q---nnnnnnnnnnnnvvvvRvvvvvvvuuuuMuuuuuuuwwwwcwwwwwww0qqqqqqqqqqqqqqqqqqqqqqq"
     "qqqqqqqqqqqqqqqhhG1hhhQhhhhZhZhhhhWRhhhhhhhhhhhhhhhhhheEeeeeeeeeeeeee7eeeee3eeeeeeeeeee"
     "eeeeeehppEJppJppppHAFppZ9CApTppppppppppppppppBTWEIDGMmdV-EHPVIUCDHSNt-------a-------ooo"
     "PoooooooooCaooooo1ooooooooooooooooooOeeReeeeeeeeeeBeeeee1eeeeeeeeeeeeeeeeee7QQQFQQQQQQI"
     "QQQQQFQQCQQQQQQQQQQQQQQQQQQhhhhhhhhhhhhAh4hhhhh8hhhhhhhhhhhhhhhhhh1XXXXXXXXXXXXXXXXXXXX"
     "XXXXXXXXXXXXXXXXXX9UUUUUUUUUUUMUUUUU4UGUUUUUUUUUUUUUUUUUURRRRRRRRRARRRRRRRRRRR4RRRRRRRR"
     "RRRRRRRRR"},
    {"he", false,
     "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
     "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
     "RWdcQfdYhY-YT-S-YaY-b-dZcVX---------------------------BppRWRLDQJRCZgHMFQIIpgHpWQGQCDmKV"
     "WLGBVENGmTGmMXPRGmXILQDOG9iOLiGGAUiTCiiIWTOGiQiaiaiFJGClRWTVHBdXdBlQIQRZWlASFlZOHFU4rLR"
     "QNIFRQVKrMSbJrNPNrPrJMQMJFtKHKEXLVMQJSPJKKIILOXJXRKCNBHeFIRTBAReeIeCReCWOeWeWeePDeeClcI"
     "cDMCKllCllFZXXcPllRNRHBJGAhKLMhFChQR9hhFhPPOVQhEhhKIVSCtOLTMHFcRPEQSLEGNJOVUNfOEHIG0bbb"
     "bbbbbbbbbbbbbbbbbbbbbbbbbRiKKiHFBSIXFiiAXNKGVVaRiaaJNB8oCLRTEFgIPEOQMUIbPRUZJoQMRJM0iii"
     "iiiiiiiiiiiiiiiiiiiiiiiiiSpHQQLFBVHPDVONpVILIHpPpKLEFH0hhhhhhhhhhhZhhhZhhhhhhhhhhhhdmNJ"
     "KKDBaaH7NOamJQLMTmQmWKVJFCkOTKQHCkbH9SWQbGYMTYMGkkNIkFBllGcJCBQlHHlTDJOXOTlllcLVFVG1XXX"
     "XXXXXXXXXXXXXXXXXXXXXXXXXVkPZMZCBkSTCZkOkkMHFGkkkTNAJE1YYYYYYYYYYYYYYYYYYYYYYYYYYYYMiIC"
     "DNH7iiUCiiTSHaTiKaIiiiGiRCmMHdOAAdaIBmmQdYSOLadYmRaJFN7pMSNRKBhSN9RMWaVaUOTXZaPQWHFCnNH"
     "OSHEZOV9YZEIGfInNfQnnQFfI3qMUViSFOLqEiUcXNKUaTbPqKMMYT"},
    {"hr", true,
     "ôćčđšž",
     "ÔĆČĐŠŽ",
     "-VZ-XX-aLWQRxxxxxxxxlxxx---q-l-PUNROppppppyyymmyssssss-gNiOf--d-lvX-v-g------u-mt-----k"
     "y---TQYOM-cw-h-RRRRRR-uqqSO--w-------x--JHoRQ------jjjjjjggggggjjjjjjzzzzzzXXXX1XXXXXXX"
     "XXXXXXXXXXXXXXXXXXXXXJCrrf4rrr9rrrrEVrrrrrEjrrrrrrrrrrIBvjvDvvv8RGYvAnvvvvvBRvvvvvjvvvv"
     "o5ooc7oooCoooofooooooBoooooooooooHBtZtAtttAtHQtJRtttt7QhtttttWttttWBhtH5tlt7XttbGOttttt"
     "Pttttttttttt"},
    {"hu", true,
     "áéíóöúüőű",
     "ÁÉÍÓÖÚÜŐŰ",
     "UPchZVU--d-x--zp--JXQOTWqPqnTH-----sFJQOVuWKuPhfj--p--CNzTXnNWeJJVRUloVbIVSXXTqggVgqJ-d"
     "j--FPzbOffzZNHTRInM-rIJLKRsVOxGJPOhaqxSIJNkcaPTg---------IGOhoecs+TTTTTTTTTKMVOSnNPXJKN"
     "ZcYeSkEHSLOeeOWSzzzzzzzzAFQYZkXMZppppppppplllllllllQORnfYaMJFHNNNYSKVUTHKg-bMNbIN8LG-j-"
     "E8FRJ---K-oX------N-RSU--HNfbGFSF-G-C6G-J---L-o-------pxhQxxxNxxpdNDIxJxFd3xIxxxPxxxxxx"
     "xxx7WKSFYWIUNLAEXJfQyKLHyQyyyJpdykyipyynvHvMvvRvvvKBYCvvvAFHnCvvvAvvvvvvvvvEahLhpdGpp8b"
     "IaXphp7EHpYpppFpppppppppLlRlXWuIueWH4lSuGuKSMuguuu8uuuuuuuuu5VJaJNOXWURFENIZOwIHIkJwwwJ"
     "akwwwwwww8oRVoMcofTL8KQNofoDOFoDoooEooooooooo"},
    {"is", true,
     "áæéíðóöúýþ",
     "ÁÆÉÍÐÓÖÚÝÞ",
     "Oo+Q+VXUjKnwwkDkwwwnYKkPkNkHUkiiiiiiiiiiPZnSnnNnenttttKkttthUMffWYPooSQVphSZSYppMCQckMU"
     "ZckvvvvDvvvvvCiiiiBEQiiWcqaqacXSqLQeOsQTZMjJZoQoSLaoXXXlZugeNPullllIlllllRmmOmJaaWmQQQQ"
     "QQQQQQJSRSHaXTulsTQLsaasKsRNuMuRPgddqqqqLqqqqqmJXImmOmmmWWWWWWWWWWZZZZZZZZZZjjjjFjjjjjS"
     "SSSSSSSSS6KSkkkJNLYkHDMHkYkFICkbkkkkkkYkMkkkkbTgggggYAgOPCMJHggg9GBggggggggggCgggggEZZZ"
     "ZZHZZZZZIZNZZZ6Z6QZZZZZZZZZZZZZNZ7LZiZZZWZiiJECDiZiMEMTZiRiiWiiiCQiiii5BLppbROSDTORSQpp"
     "pNIdDUppppppppppdppbPfRfffOHfffCHUDfHfJ9FXKffffffffBffffKTfffffFBfffD8WGfEfCOTfffffffff"
     "fDfffff9EfffffXXHXMMHCfffGL8fGfffffffTLfffffJeeeeeeeeeHeNQ5eWeC9EeeeeeeeeeeOeeSeehDhhh5"
     "hhhYGhhhhVhhOhhVJhhMhCVYNhVVBPh"},
    {"it", true,
     "àèéëìíòùē",
     "ÀÈÉËÌÍÒÙĒ",
     "-T----------------wwwwwwwww---------u-n-e-------------yyyyyyyyyzzzzzzzzzzrVzzzzzzh-----"
     "iZ-Peeeeeeeesssssssss-------------------------X--w----------------nnnnnnnnnX----sy----n"
     "-j--x-P--------------S--xxxxxxxxxuuuuuuuuujjjjjjjjjuuuuuuuuuwwwwwwwww0kkkkkkkkkkkkkkkkk"
     "kkkkkkkkkkYkkkkkkk0llllllllllllllllllllllllllllllZllll1WWWWWWWWWHWWWWWWWWWWWWWWWWWWWWWW"
     "WWWDLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL2TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTITTMMMMMMMMMMMM"
     "MM8MMMMMMMMMMMMMMMMMMMMM0bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbQb0eeeeeeeeeeeeeeeeeeeeeeeeee"
     "eeeeeeeeeDLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
    {"lt", true,
     "ąčėęįšūųž",
     "ĄČĖĘĮŠŪŲŽ",
     "-n--RS--Xwbz--L--TYwOWwwIVw+om++++++X-MhX-kXO-g-wkQ--glwowwwwwwTyffayYXk++r++++++aZu--K"
     "YNoHuedOuOKuLsWpbPfP-X-MYT-jYuMtLb-ctOnXUOXUx-Ym-W---k--hiqVlgtojeaaaaaaaaaZgRhaWecWQne"
     "sl-sV-R-RaZehSk-Z---Z--KUxNloxfXxvvvvvvvvvjjjjjjjjjzlzzzZzznjjMjjjjjj1qfqqqqqqqNqWqqqqq"
     "BPqqqqqqqqqqqqqqqVUYkkbUkkk0kbkkkbkkkkkbkkkkkkkkkkkkkk8rrdPrgdrrCLFLNrPrK9ArYrrrrrbrrrd"
     "rrQ1ffffffffffffffffffAfffffffffTffffff3pppMppYppILpYppRpCJIpCpppppphpphppUGFmmRNumuBR9"
     "PNuIUuNJANLuuHuMOXjNVjTuXjjjOjjjjjjKKjOjaj796jTjjjjjjjjjPjjX1qqqqqqqqqTqqqqqqqqFqqqqqqq"
     "qqqqqqqqqUMMpAJpgp7pNpRTKPpMPTLIpp9pgpWdWTppp"},
    {"lv", true,
     "āčēģīķļņšūž",
     "ĀČĒĢĪĶĻŅŠŪŽ",
     "ZmnpdtdpS-qfk-tg-TUT-WFwOwLwnwwFwTlOxMxxxxxxK-L-G--d-hbq-qc-rVaPyScsesjssssssJwwlowcwLR"
     "wcuauWuuuuuulwqYwimOb-iEyeymyyygFyE-u-uqN-Jq-K-E-K--piSpIqG-X---XZoGsP-O---hcj---nsdfdL"
     "-oFtHpS-k-bn-TTTTTTTTTTTF-MeJa-rUV-Q-R-T----R-H-N-IzaUjU-aq--v-VeW-nK+9+T+s++++oooooooo"
     "oooeeeeeeeeeeepppppppppppRxExFpxOXpx9aWJD-UT-YGGJGM-R-CDDkT---S------dkN-pYAYYMEYYYFYYY"
     "YYPYYYPY4YYYYYYYYYPYYYYYYGzzLOznIzzCTBHRzPzCC9zWzzzzzzzRzfRqJzzfKfffIffT4ffffffffffffff"
     "fffff6fRffffffGxDJIoxGxxFHjERxOxNJ7xJxxxUxVxxxxjlLxlVEgggGggg2gggggggggTgLgggggRgDgNggg"
     "gggI5nneennnKnenenGnnOen9YnnnnInTneYnPLCno9oooAoooHfcoooCoocco6cooooMoOfocooIooI6uueTdm"
     "mEmaSWYFRuLIcEcuuumHuLuGGuiuPuXqqTGqqbqqqJUiLqiqD66qTqqqPqqqqqqqqXqdIBaiiNiaiAaOiiiBiiN"
     "NiHaiiiiBiUMAiiiiai"},
    {"mk", false,
     "абвгдежзиклмнопрстуфхцчшѓјњќ",
     "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЃЈЊЌ",
     "QTNQLSyMMMSQIMHWJTWZffccmV-Z----------------------------5uQTKULeNQjHJLHkMJQChVlQKSgLKUO"
     "oAofooAooBoLoPCo8foLooooooLooLv7vmfZDvvDUXUJ9cDYKKvvjRvvbmvKpCpVpdTppAgApM7gEppHpppgppd"
     "ppDv6MSNTBvvHvUPFDnFnvIvnnvvvnvv6rVOPOFrTOSHKICcRHJFjWmPPPaTSVllBZldd8ll6lZlKlllll9llll"
     "lldllLs4EISSNssEsPLFGsessOssssssgss6rjcPPMQgIPFMJHORIEFdQoOQM+JWrIv5vYvvSnvDvLnU8vJKJLv"
     "nanvvnvvMkCekXk7Rk6OseHEksaOHessssskssBsAWdss6ssDdssQ9QWWdVgssgssdksGk5hgXHDymBQapyDypP"
     "HOQYYapyyyy9+WPFLEXLKPKLOJeMCHCjYmQRNrK+oQvEgvvvLvvIIQnV6v6UVTvvPSfvdvvJk8ePWN9OR9UZOQE"
     "xxTMLigcpNxxxxJvGhSvvAvvFGINMCGdv7RvncavvvvvBn7qNyy9yyDOanNCOJPqMfayyyyqyyGqRQ4MWbbiaQR"
     "FMqKDILqiqcHNYfqqWiEiiiiIii6iGii7iDaUQiiiiiiiiiMaAaaaaCaaGaaaa6aAaaMaaaaaaaaaGlFllllFll"
     "2llcVElNllllllllllllEnCnnnnAnn7HUnGEnnnnDnnnnnnnnnGmDmmamCmm9EmmHdmmm7GmmmmmmmmmWW8WWWW"
     "EWWOWWWWWWWWW3WWWWWWWWW7p4SadJQpXhXdYISYdMNUhpppppppQkkBkkkk1kkkkkkkkkkkkckkkkkkkkkSg7g"
     "ggg3ggHggggXgggggggggggggg"},
    {"nb", true,
     "åæø",
     "ÅÆØ",
     "P-bzzzdpShhhxWj-ssYiEQwwGoG++ommKxxVQkaNWNRlZyyyDvPQQQR-Vc+OesOssPVOvaaaZZZnnnUUU3pgpHP"
     "YdpppQOMFpGpERMpMpppppppaaaaaaaaaaaaaaaaaa0aaaaaaaaaaaUnenLeennnnBGJFnQn5SFnKnnDnnnn"},
    {"nl", true,
     "àèéëíïóöüē",
     "ÀÈÉËÍÏÓÖÜĒ",
     "--f------------v----zzzzzzzzzz++++++++++--p---------uh-e----xxlxxxxxxx-----------------"
     "------T------gvvvvvvvvv++s+++++++--------v----------------------------u--++++++++++WWWW"
     "WWWWWW----s-----------------------------------++a+++f+++yyyyyyyyyyjjjjjjjjjjrrrrrrrrrru"
     "uuuuuuumu7NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNDLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLDddd"
     "ddddddOddd5dddddddddddddd5ddddddd8ffffWOffLffNf9fff5fWfWfTffffffffffffMMMMMMMMMMMMMM8MM"
     "MMMMMMMMMMMMMMMMMMMMYYYYJQYYYYYYYE2YYYYMYYYYYYYYYYYYYYYYYRRRRRRGRRRRRRRRRRR7RRRRRRRRRRR"
     "RRR7RRRMMMMMMMMMMMMMMMMMMAMMMMMMMMMMMMMMMMMMEMEMMMMMMMMMMMMMMMEMMMMMMMMMMMMMMMMMMDLLLLL"
     "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
    {"pl", true,
     "óąćęłńśźż",
     "ÓĄĆĘŁŃŚŹŻ",
     "----e-cjZ-wK-OWYhUQcxLOxxxxXQrd-----WW-eL-aNQ--WvRRLcRcqqbqqqqqJPyZIyyyyuuubXuluuhQQJek"
     "U-XfEzLnzQzzKV-UP-j-SiM-Z----tOh-h--q--eP-W---------QWIzKTr-dU----QQQQQQQQQKP-Uw-w-wUO-"
     "uL----LU-KX------m-QWYqFlllllllllQS-UN----ccccccccc--I-NvH-fZM-MV----ltJKOttTttPtSttttt"
     "8tJtt4tttttXtJttRJ7wi6AwwGwwwwwwwwPwwcMwwwwwQwwJwkwkwM0uuuiuuuuuuuuluuuuuuuuuluuuuuuuuu"
     "uuu6ucBBuiZuuuGuuuuCuuOGuuuuuNuuVuguLugG8mWbLvvvvvPvmLBevjjXFvvvGvJ8mPvvvvj2ll9lllllllc"
     "lllllllHllllllllllllllllOmb7vvvvvvvv8cGvUvLvvvvAvvvvvAvvvvvv6ZhhVhhhhhhhZhChhhDhhhh7hhh"
     "hhDhhhhhhHNYYM8uuliuKJu9QuuuQuguuu7uZLuuuuuuu"},
    {"pt", true,
     "ºàáâãçéêíóôõú",
     "ºÀÁÂÃÇÉÊÍÓÔÕÚ",
     "ucax--W-cx--f-----L--h---v++a+++Mssd+++--ih+qaJZVs----W-s-qhk------x--S------c--a---huY"
     "ko----fuu-ihjjr----S-h-------q--YsYQ-m---imtaKtlttttttttuuuuuuuuuuuuu--ciliZideww+--V-i"
     "-TcWcm-Zw-cjKUqnUjq-X----a---x------Sv-Tl-vXfybyyyyyyyyyyyyy--QkRfdXdWqj+--a-O-t-Tc+b--"
     "-OcP-WbaYsax--R-hWfeV------P-Z-VYR----tttttttttttttvvavJvivvvvVvuuuuuuluuuuuuttTtXttWet"
     "tet2SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS1hhhhhhhhhhhhhhhhOhBhhhhhhhhhhhhhhhhhhhh6vYR"
     "ZvMGvvvvEvvvSV7INMJvQvvvvvvvvvvvvvvvddddddddddddd82dddddddddddddddddddddddddLzzzzczzzzz"
     "zzzz0zzzazzzzzzzzzzzzzzzzzzzzxCxxxxxxxxxxxxxAxxxxxxxxxxxxxjx4xxxxxx9x4rrYQrrKrVYrJAWrer"
     "DJKjrrgrrrrrrrrrrrrrrr2rrrrrrrrjrrrJArrrrHrrrrrrrrrrrrrrrrrrrrQdg9BrHMrrrrRRFQUjLNHr6rr"
     "rcrrrrrrrrrrrrrEnfbGnbInfnnNnEn9bADFnMnDnnnnnnnnnnnnnnnYYYYAYYYYYYYYD4YYYFFYYYYYYYYYYYY"
     "YYYYYYYYppppp0ppppppppppppppppppppppppppppppppppWlGa9lllllllA8FlllRDDllllllllllllllllll"
     "l"},
    {"ro", true,
     "âéîóăşţ",
     "ÂÉÎÓĂŞŢ",
     "--P--Tm----wWNhwwwHwUQ--fHkSmn--Q----l--UVayyyQyygxxxMxxe+++j++--v--QRnnnnnnnttttttti--"
     "-O-ZV-s-M--m---PkP--x--cka---M-Uaaaaaaaa---NhZh---Lt-W-z-I-vv---YhWbvvvLvvvvvvvvvnnnnTn"
     "nwwwwwwwUsss6ssVjYjjjjjjOjjED3jjjFjGjjjjjjjjjjjjbBNNNNNNNNN8NNNNNNNNNNNNNNNNNNNNNNNZppp"
     "pppppSgpSN0ppppgppppppppppppdpRRRRRRRRRRRRRRRR2RRRRRRRRRRRRRRRRR2ypWepyVyayyTTKyTyFJIMy"
     "yyyXmyyyyWLTBqUq9hqq6qqqqXSqqqq8KqqqqqqqqqZeqcKrrrIrrr1rrrrrgrrrrrZrrrrrgrrrGrg"},
    {"ru", false,
     "абвгдежзийклмнопрстуфхцчшщыьэюяё",
     "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯЁ",
     "PPGVJRdMI-JTMIJENGOMQYZQYfz-PYam--------------------------------A-+MGRKNKIdKJHJCnIJIDaY"
     "SPLRX--xSPeL+Fio++DoMM+QHVMCoCS+E+OS++DBo++V+A-A-PsgD-hE-IIXLDaNKON-V-qbcDd--XgIwGkkiHG"
     "wwEoZJfO4wDwwHwwkfwwowwwwwL-ArPgSAQhD-LEVIBQFQZI-dpbf-SbcoSV8-ZVRNISRRbKJGIAUXDGEneXZRX"
     "W---dlccxDTxoG6xxBxQxEAYxxcxVxxxxxxxlxxxVG+7UHlGOfsL+RTEFB+Pm+H++g+++Ie++Z+9xSTNSPFZJMK"
     "NHHIWTLECvSPTOSe---OFr3zrrTrOhznrzHDfQhblFFzrzzbbzzzzznzD-9kdw-KRlE-UEwHA-HIHG-rU-t-wwb"
     "---I-FW-i-BRfA-RRtMDx-fjKl--QxxQApHDSA-EUTj-7--E-WUQNAKvb-Kpv-n-pIg--JgK-AwccMDnl8-PkwH"
     "A-pQJNTebdd-FU-RQbC-yFCKILJORIHEHKNLHHFfYVcMYW--eoVkQ-Dd---G--E-IS-R6U8hXK-tgw--VO--c-H"
     "-8rPXgBOaC-UhOO9edUNIbTksW-HTmnOeIxMZOkWGj-H-GGOOCEUQ7RjVkeW-SLsoGaD+EeJ-aA-+E-LcXMBRFK"
     "lMmp-b-+NBplcfA-VQOJDILPoPINHLtGLEH-YatEcM--lFa-Xs6ssssKss9ssNsk8sHsJLSsssssfsssks3uPuU"
     "uuUuiHumZbJAuDVuRuuuuuuuumuuuGqEqBqqCqq4qdqqqNqqqqOqqqqqqHqqiqqLzAzzzz8zzBzMhlFPqqz9Qzz"
     "zlWzzXzzzFFsFssjs8ss6sNRsHIsIsNKsjsssssLscsSktHtttt3tt8ttttSttttkNtttttttGtttG6--FHcNC-"
     "b-EONI--MSQF--E-RNj----g-3--fp-sd-Dk-K-RDp--JL-p-V-N----HasWrrrQYirrrrbAAOOrfaf3rQrrrSr"
     "rrrrrr5nwPwwSwiiwkkInfwnIcBwwww8wDwwwWww2++lNfNIYP+fijMOplULHs+RUWiP+++PX+CpppYpTpPbppb"
     "GG8phJO5ppVpphppppppp"},
    {"sk", true,
     "áäéíóôúýčďĺľňšťž",
     "ÁÄÉÍÓÔÚÝČĎĹĽŇŠŤŽ",
     "b-----P-Oe-goTpVr-------Jh-ZcVIYPttWttVdttthtttttttJttfthtttttdtGxdXxSReZlXRRjxhY-q-o-t"
     "-LV-LUXWRZldlOlllllllllllRkkkKkkkkkkkkkkkOtVatOtOtthEtkttb+oYm+++Rm+r+VEhcssWssCsssssUQ"
     "ssIxQxRXVPmxpVxxxmIwSSRwYXwwlwWawoETZUvMvvmvvvvvvdE-FK-iNGS----Z-h--------Pm-TkPuLUYyKq"
     "TeUyybyqkyyQQQQQQQQQQQQQQQQD+RMWjXSKr++me+fNyqSyyJkqyydyyKyNzQNdzSMzkToeozzOwwwwwwwVcwX"
     "wQZGLXLVndSHlyybXNyUYYYYYYYYYYYYYYYYiiiiiiiiiiiiiiiiltttttttSttttSHMJvvJnvkhvvvZgehv9vm"
     "GJvvmMvPPGHGvYvFKEvAvvvFvjvvvvvvjvvmjXvVYYNYYYYYYYYYYYYYYYYY7YYYYYDYYYYYYYY9YYYYY7Y2ood"
     "goZoAooboHUoooPogoooooooooooooooooooooo6qfHTqqqqqRGKFJqLqFDGqFqqqVqqqqqqqqZqqiqTiVeeVeC"
     "eeAeeeeVeCe5eDeSeVeeeSeeeeeeeeeeeeeeeeTfQPAfffffffGfTfffLCNfBfffPfffffffffffffIf67pDDLp"
     "hpRppPAhZpNpOQGpOppppppppppppDppppQKh3pICppppbppbLGXpOpOMLpSpppepppppppppppppKpMJDssgCs"
     "ss6sIZgGKssgsMCssssssssGssgssssssTss47cccOcccccccccFccccMMcccccccccccccccccccccaaOaaaaa"
     "aaaaaaaa3aaaaRaaaaaaaaaaaaaaaaOCaa9I4JmmmmmemmBmVEEmmmOQMPmmmmmmmmmmJmmmmmmema6Afffffff"
     "ffffff9ffffQ9fffffffffffffffffffffMLnnn9nfTCnILZSOSnnn6TnnnnnnnnBnnnnnnnnnQRn0Nrrriirri"
     "rirrrRrrrirrrrrrfrrrrrrrrrrrrrZrrHLVpG9ppg6pFdpFUpppUZRpppppppdFppgppUpXbYpp"},
    {"sl", true,
     "àéčšž",
     "ÀÉČŠŽ",
     "--XYZ--PXTyyYjy--t---oe-o--TdTxxxxx+++++--t----QRbl++L+---j---n-i--ur---Ywo--KRS--vv-bb"
     "bbb-vjad---y--------RUW--g--vvvvvmmmmmwwwwwxxbSQ7MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM8NNNNNN"
     "NNN8NNNNNNNNNNNNNNNNNNNNNJAevf9vvv7NMSvDajvLmvFjvvvvvvmvvNFqqqAqiq8YEIqLSqqqqAcqqqqqqqD"
     "iqXDTpp7pVp8JSRp8Zpppppbppppppppph"},
    {"sq", true,
     "çë",
     "ÇË",
     "WSzznIlLuEg+pdrHbEd+uBvDuGvHxBcwu7k6zHxH+8vvpKbbddMkoGCGccB6FccCcIcccMcccccTccccccT4zzz"
     "ezfqdzbUXNIzYlAALzQzzzVzz"},
    {"sr", false,
     "абвгдежзиклмнопрстуфхцчшђјљњћ",
     "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЂЈЉЊЋ",
     "NMKRFRXKGHPKHICNGMIRYbXRlOlaT-----------t----x----------t-6-xOGTJvQKfHLJHQRLKGYacPKNUIW"
     "JYJwBolwW9wbAaFoNCwBjoHwlwwwwSUgwL-7--jXA--CNR-HCaFl-K-td-j--Io-BwCUcwQIwlHiBJKCWBoTCww"
     "wwwllwcwF-5VPPoD-iFeXVGEnFS-KZqq-cqaWQ-5-lPONIwNNaHJJFWVHLHbcicWNOZTNObtCeelK5tl7lceIbt"
     "tttJttthttbYTtHz5HGPQKzzDzPHGFqXzzHzzzzzzzznz7-gXJVQteHtEIGIWWNECwWOLLMkIafVEv8rX-iF-vJ"
     "-FpN8-INLE-vZ-e-rKa-F+CjojYAss6i+fNComXPGo+l+++++++8-AUssl8--IgXlOAKKYfPsnens-sdilHq7qs"
     "XOBwj9RqwpBgwPJHekaiwswk--B-gKEGFkKKaLMHImNCFHaVrVQOTGSdVP-G-ldcN--GeVuT6-5YZK-hSqX-uY-"
     "uI-8nPWW9OW9ZYVNDe-QQHmZfWPctjWrLuCaKuiE--IFHPGRGTd6JjiK---u--uIt9tKtl6--BOXbOESGYjJnbi"
     "o--iar-5-aQKIPcUPlFSJHXHIKHupeNHQpJ-ZLHo6ogooPoo9oaog9oGXGLaoZooooooo4nInInYPnnBfQfSEYT"
     "nEMnnfnnnPnnnItAtktUCtt4VkZtXbJUtGftbtttttttGvCvTvvBvv8GYnAgvvvvBvvbjvvhjvjFvBvvjvBjvCG"
     "UfQLnvv7OvvVnvvvcPIoo6oooo8ooAoooofooooAoooocoooooBqBXSjn5qjFOaUQOejRIEnzzjlzzzenVr9rrr"
     "r7rrDMrrHWrrbr7rrrrZrrrfrgi6ittt4tlEtttlPttltGttttttttttIrDrrrr3rrArrrIUrrdrKrrrrrrjgrr"},
    {"sv", true,
     "äåéö",
     "ÄÅÉÖ",
     "QY-T----OVyIzzzzWWldu---HQp6NO-PKGyF---wEvvTLg-PKPzQSQtQOW-jnq-lgC--SSSSPMvXMP-PMa-T---"
     "-AP--kkkkppppwwnweeeei--TP-TH-s-KAL7-Q-8LG-Q-Q------4hdxHPcHxmxRFRBxpxJHExTxxxxxkxx5RRR"
     "RJRRRJCRRJFRRRRRRJRRRRRRRRRZnzXNkcKzzOGMMHzHz3IOqFzzzzzzzz"},
    {"th", false,
     "กขคงจฉชซญฏณดตถทธนบปผพฟภมยรลวศษสหอะาำุูเแโใไๆ่้๊",
     "กขคงจฉชซญฏณดตถทธนบปผพฟภมยรลวศษสหอะาำุูเแโใไๆ่้๊",
     "HPNMMgSVV-sJNUOeHIQWUVZOMPQNinMRI-f-s-IMSSNwEJdxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxx9uPNRhTfMXuWuTLmOcVVTWeuZZfFJOdSPXPj8FWZIPQRQdLNmHqYTcqqqqqqqNhNqhqNahcqqYhISeRq"
     "qZY8qUqqqRhYqXqO4qDphpNYppVppphpapppQheppppVeBH7pphpLcWIBUcachppGGpAuFFJeNZNbuuuRKRMlOQ"
     "NMQgQKZLNRuuLHLuJuuuFJMMLTeuuBoKRaRJgoooooHRZKoNZgoaoodoPdWooLLP8DEJaRPgSRogKo9YYYYPYYY"
     "YYYYYYYYYY6YYAYYYPPFYYYYYYHYYYYYYYYYYYYY5nfYnnfnnnnnnffnfnInnnnnnnnnnfnnbnbnbnFfZfnnbn9"
     "8n4hhhhhhhhYhhhhNhhhOhYhhhhVhYJYhhNhChKhhTYhhhhhFBhEcNMcccc6cEccccQUcccOccccQccccccULcc"
     "9cccOGccQcHcc1bKbbbbbbbbbbbTNbbbbbbbbbbbbbbbbTbTbbbbbTbbMbbbbb8iJUUiMiiiiiiQDUOiZWiiWiZ"
     "QPZSiiiERPEEiiiJFiNGiiiiAsNITEVsahsssUHdIsWXTZMsXVKPOLssQHEsMUfPIQVMOXbCs5qRSqqqqdqqqqq"
     "iqUqaqiiqqiidGUfqqbfGfIMJbPTPXiqACf9kWbSkTkkkkkkRUkYkPGOkbbkRUWKUkkJYKbBkbBFKUOkkMEk2qq"
     "UaqqqqqqqqXqiqXMWqqiqqicKqicqeqQTMFMPaqieqqNPq4YMKYCYYYYYYYQYYIYQYYYYYMYYMYYYYYYQYEYYYY"
     "YYYYYYYY7vJLQaTZQVvvvIKYEnPNTYTgWPRNTNjvMINSKOUYJKOQNXMJv7rIHNbQTRcrrrUUSLrMEPRecSQVEST"
     "rrLQJrPrLUGJRRNbZZr7qQSaqqqqNhGqNTWSqMTcheqPaH9ChqqeaUQTqNXVJeVSqqMqBiiiiiiiiiiiiiiiiiL"
     "iiiiiiiUiGiiiRiiiiiQ3iiiiiiDii3lVXllOllllllZSUMQZIlZllllKEDZllVlOlJlZQSllScllllEjVjjjjj"
     "jjjjjjSjjjjjjjjjjjjF6jjjbjNjXjjXGjbjIjj7jKfffffffffffffffNfffffffffffffffffff1ffWffffff"
     "fffAvOPWVVvYYvvhKOaLmMSTWMvaNaLHRvmOSJgCvKGKPWRRmAdv9sDOSKJgKjsssRTYNsGPTXejZRsRSKssSRO"
     "MIsLDJQSNQsHOs5vIVSUSvggvvOVSIQvVQLeinSOTRSOaeQPJGFnMLLNcSUvQLv6tSPfJUhcdtttNTcQtNHYSkf"
     "bhRZOYttNbMHESNPEUWPUtIItArMSXRLrYjrrgRPrWrFQajejgOEOIcrrVWIj9rrrLWRUTrDKr6YKKYYPYYYYYY"
     "YPYGYYMFYYYMYYGYYYEYYYYPYPYPIYHKYYYY8YYQYYYYYYYYEYQYKYQYYYYYQYY8QYYYQMQYAYYYYYYYYYYYYCr"
     "TaVYrrdirrrCLOdWSdiRrrfGrGNVrrrrLRCCKPRddrZrBPrEqeqqeqqqqVqqqJqqq9qqqqqq9R9FOqqqqqiFqqq"
     "qqqqqqeGqEwFQF9UwalwwwUTXTeGIYNhQjGFGVbwwSTLdRjehIPYTJwQZoFnFPLnSnFennnJMLFbNGKXPVVOPQM"
     "NnnIKQnnnnnDIQHKnnnnFxIQREMxZcoxfMLVOZGWSdQlhBC9UPUVQSTTxxxxOWZTTxxxxGnJYKGbnffnnnNObOn"
     "IWZnTnfYfLDQfnO7TnnnnnAHfOSWnnnNnCWLUnnYfLn8AXnRfWIOnbnnCbYXTnnZbYnnnnnUZJXnnFfbPoDUfPa"
     "ocYaooTYofoTYEofoXRoS9coofffoooooQUXXao98oLuKGHXOWLJuuuFJuNiLSDgHdfCcGEIauKKJuuuuuuuuuu"
     "uuuuLpEhSpJppppppWJNJpFEGScDpPWWBWppBJIppppppppppppppLkMkNkckkYkkkBMkKkISDkL7kKSFPTkkkE"
     "SkkkkkkkkkkkkkkOnennnIn7nnnnMPnnn6InnnnnnnnnnnnW9nnnnnnnnnnnnnnnOpYHbpgppUppp9bpbpbgApb"
     "Wp5pWMIpppVPpppppppppppppp1XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXEwRVSFNndeww"
     "wYQSRwKZVZUwnGMSWFwwHX8wBawwJQYLNwwnwEvQUUGQvajvvvWKVTvEXTaXvmHaNYHvvQX8vBQvvLPSMLvvvvU"
     "U4ULUUUUUUUUUUUUUUUCUUUUUUUUUUUUUUILUUUUUUUUUUUU"},
    {"tr", true,
     "çöüğışʼ̇",
     "ÇÖÜĞIŞʼ̇",
     "STY-kbt-Q-oP-Py--PT-T-r-v-X-M---uOKuH-q-N--N-Uy-v---Q----DKsT-s---O-Z---K--Q-MuPooooToo"
     "obYR-N---d-S-J-r---P-Nmw-tvO-Hyj----V-U--p-f-Q-r-ggggggggW-N-Jav--TP-J-t-kiO-K-+-Y--NyN"
     "--++m+++++yyyyyyyyvvvvvvmv-SO-F---zzTzFzzzFFV+o8+go5++MOrO++mkSJm+++++WO+H+++ZxxhMlxLxx"
     "xWGT7xRx7CcxbxxVCxlxPxUxxD++IZ+++m++HFE9+X+CIJ+S++PDO++L+L++MOxxV9xxm6xgFKxmxxIxxExxxxx"
     "xxSxAxxx7wpLO-Xw-t-GEJ9tY-CLQw---NKX--LtJw-BEyygImUyDyKAGyqyyyR9KTyyjbmeTyGyyyaFaa9Eaaa"
     "EaaJaHaaaaJRAaaaGaaaaaDaaaPWdpgpKXNpgG6DHpKpTIPppppRKDppppDpp"},
    {"uk", false,
     "абвгдежзийклмнопрстуфхцчшщьюяєії",
     "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЮЯЄІЇ",
     "NOEUHUdHvaIULHNDNJLMPYSPWR-UNSMc--------------------------------B--LHPJvQJ-JKIGAgKKKCcZ"
     "RNJMh-VeN-iDzGzlfzBzYJzVDSLArFWeAzbkhzzzzzrGzE-9bQdNIVbA-NMUKFUYMPK-Xfiay--o-A-MyEqmkqO"
     "yyPymEaN5qBmMFykmyjyyyyyIyG-BSTfVFOcJ-IFUF9KIPPKtddih-Ric-E-A-WVOMJ-MM-OGJH9YX9JGpaYVXd"
     "k-WWZvaFvHOvnO5nvFvRFvBPvnvVHvvYPvvvvnvHvB-7KGUKP-lP-OYFDJOQaRHtt-hU-cfg-J-6--MLSS-VP-I"
     "HLFKpNRBG-RHTPQV-zel-s4xxUQpNxhpxxLAOHIdhMCxpxxjZxxxpxhxF-Amjx-O-fF-qGuG9-HNGD-sb-kK-x-"
     "-H-I-Bv-l-Bv-E-QQq-F--voJo-k---CLBvC-B-CTT--C--C-LHqQBKvlaFlv-d----l-C-M-AveePFxhF-NxxB"
     "B-xUJLZgZgQ-LQCgF-A-sHCFJmKL-fILEJnKEILfXZbMOe-McaSNL-E----D--E-LQ-Q6j9nXH-wfWw-----G-J"
     "-BlPXaBcu9yUlPKAepUMIcTdyT-kWN-D-K-NnV--K--G-FIUHJFpn6JlZU-a-NiFwJ-J-DdO--Ck-8-NXpQD-Fj"
     "aFztls--EbUoI-5-XbAVJgSX-UJMMI-JOJG-XdjJbc-SpLqwcs5ssssJssgssQsg9sGsKPssssssssks8s2uNuQ"
     "uuUuuLuuefIBuQuQPuguuuuuuuuIubtJkktt9ttGttttItttttWttttttEFGt5tIy9ypyy9pp9yLgyCEyyyRQyy"
     "cjyyypmyGyGwKwNnwCwwBwPOwLDiMwACwniwwwwwwwDwdsKssssDssRsssss1ssssRssssssssssTs3zzcnlqzz"
     "qzzGzbCDqzEKzjzUzLzznfizz4vvVEvOvngvakvZcvnEeAvvvvHvvvQvKvv3--uSSG-gP-iARKS-nYVLu-RWe--"
     "-b-V--4tttOlCttlttFlKNttXM9tdtttlttNtttM8-QQERB-UK-IIHMFXiLIGtlUeQNW-POT-N1rrrJrirfrrai"
     "rWVrriUarrGrirrrrrrrJ"},
    {"vi", true,
     "àáâèéêíóôùúăđơự̀́̃̉",
     "ÀÁÂÈÉÊÍÓÔÙÚĂĐƠỰ̀́̃̉",
     "-cb-y-n-Z-s-Jgd----------------sw----LHFQPKiwNaZHwnLwUVwwwwwaLN----IPZnZ-VQ-----WWNzkdi"
     "zkJzznqKzzzzz-----t-----------SXWuuuuuuuuuuuuuuuuuuuuRfa---sbV--QsVJ-----SMHeULRWGkXT-M"
     "F------Wb--D--l-f--XXK-YPIPeeeeeeeeeeeeeeeeeeewwwRVKOwnwwwwwwwwwwwLnP--PpsRgYZ-TM-----M"
     "MQ+rZ+oJoaP+LZ+++++Oyk-sO-YV-XY-gh-----TQ------t--S---S-YRIzzzzzzzzzzzzzzzzzzzzhhhhhhhh"
     "hhhhhhhhhhhhlSfotQTtQgeY-UO-----fOo----qK--U-aP-----TTP--RTiTc-T-ZN------YR-km--I-----p"
     "--THFCmNuuNSuaNuLuKYuuuuuuuuuuuuuuuuuuuuuuuuunFbnfKnPWnbnnfNnnnnnyyyyyFyyyyyyyyyXKPVpdd"
     "dddddddddddddddddd8rrrrrrrrCrrrIACrrrrrHrrr9rrrrrrrrrrrrrrrrrrrrrBss5sssssBsssWDLLsssLd"
     "sssEssssssssssssssssssssstthttttttttttNIttttttEtttJtttttttttttttttt99MI67aaaaaaaaaaaa59"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaPUddddddddNddRPB2dddLddddddddddddddddddddddddddYxxxxxxl"
     "xxxxxNAxxxxxxOxxxxxxxxxxxxxxxxxxxxDAI7AAXk9ckkkkkkkkA6kRkkkMkkkkkkkkkkkkkkkkkkkkkkkkkk1"
     "KnQnnnnnUnnnHGncnnncnnnnnnnnnnnnnnnnnnnnnnnnnnFwwwwwwnwRwwwY8wwwwwwwwwwwwwwwwwwwwwwwwwk"
     "wIBID7OjjjjjjjjPjjja1jjjjjjjjjjFjjjjjjjjjjjjjjjjjjjjjIggAgggggHgggg9gDggg6ggggggggggggg"
     "gggggggggggggpppppppppppppOAppppppppppppppdppppppppppppE6NS6mCuuuduuu9uuuuuLuuuuuSuuuuu"
     "uOHVuBOKAmOHuKDuuuuuPttttttttRttttDtttttthtttttttttttttttttttt98KD8AOvvvvvvvvvvvvQvvvvv"
     "vIvvvvvvvvvvvvvvvvvv7vIEECD9VtttttttBtttF5ttttttCtttVtttttttttttttttttttttAPvEvvvvvBvvv"
     "KAvGvvvAFvvvLvvvvvvvvvvvvvvvvvvvvv4GrrrrrrrDrrrr8frrrrrOrrrKrrrrrrrrrrrrrrrrrrrrr5Cwwww"
     "wwoDwwwJ8RwwwwwHwwwPwwwwwwwwwwwwwwwwwwwwwAN+9+++++H+++O7PE+++EM+++R++++++++++++++++++++"
     "+"},
};

}  // namespace

std::span<const LettersOfLanguage> letters_of_languages() { return kLetters; }

}  // namespace parser

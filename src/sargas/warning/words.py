"""Words: what is said to the public, by hazard and language. A site may say it in its own words (`[warning.texts]`).

Rule: "unidentified aerial object", never whose it is and never what for; short sentences that say what to do; {areas}
stands for the names of the areas, in a place where no grammar changes them. No time of day is in them: a message has
its own, and areas' times move while it is read. No native speaker has read these texts yet: a site has its own read.
"""

from sargas.model.warning import Hazard, Text

LANGUAGES = ("lt", "lv", "et", "pl", "en", "ru")

_EVENT = {
    "lt": "Neatpažintas skraidantis objektas",
    "lv": "Neidentificēts lidojošs objekts",
    "et": "Tuvastamata lendav objekt",
    "pl": "Niezidentyfikowany obiekt latający",
    "en": "Unidentified aerial object",
    "ru": "Неопознанный летающий объект",
}

_SAID: dict[Hazard, dict[str, tuple[str, str, str]]] = {
    "approaching": {
        "lt": (
            "Gali atskristi neatpažintas skraidantis objektas. Eikite į patalpas, laikykitės toliau nuo langų. "
            "Vietovės: {areas}",
            "Neatpažintas skraidantis objektas gali atskristi virš šių vietovių: {areas}.",
            "Eikite į patalpas ir laikykitės toliau nuo langų. Jei esate lauke, pasislėpkite už tvirtos sienos arba "
            "įduboje. Nefilmuokite. Radę nukritusį objektą nelieskite, pasitraukite bent 100 m ir skambinkite 112. "
            "Laukite tolesnių pranešimų.",
        ),
        "lv": (
            "Var ielidot neidentificēts lidojošs objekts. Dodieties telpās, turieties tālāk no logiem. Vietas: {areas}",
            "Neidentificēts lidojošs objekts var ielidot virs šīm vietām: {areas}.",
            "Dodieties telpās un turieties tālāk no logiem. Ja esat ārā, patverieties aiz izturīgas sienas vai "
            "ieplakā. Nefilmējiet. Atrodot nokritušu objektu, nepieskarieties tam, turieties vismaz 100 m attālumā un "
            "zvaniet 112. Gaidiet turpmākos paziņojumus.",
        ),
        "et": (
            "Läheneda võib tuvastamata lendav objekt. Minge siseruumi, hoiduge akendest eemale. Piirkonnad: {areas}",
            "Tuvastamata lendav objekt võib jõuda järgmiste piirkondade kohale: {areas}.",
            "Minge siseruumi ja hoiduge akendest eemale. Õues olles varjuge tugeva seina taha või madalamasse kohta. "
            "Ärge filmige. Alla kukkunud objekti ärge puudutage, hoidke vähemalt 100 m kaugusele ja helistage 112. "
            "Oodake järgmisi teateid.",
        ),
        "pl": (
            "Może nadlecieć niezidentyfikowany obiekt latający. Wejdź do budynku, trzymaj się z dala od okien. "
            "Obszary: {areas}",
            "Niezidentyfikowany obiekt latający może nadlecieć nad następujące obszary: {areas}.",
            "Wejdź do budynku i trzymaj się z dala od okien. Na zewnątrz schroń się za solidną ścianą lub w "
            "zagłębieniu terenu. Nie filmuj. Spadłego obiektu nie dotykaj, odejdź na co najmniej 100 m i zadzwoń pod "
            "112. Czekaj na kolejne komunikaty.",
        ),
        "en": (
            "An unidentified aerial object may come. Go indoors, keep away from windows. Areas: {areas}",
            "An unidentified aerial object may come over these areas: {areas}.",
            "Go indoors and keep away from windows. If you are outside, take cover behind a solid wall or in a hollow. "
            "Do not film. Do not touch an object that has come down: keep 100 m away and call 112. Wait for further "
            "messages.",
        ),
        "ru": (
            "Возможно появление неопознанного летающего объекта. Зайдите в помещение, держитесь подальше от окон. "
            "Районы: {areas}",
            "Неопознанный летающий объект может появиться над следующими районами: {areas}.",
            "Зайдите в помещение и держитесь подальше от окон. На улице укройтесь за прочной стеной или в низине. "
            "Не снимайте. Упавший объект не трогайте, отойдите не менее чем на 100 м и звоните 112. "
            "Ждите дальнейших сообщений.",
        ),
    },
    "overhead": {
        "lt": (
            "Neatpažintas skraidantis objektas yra arti. Tuoj pat eikite į patalpas, laikykitės toliau nuo langų. "
            "Vietovės: {areas}",
            "Neatpažintas skraidantis objektas yra arti šių vietovių arba virš jų: {areas}.",
            "Tuoj pat eikite į patalpas, žemiausią aukštą arba patalpą be langų. Jei esate lauke, gulkitės už tvirtos "
            "sienos arba įduboje. Nefilmuokite. Radę nukritusį objektą nelieskite, pasitraukite bent 100 m ir "
            "skambinkite 112. Laukite tolesnių pranešimų.",
        ),
        "lv": (
            "Neidentificēts lidojošs objekts ir tuvu. Nekavējoties dodieties telpās, turieties tālāk no logiem. "
            "Vietas: {areas}",
            "Neidentificēts lidojošs objekts ir tuvu šīm vietām vai virs tām: {areas}.",
            "Nekavējoties dodieties telpās, zemākajā stāvā vai telpā bez logiem. Ja esat ārā, apgulieties aiz "
            "izturīgas sienas vai ieplakā. Nefilmējiet. Atrodot nokritušu objektu, nepieskarieties tam, turieties "
            "vismaz 100 m attālumā un zvaniet 112. Gaidiet turpmākos paziņojumus.",
        ),
        "et": (
            "Tuvastamata lendav objekt on lähedal. Minge kohe siseruumi, hoiduge akendest eemale. Piirkonnad: {areas}",
            "Tuvastamata lendav objekt on järgmiste piirkondade lähedal või kohal: {areas}.",
            "Minge kohe siseruumi, alumisele korrusele või akendeta ruumi. Õues olles heitke pikali tugeva seina taha "
            "või madalamasse kohta. Ärge filmige. Alla kukkunud objekti ärge puudutage, hoidke vähemalt 100 m "
            "kaugusele ja helistage 112. Oodake järgmisi teateid.",
        ),
        "pl": (
            "Niezidentyfikowany obiekt latający jest blisko. Natychmiast wejdź do budynku, z dala od okien. "
            "Obszary: {areas}",
            "Niezidentyfikowany obiekt latający jest w pobliżu następujących obszarów lub nad nimi: {areas}.",
            "Natychmiast wejdź do budynku, na najniższe piętro lub do pomieszczenia bez okien. Na zewnątrz połóż się "
            "za solidną ścianą lub w zagłębieniu terenu. Nie filmuj. Spadłego obiektu nie dotykaj, odejdź na co "
            "najmniej 100 m i zadzwoń pod 112. Czekaj na kolejne komunikaty.",
        ),
        "en": (
            "An unidentified aerial object is near. Go indoors now, keep away from windows. Areas: {areas}",
            "An unidentified aerial object is near or over these areas: {areas}.",
            "Go indoors now, to the lowest floor or a room without windows. If you are outside, lie down behind a "
            "solid wall or in a hollow. Do not film. Do not touch an object that has come down: keep 100 m away and "
            "call 112. Wait for further messages.",
        ),
        "ru": (
            "Неопознанный летающий объект рядом. Немедленно зайдите в помещение, держитесь подальше от окон. "
            "Районы: {areas}",
            "Неопознанный летающий объект находится рядом со следующими районами или над ними: {areas}.",
            "Немедленно зайдите в помещение, на нижний этаж или в комнату без окон. На улице лягте за прочной стеной "
            "или в низине. Не снимайте. Упавший объект не трогайте, отойдите не менее чем на 100 м и звоните 112. "
            "Ждите дальнейших сообщений.",
        ),
    },
    "found": {
        "lt": (
            "Rastas nukritęs objektas. Nelieskite, laikykitės bent 100 m atstumu, skambinkite 112. Vietovės: {areas}",
            "Šiose vietovėse rastas arba gali būti nukritęs neatpažintas objektas: {areas}.",
            "Objekto nelieskite ir prie jo nesiartinkite: laikykitės bent 100 m atstumu. Pamatę objektą ar jo dalių "
            "skambinkite 112. Vykdykite pareigūnų nurodymus.",
        ),
        "lv": (
            "Atrasts nokritis objekts. Nepieskarieties, turieties vismaz 100 m attālumā, zvaniet 112. Vietas: {areas}",
            "Šajās vietās ir atrasts vai var būt nokritis neidentificēts objekts: {areas}.",
            "Nepieskarieties objektam un netuvojieties tam: turieties vismaz 100 m attālumā. Ieraugot objektu vai tā "
            "daļas, zvaniet 112. Izpildiet dienestu norādījumus.",
        ),
        "et": (
            "Leitud on alla kukkunud objekt. Ärge puudutage, hoidke 100 m kaugusele, helistage 112. "
            "Piirkonnad: {areas}",
            "Järgmistes piirkondades on leitud või võib olla alla kukkunud tuvastamata objekt: {areas}.",
            "Ärge objekti puudutage ega sellele lähenege: hoidke vähemalt 100 m kaugusele. Objekti või selle osi "
            "nähes helistage 112. Järgige ametnike korraldusi.",
        ),
        "pl": (
            "Znaleziono spadły obiekt. Nie dotykaj, zachowaj co najmniej 100 m, zadzwoń pod 112. Obszary: {areas}",
            "Na następujących obszarach znaleziono lub może znajdować się spadły niezidentyfikowany obiekt: {areas}.",
            "Nie dotykaj obiektu i nie zbliżaj się: zachowaj co najmniej 100 m odległości. Jeśli zobaczysz obiekt lub "
            "jego części, zadzwoń pod 112. Stosuj się do poleceń służb.",
        ),
        "en": (
            "An object has come down. Do not touch it, keep 100 m away, call 112. Areas: {areas}",
            "An unidentified object has come down, or may have, in these areas: {areas}.",
            "Do not touch the object and do not go near it: keep 100 m away. If you see it, or parts of it, call 112. "
            "Do as officers tell you.",
        ),
        "ru": (
            "Обнаружен упавший объект. Не трогайте, держитесь не ближе 100 м, звоните 112. Районы: {areas}",
            "В следующих районах обнаружен или может находиться упавший неопознанный объект: {areas}.",
            "Не трогайте объект и не приближайтесь к нему: держитесь не ближе 100 м. Увидев объект или его части, "
            "звоните 112. Выполняйте указания служб.",
        ),
    },
    "all_clear": {
        "lt": (
            "Įspėjimas dėl neatpažinto skraidančio objekto atšauktas. Vietovės: {areas}",
            "Įspėjimas dėl neatpažinto skraidančio objekto šiose vietovėse atšauktas: {areas}.",
            "Galite išeiti iš patalpų. Radę nukritusį objektą nelieskite, pasitraukite bent 100 m ir skambinkite 112.",
        ),
        "lv": (
            "Brīdinājums par neidentificētu lidojošu objektu ir atcelts. Vietas: {areas}",
            "Brīdinājums par neidentificētu lidojošu objektu šajās vietās ir atcelts: {areas}.",
            "Varat iziet no telpām. Atrodot nokritušu objektu, nepieskarieties tam, turieties vismaz 100 m attālumā "
            "un zvaniet 112.",
        ),
        "et": (
            "Hoiatus tuvastamata lendava objekti eest on lõppenud. Piirkonnad: {areas}",
            "Hoiatus tuvastamata lendava objekti eest on järgmistes piirkondades lõppenud: {areas}.",
            "Võite siseruumidest väljuda. Alla kukkunud objekti ärge puudutage, hoidke vähemalt 100 m kaugusele ja "
            "helistage 112.",
        ),
        "pl": (
            "Ostrzeżenie o niezidentyfikowanym obiekcie latającym odwołane. Obszary: {areas}",
            "Ostrzeżenie o niezidentyfikowanym obiekcie latającym zostało odwołane na obszarach: {areas}.",
            "Możesz wyjść z budynku. Spadłego obiektu nie dotykaj, odejdź na co najmniej 100 m i zadzwoń pod 112.",
        ),
        "en": (
            "The warning of an unidentified aerial object is over. Areas: {areas}",
            "The warning of an unidentified aerial object is over in these areas: {areas}.",
            "You may go outside. Do not touch an object that has come down: keep 100 m away and call 112.",
        ),
        "ru": (
            "Предупреждение о неопознанном летающем объекте отменено. Районы: {areas}",
            "Предупреждение о неопознанном летающем объекте отменено в следующих районах: {areas}.",
            "Можно выходить на улицу. Упавший объект не трогайте, отойдите не менее чем на 100 м и звоните 112.",
        ),
    },
}
"""Hazard -> language -> headline, description, instruction."""

WORDS: dict[Hazard, dict[str, Text]] = {
    hazard: {language: Text(_EVENT[language], *said) for language, said in by_language.items()}
    for hazard, by_language in _SAID.items()
}

EXERCISE = {
    "lt": "PRATYBOS",
    "lv": "MĀCĪBAS",
    "et": "ÕPPUS",
    "pl": "ĆWICZENIA",
    "ru": "УЧЕНИЯ",
}
"""Said after EXERCISE, which stands first in every language."""

"""Invented people. Phone numbers are of the range that ARCEP keeps for fiction, addresses of the domain example.com."""

import itertools
import unicodedata
from typing import NamedTuple

FIRST_NAMES = (
    "Adèle", "Agathe", "Alban", "Alice", "Amadou", "Amélie", "Anaïs", "Annick", "Antoine", "Arthur", "Aurélien",
    "Aïcha", "Baptiste", "Bénédicte", "Benoît", "Blandine", "Bruno", "Capucine", "Cécile", "Cédric", "Chantal",
    "Clément", "Clotilde", "Corentin", "Damien", "Daphné", "Didier", "Dorian", "Eliott", "Élise", "Émilie", "Estelle",
    "Étienne", "Fabien", "Fanny", "Fatou", "Florian", "Françoise", "Gabriel", "Gaëlle", "Georges", "Ghislaine",
    "Guillaume", "Hélène", "Henri", "Ibrahim", "Irène", "Jacques", "Jeanne", "Jérôme", "Joëlle", "Julien", "Justine",
    "Karim", "Laurent", "Léonie", "Linh", "Loïc", "Lucie", "Ludovic", "Maëva", "Mamadou", "Marc", "Marion", "Mathilde",
    "Maxime", "Mehdi", "Mélanie", "Monique", "Nadia", "Nathan", "Nicole", "Noémie", "Odile", "Olivier", "Pascal",
    "Paul", "Perrine", "Quentin", "Rachida", "Raphaël", "Régine", "Romain", "Roxane", "Sabrina", "Sébastien", "Simone",
    "Sofiane", "Sylvain", "Tiphaine", "Ugo", "Véronique", "Victor", "Violette", "Xavier", "Yann", "Yasmine", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Abgrall", "Alibert", "Amselem", "Andrieu", "Arnoult", "Aubertin", "Bachelet", "Barthez", "Bastide", "Beauchamp",
    "Belhadj", "Béranger", "Berthelot", "Blondel", "Boissière", "Bonnefoy", "Bouvier", "Brunet", "Cadiou", "Carpentier",
    "Castelain", "Chassagne", "Chevrier", "Cissé", "Colombani", "Coulon", "Courtois", "Cros", "Daviaud", "Delcourt",
    "Delmotte", "Deschamps", "Diallo", "Dubreuil", "Dumoulin", "Duquesne", "Escoffier", "Fauvel", "Ferrand", "Fontanel",
    "Forestier", "Gaillard", "Garnier", "Gauthey", "Gilbert", "Giraudon", "Grandjean", "Guibert", "Haddad", "Hamon",
    "Hébrard", "Hoarau", "Jacquemin", "Jourdain", "Keller", "Labrousse", "Lacroix", "Lagarde", "Lambolez", "Lanoë",
    "Le Gall", "Lefort", "Lemoine", "Lenormand", "Lévêque", "Loubet", "Maillard", "Marchal", "Mazurier", "Mendes",
    "Mercadier", "Mignot", "Morvan", "Nguyen", "Noiret", "Ollivier", "Pailhès", "Pasquier", "Pelletier", "Perrin",
    "Peyrat", "Pinson", "Pochon", "Quéré", "Ragot", "Ravel", "Renaudin", "Ribeiro", "Rigaud", "Rousseau", "Saunier",
    "Savary", "Sicard", "Simonet", "Tessier", "Thévenin", "Touré", "Vacher", "Valette", "Vasseur", "Vernet", "Wagner",
)  # fmt: skip


class Person(NamedTuple):
    lastname: str
    firstname: str
    email: str
    phone: str


def everybody(rng):
    """People without end, no two with the same name, e-mail or phone.

    :param random.Random rng: source of chance
    :return: iterator of Person
    """
    names = list(itertools.product(FIRST_NAMES, LAST_NAMES))
    rng.shuffle(names)
    for number, (firstname, lastname) in enumerate(names):
        yield Person(
            lastname, firstname, f"{ascii_name(firstname)}.{ascii_name(lastname)}@example.com", f"+3363998{number:04d}"
        )


def ascii_name(name):
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return plain.replace(" ", "-").replace("'", "")

"""The sentences of bad days, word for word as a French agent reads them."""

from __future__ import annotations

from tests.e2e import faulty

AGAIN = "Réessayer"
SIGN_IN = "Se connecter"
CANCELLED = "{} : La connexion a été annulée. Reconnectez-vous quand vous le souhaitez."
ENDED = "{} : Votre session est terminée. Reconnectez-vous pour continuer."
UNKEPT = (
    "Vous êtes connecté jusqu’à la fermeture de QGIS seulement : le coffre de mots de passe de cet"
    " ordinateur est verrouillé ou absent. Il faudra vous reconnecter au prochain démarrage."
)
LOCKED = (
    "Session : Le coffre de mots de passe de cet ordinateur est verrouillé. Déverrouillez-le, ou"
    " reconnectez-vous."
)
UNREACHABLE = "La plateforme est injoignable. Vérifiez votre connexion au réseau, puis réessayez."

SENTENCES = [
    (
        faulty.HTML,
        "Cette adresse répond, mais ce n’est pas un service OGC API - Features. Copiez depuis le"
        " portail l’adresse d’une collection ou du service."
        " Réponse de la plateforme : « Portail ».",
    ),
    (
        faulty.BROKEN,
        "La plateforme rencontre une erreur interne. Réessayez plus tard, ou signalez-le à son"
        " équipe. Réponse de la plateforme : « disque plein ».",
    ),
    (
        faulty.CERTIFICATE,
        "Le certificat de la plateforme n’est pas reconnu : rien n’a été envoyé. Demandez à votre"
        " service informatique de le vérifier. Pour votre service informatique : « 127.0.0.1: The"
        " certificate is self-signed, and untrusted ».",
    ),
    (
        faulty.NOT_JSON,
        "La réponse de la plateforme est illisible. Réessayez plus tard, ou signalez-le à son"
        " équipe. Pour votre service informatique : « line 1 ».",
    ),
    (
        faulty.EMPTY,
        "La plateforme répond, mais ne montre aucune collection. Si elle détient des données"
        " restreintes, connectez-vous ; sinon, revenez plus tard.",
    ),
    (
        faulty.LOGIN,
        "La plateforme demande qui vous êtes, et n’indique aucun moyen de se connecter depuis"
        " QGIS. Adressez-vous à l’équipe de la plateforme."
        " Réponse de la plateforme : « Connexion ».",
    ),
    (
        faulty.ABSENT,
        UNREACHABLE + " Pour votre service informatique : « 127.0.0.1: connection refused ».",
    ),
]

WRONG_ANSWERS = [
    (
        "wrong_state",
        "La réponse reçue n’appartient pas à cette connexion et a été refusée. Reconnectez-vous ;"
        " si cela se reproduit, signalez-le à l’équipe de la plateforme.",
    ),
    (
        "wrong_iss",
        "La réponse reçue vient d’un autre serveur que celui de la plateforme et a été refusée."
        " Signalez-le à l’équipe de la plateforme. Pour votre service informatique : « the answer"
        " came from http://localhost/un-autre-emetteur ».",
    ),
    (
        "wrong_nonce",
        "La preuve d’identité reçue n’est pas valable et a été refusée. Vérifiez l’horloge de cet"
        " ordinateur, puis reconnectez-vous. Pour votre service informatique : « its nonce is not"
        " the one sent ».",
    ),
    (
        "token_500",
        "Le service de connexion de la plateforme rencontre une erreur interne. Reconnectez-vous"
        " plus tard. Réponse de la plateforme : « server_error: workshop fault token_500 ».",
    ),
]

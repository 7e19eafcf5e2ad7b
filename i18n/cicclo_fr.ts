<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
    <context>
        <name>AccountBar</name>
        <message>
            <source>Account</source>
            <translation>Compte</translation>
        </message>
        <message>
            <source>All sessions: since when, until when, kept where</source>
            <translation>Toutes les sessions : depuis quand, jusqu’à quand, conservées où</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Cancel the sign-in</source>
            <translation>Annuler la connexion</translation>
        </message>
        <message>
            <source>Go on as {who}</source>
            <translation>Continuer en tant que {who}</translation>
        </message>
        <message>
            <source>Kept in {store}</source>
            <translation>Conservée dans {store}</translation>
        </message>
        <message>
            <source>Not signed in</source>
            <translation>Non connecté</translation>
        </message>
        <message>
            <source>Session ended on {platform}</source>
            <translation>Session terminée sur {platform}</translation>
        </message>
        <message>
            <source>Sessions…</source>
            <translation>Sessions…</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Sign in with another account…</source>
            <translation>Se connecter avec un autre compte…</translation>
        </message>
        <message>
            <source>Signed in</source>
            <translation>Connecté</translation>
        </message>
        <message>
            <source>Signing in to {platform}…</source>
            <translation>Connexion à {platform}…</translation>
        </message>
        <message>
            <source>Until {moment}</source>
            <translation>Jusqu’à : {moment}</translation>
        </message>
        <message>
            <source>{count} platforms</source>
            <translation>{count} plateformes</translation>
        </message>
    </context>
    <context>
        <name>AccountDialog</name>
        <message>
            <source>&amp;Password</source>
            <translation>&amp;Mot de passe</translation>
        </message>
        <message>
            <source>&amp;User name</source>
            <translation>&amp;Identifiant</translation>
        </message>
        <message>
            <source>A user name with a colon, or a line break, cannot be sent. Check what you typed.</source>
            <translation>Un identifiant qui contient un deux-points, ou un retour à la ligne, ne peut pas être envoyé. Vérifiez votre saisie.</translation>
        </message>
        <message>
            <source>The platform refused this user name and password. Check both, then try again.</source>
            <translation>La plateforme a refusé cet identifiant et ce mot de passe. Vérifiez-les, puis réessayez.</translation>
        </message>
        <message>
            <source>{platform} asks for an account of its own: the user name and password that the platform or its team gave you. A ProConnect password does not work here.</source>
            <translation>{platform} demande un compte qui lui est propre : l’identifiant et le mot de passe que la plateforme ou son équipe vous a donnés. Un mot de passe ProConnect ne convient pas ici.</translation>
        </message>
    </context>
    <context>
        <name>AddPlatformDialog</name>
        <message>
            <source>&amp;Address of the platform</source>
            <translation>&amp;Adresse de la plateforme</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>Ajouter</translation>
        </message>
        <message>
            <source>Add a platform</source>
            <translation>Ajouter une plateforme</translation>
        </message>
        <message>
            <source>Anything you copied from the portal will do: the address of a data set's page, of a collection, or of the OGC API - Features service.</source>
            <translation>Tout ce que vous avez copié depuis le portail convient : l’adresse d’une fiche de données, d’une collection ou du service OGC API - Features.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Hint</source>
            <translation>Indication</translation>
        </message>
        <message>
            <source>Looking for the service</source>
            <translation>Recherche du service</translation>
        </message>
        <message>
            <source>Nothing answers at this address. Check how it is written, and your network connection, then try again.</source>
            <translation>Rien ne répond à cette adresse. Vérifiez comment elle est écrite, et votre connexion au réseau, puis réessayez.</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Problème</translation>
        </message>
        <message>
            <source>The platform refuses this address, and tells no way to sign in. Check the address, or ask the platform's team.</source>
            <translation>La plateforme refuse cette adresse et n’indique aucun moyen de se connecter. Vérifiez l’adresse, ou adressez-vous à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>This is not the address of a web page. Copy it from your browser's address bar: it begins with https://.</source>
            <translation>Ce n’est pas l’adresse d’une page web. Copiez-la depuis la barre d’adresse de votre navigateur : elle commence par https://.</translation>
        </message>
    </context>
    <context>
        <name>Adding</name>
        <message>
            <source>{platform} tells how to sign in: {ways}.</source>
            <translation>{platform} indique comment se connecter : {ways}.</translation>
        </message>
    </context>
    <context>
        <name>AddressOpening</name>
        <message>
            <source>A link leads to {host}, none of your platforms yet. Add it, and open the collection?</source>
            <translation>Un lien mène à {host}, qui n’est pas encore parmi vos plateformes. L’ajouter et ouvrir la collection ?</translation>
        </message>
        <message>
            <source>Add the platform</source>
            <translation>Ajouter la plateforme</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Sign in to {platform} to read this record.</source>
            <translation>Connectez-vous à {platform} pour lire cette fiche.</translation>
        </message>
        <message>
            <source>The list of {platform} does not hold this address.</source>
            <translation>La liste de {platform} ne contient pas cette adresse.</translation>
        </message>
        <message>
            <source>This record is about {count} collections; the first {shown} are opened. Paste its address into the search of the CICCLO panel to see them all.</source>
            <translation>Cette fiche concerne {count} collections ; les {shown} premières sont ouvertes. Collez son adresse dans la recherche du panneau CICCLO pour les voir toutes.</translation>
        </message>
        <message>
            <source>{host} is not among your platforms yet. Add it, and open the collection?</source>
            <translation>{host} ne figure pas encore parmi vos plateformes. L’ajouter et ouvrir la collection ?</translation>
        </message>
        <message>
            <source>{platform} does not show this record to your account.</source>
            <translation>{platform} ne montre pas cette fiche à votre compte.</translation>
        </message>
    </context>
    <context>
        <name>Asking</name>
        <message>
            <source>Counting…</source>
            <translation>Décompte…</translation>
        </message>
        <message>
            <source>None: check what you have chosen above.</source>
            <translation>Aucune : vérifiez ce que vous avez choisi ci-dessus.</translation>
        </message>
        <message>
            <source>The platform does not say how many.</source>
            <translation>La plateforme n’indique pas combien.</translation>
        </message>
    </context>
    <context>
        <name>AuthDbStore</name>
        <message>
            <source>QGIS's encrypted store</source>
            <translation>le coffre chiffré de QGIS</translation>
        </message>
    </context>
    <context>
        <name>Checkup</name>
        <message>
            <source>Ask your network team to let QGIS reach {host}.</source>
            <translation>Demandez à votre équipe réseau de laisser QGIS accéder à {host}.</translation>
        </message>
        <message>
            <source>Certificate authorities were added to QGIS ({count}): layers trust them, the sign-in window does not.</source>
            <translation>Des autorités de certification ont été ajoutées à QGIS ({count}) : les couches les reconnaissent, la fenêtre de connexion non.</translation>
        </message>
        <message>
            <source>Certificates</source>
            <translation>Certificats</translation>
        </message>
        <message>
            <source>Check the proxy in QGIS's options, page Network.</source>
            <translation>Vérifiez le proxy dans les options de QGIS, page Réseau.</translation>
        </message>
        <message>
            <source>Clock</source>
            <translation>Horloge</translation>
        </message>
        <message>
            <source>Correct them in QGIS's options, page Network.</source>
            <translation>Corrigez-les dans les options de QGIS, page Réseau.</translation>
        </message>
        <message>
            <source>Have QGIS installed again.</source>
            <translation>Faites réinstaller QGIS.</translation>
        </message>
        <message>
            <source>If a sign-in page is refused for its certificate, have the authority added to the system, or choose your usual browser in the options.</source>
            <translation>Si une page de connexion est refusée pour son certificat, faites ajouter l’autorité au système, ou choisissez votre navigateur habituel dans les options.</translation>
        </message>
        <message>
            <source>If your network reads encrypted traffic, add its certificate authority in QGIS's options (Authentication, Manage certificates).</source>
            <translation>Si votre réseau inspecte les échanges chiffrés, ajoutez son autorité de certification dans les options de QGIS (Authentification, Gérer les certificats).</translation>
        </message>
        <message>
            <source>No browser was found to show sign-in pages.</source>
            <translation>Aucun navigateur n’a été trouvé pour afficher les pages de connexion.</translation>
        </message>
        <message>
            <source>No platform of the list has a sign-in page.</source>
            <translation>Aucune plateforme de la liste n’a de page de connexion.</translation>
        </message>
        <message>
            <source>No server has told the time.</source>
            <translation>Aucun serveur n’a donné l’heure.</translation>
        </message>
        <message>
            <source>Only your usual browser can show sign-in pages; some platforms need more.</source>
            <translation>Seul votre navigateur habituel peut afficher les pages de connexion ; certaines plateformes demandent davantage.</translation>
        </message>
        <message>
            <source>Password store</source>
            <translation>Coffre de mots de passe</translation>
        </message>
        <message>
            <source>Proxy</source>
            <translation>Proxy</translation>
        </message>
        <message>
            <source>QGIS goes to the network directly, without a proxy.</source>
            <translation>QGIS accède au réseau directement, sans proxy.</translation>
        </message>
        <message>
            <source>QGIS uses the proxy of the system's settings.</source>
            <translation>QGIS utilise le proxy des réglages du système.</translation>
        </message>
        <message>
            <source>QGIS uses the proxy {place}, with a user name.</source>
            <translation>QGIS utilise le proxy {place}, avec un identifiant.</translation>
        </message>
        <message>
            <source>QGIS uses the proxy {place}.</source>
            <translation>QGIS utilise le proxy {place}.</translation>
        </message>
        <message>
            <source>Sessions are kept in: {name}.</source>
            <translation>Les sessions sont conservées dans : {name}.</translation>
        </message>
        <message>
            <source>Sessions are not kept, as you have chosen.</source>
            <translation>Les sessions ne sont pas conservées, selon votre choix.</translation>
        </message>
        <message>
            <source>Set this computer's clock: sign-in refuses more than two minutes.</source>
            <translation>Mettez l’horloge de cet ordinateur à l’heure : la connexion refuse plus de deux minutes d’écart.</translation>
        </message>
        <message>
            <source>Sign-in pages can be shown in a window of their own.</source>
            <translation>Les pages de connexion peuvent s’afficher dans leur propre fenêtre.</translation>
        </message>
        <message>
            <source>Sign-in server</source>
            <translation>Serveur de connexion</translation>
        </message>
        <message>
            <source>Sign-in window</source>
            <translation>Fenêtre de connexion</translation>
        </message>
        <message>
            <source>The proxy does not lead to {name}.</source>
            <translation>Le proxy ne mène pas à {name}.</translation>
        </message>
        <message>
            <source>The proxy refused the user name or the password set in QGIS; {name} was not reached.</source>
            <translation>Le proxy a refusé l’identifiant ou le mot de passe indiqué dans QGIS ; {name} n’a pas été joint.</translation>
        </message>
        <message>
            <source>The proxy wants a user name and a password to reach {name}.</source>
            <translation>Le proxy demande un identifiant et un mot de passe pour accéder à {name}.</translation>
        </message>
        <message>
            <source>The system's certificate authorities are trusted, and {count} added to QGIS.</source>
            <translation>Les autorités de certification du système sont reconnues, ainsi que celles ajoutées à QGIS ({count}).</translation>
        </message>
        <message>
            <source>The system's certificate authorities are trusted.</source>
            <translation>Les autorités de certification du système sont reconnues.</translation>
        </message>
        <message>
            <source>The system's password store is locked.</source>
            <translation>Le coffre de mots de passe du système est verrouillé.</translation>
        </message>
        <message>
            <source>This QGIS cannot encrypt its connections (OpenSSL is missing).</source>
            <translation>Ce QGIS ne peut pas chiffrer ses connexions (OpenSSL est absent).</translation>
        </message>
        <message>
            <source>This computer has no password store that QGIS can use.</source>
            <translation>Cet ordinateur n’a pas de coffre de mots de passe utilisable par QGIS.</translation>
        </message>
        <message>
            <source>This computer's clock is right.</source>
            <translation>L’horloge de cet ordinateur est à l’heure.</translation>
        </message>
        <message>
            <source>This computer's clock is {time} ahead.</source>
            <translation>L’horloge de cet ordinateur avance de {time}.</translation>
        </message>
        <message>
            <source>This computer's clock is {time} behind.</source>
            <translation>L’horloge de cet ordinateur retarde de {time}.</translation>
        </message>
        <message>
            <source>To keep sessions, allow QGIS's encrypted store in the options, page CICCLO.</source>
            <translation>Pour conserver les sessions, autorisez le coffre chiffré de QGIS dans les options, page CICCLO.</translation>
        </message>
        <message>
            <source>Try again later; if it lasts, tell the platform's team.</source>
            <translation>Réessayez plus tard ; si cela dure, signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>Unlock it, or you will have to sign in again at the next start.</source>
            <translation>Déverrouillez-le, sinon vous devrez vous connecter de nouveau au prochain démarrage.</translation>
        </message>
        <message>
            <source>Write them in QGIS's options, page Network.</source>
            <translation>Indiquez-les dans les options de QGIS, page Réseau.</translation>
        </message>
        <message>
            <source>{count} h</source>
            <translation>{count} h</translation>
        </message>
        <message>
            <source>{count} min</source>
            <translation>{count} min</translation>
        </message>
        <message>
            <source>{count} s</source>
            <translation>{count} s</translation>
        </message>
        <message>
            <source>{name} answers that it is out of order.</source>
            <translation>{name} répond qu’il est en panne.</translation>
        </message>
        <message>
            <source>{name} answers.</source>
            <translation>{name} répond.</translation>
        </message>
        <message>
            <source>{name} cannot be reached.</source>
            <translation>{name} ne peut pas être joint.</translation>
        </message>
        <message>
            <source>{name} does not answer in time.</source>
            <translation>{name} ne répond pas à temps.</translation>
        </message>
        <message>
            <source>{name} shows a certificate that QGIS does not trust.</source>
            <translation>{name} présente un certificat que QGIS ne reconnaît pas.</translation>
        </message>
    </context>
    <context>
        <name>CheckupDialog</name>
        <message>
            <source>All is well: nothing stands between QGIS and the platforms.</source>
            <translation>Tout va bien : rien ne fait obstacle entre QGIS et les plateformes.</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>Vérifier à nouveau</translation>
        </message>
        <message>
            <source>Check my connection</source>
            <translation>Vérifier ma connexion</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>Copié</translation>
        </message>
        <message>
            <source>Copy the report</source>
            <translation>Copier le rapport</translation>
        </message>
        <message>
            <source>In order</source>
            <translation>En ordre</translation>
        </message>
        <message>
            <source>Looking… This takes a few seconds.</source>
            <translation>Vérification… Quelques secondes suffisent.</translation>
        </message>
        <message>
            <source>Something stands in the way; what to do is said below.</source>
            <translation>Quelque chose fait obstacle ; la marche à suivre est indiquée ci-dessous.</translation>
        </message>
        <message>
            <source>Stands in the way</source>
            <translation>Fait obstacle</translation>
        </message>
        <message>
            <source>Worth knowing</source>
            <translation>À connaître</translation>
        </message>
        <message>
            <source>You can sign in; some things are worth knowing.</source>
            <translation>Vous pouvez vous connecter ; quelques points sont à connaître.</translation>
        </message>
    </context>
    <context>
        <name>ChipLine</name>
        <message>
            <source>Filters in use</source>
            <translation>Filtres actifs</translation>
        </message>
        <message>
            <source>Remove all</source>
            <translation>Tout retirer</translation>
        </message>
        <message>
            <source>Remove the filter {filter}</source>
            <translation>Retirer le filtre {filter}</translation>
        </message>
    </context>
    <context>
        <name>CiccloDock</name>
        <message>
            <source>Add a platform by its address</source>
            <translation>Ajouter une plateforme par son adresse</translation>
        </message>
        <message>
            <source>Ask all platforms again</source>
            <translation>Interroger à nouveau toutes les plateformes</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Aide</translation>
        </message>
    </context>
    <context>
        <name>CollectionTree</name>
        <message>
            <source>Platforms and their collections</source>
            <translation>Plateformes et leurs collections</translation>
        </message>
    </context>
    <context>
        <name>ConditionRows</name>
        <message>
            <source>A value is neither true nor false.</source>
            <translation>Une valeur n’est ni vraie ni fausse.</translation>
        </message>
        <message>
            <source>A value is not a date: write it as 2026-03-31.</source>
            <translation>Une valeur n’est pas une date : écrivez-la sous la forme 2026-03-31.</translation>
        </message>
        <message>
            <source>A value is not a number.</source>
            <translation>Une valeur n’est pas un nombre.</translation>
        </message>
        <message>
            <source>A value is not a whole number.</source>
            <translation>Une valeur n’est pas un nombre entier.</translation>
        </message>
        <message>
            <source>Add a condition</source>
            <translation>Ajouter une condition</translation>
        </message>
        <message>
            <source>Attribute</source>
            <translation>Attribut</translation>
        </message>
        <message>
            <source>Comparison</source>
            <translation>Comparaison</translation>
        </message>
        <message>
            <source>Remove this condition</source>
            <translation>Retirer cette condition</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Valeur</translation>
        </message>
        <message>
            <source>Values of the first features; you can type any other</source>
            <translation>Valeurs des premières entités ; vous pouvez en saisir une autre</translation>
        </message>
        <message>
            <source>YYYY-MM-DD</source>
            <translation>AAAA-MM-JJ</translation>
        </message>
        <message>
            <source>after</source>
            <translation>après</translation>
        </message>
        <message>
            <source>before</source>
            <translation>avant</translation>
        </message>
        <message>
            <source>contains</source>
            <translation>contient</translation>
        </message>
        <message>
            <source>has a value</source>
            <translation>a une valeur</translation>
        </message>
        <message>
            <source>has no value</source>
            <translation>est sans valeur</translation>
        </message>
        <message>
            <source>is</source>
            <translation>est</translation>
        </message>
        <message>
            <source>is not</source>
            <translation>n’est pas</translation>
        </message>
        <message>
            <source>since</source>
            <translation>depuis</translation>
        </message>
        <message>
            <source>until</source>
            <translation>jusqu’à</translation>
        </message>
    </context>
    <context>
        <name>ConnectionDialog</name>
        <message>
            <source>About this connection</source>
            <translation>À propos de cette connexion</translation>
        </message>
        <message>
            <source>Certificate</source>
            <translation>Certificat</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Connexion</translation>
        </message>
        <message>
            <source>Fingerprint (SHA-256):</source>
            <translation>Empreinte (SHA-256) :</translation>
        </message>
        <message>
            <source>Holds until: {value}</source>
            <translation>Valable jusqu’au : {value}</translation>
        </message>
        <message>
            <source>Made out to: {value}</source>
            <translation>Délivré à : {value}</translation>
        </message>
        <message>
            <source>QtWebEngine {version} (Chromium {chromium}), {where}; keeps nothing on disk</source>
            <translation>QtWebEngine {version} (Chromium {chromium}), {where} ; ne conserve rien sur le disque</translation>
        </message>
        <message>
            <source>Server</source>
            <translation>Serveur</translation>
        </message>
        <message>
            <source>Shown by</source>
            <translation>Affiché par</translation>
        </message>
        <message>
            <source>The server did not show it again.</source>
            <translation>Le serveur ne l’a pas présenté à nouveau.</translation>
        </message>
        <message>
            <source>Vouched for by: {value}</source>
            <translation>Délivré par : {value}</translation>
        </message>
        <message>
            <source>being read…</source>
            <translation>lecture en cours…</translation>
        </message>
        <message>
            <source>encrypted; QGIS's authorities vouch for the certificate</source>
            <translation>chiffrée ; une autorité reconnue par QGIS garantit le certificat</translation>
        </message>
        <message>
            <source>encrypted; the certificate was accepted</source>
            <translation>chiffrée ; le certificat a été accepté</translation>
        </message>
        <message>
            <source>in QGIS</source>
            <translation>dans QGIS</translation>
        </message>
        <message>
            <source>in a program of its own</source>
            <translation>dans un programme à part</translation>
        </message>
        <message>
            <source>none</source>
            <translation>aucun</translation>
        </message>
        <message>
            <source>none yet</source>
            <translation>pas encore établie</translation>
        </message>
        <message>
            <source>on this computer, not encrypted</source>
            <translation>sur cet ordinateur, non chiffrée</translation>
        </message>
    </context>
    <context>
        <name>CopyDialog</name>
        <message>
            <source>&amp;Attributes</source>
            <translation>&amp;Attributs</translation>
        </message>
        <message>
            <source>&amp;Coordinates</source>
            <translation>&amp;Coordonnées</translation>
        </message>
        <message>
            <source>&amp;Extent</source>
            <translation>&amp;Emprise</translation>
        </message>
        <message>
            <source>&amp;Filter</source>
            <translation>&amp;Filtre</translation>
        </message>
        <message>
            <source>All attributes</source>
            <translation>Tous les attributs</translation>
        </message>
        <message>
            <source>Attributes wanted; none chosen means all</source>
            <translation>Attributs souhaités ; aucun choisi vaut tous</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Choose another extent: this one is nowhere on the ground.</source>
            <translation>Choisissez une autre emprise : celle-ci ne correspond à aucun lieu.</translation>
        </message>
        <message>
            <source>Coordinate system of the copy</source>
            <translation>Système de coordonnées de la copie</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Décompte…</translation>
        </message>
        <message>
            <source>Download</source>
            <translation>Télécharger</translation>
        </message>
        <message>
            <source>Download a copy</source>
            <translation>Télécharger une copie</translation>
        </message>
        <message>
            <source>F&amp;ile</source>
            <translation>F&amp;ichier</translation>
        </message>
        <message>
            <source>Features</source>
            <translation>Entités</translation>
        </message>
        <message>
            <source>File of the copy</source>
            <translation>Fichier de la copie</translation>
        </message>
        <message>
            <source>GeoPackage (*.gpkg)</source>
            <translation>GeoPackage (*.gpkg)</translation>
        </message>
        <message>
            <source>Restricted data: whoever can open the file can read it. Choose its place with care.</source>
            <translation>Données restreintes : quiconque peut ouvrir le fichier peut les lire. Choisissez bien son emplacement.</translation>
        </message>
        <message>
            <source>Show it on the map</source>
            <translation>L’afficher sur la carte</translation>
        </message>
        <message>
            <source>The platform always sends all attributes.</source>
            <translation>La plateforme envoie toujours tous les attributs.</translation>
        </message>
        <message>
            <source>Where the copy goes</source>
            <translation>Emplacement de la copie</translation>
        </message>
    </context>
    <context>
        <name>DataItems</name>
        <message>
            <source>Asking the platform…</source>
            <translation>Interrogation de la plateforme…</translation>
        </message>
        <message>
            <source>Collections of the data platforms</source>
            <translation>Collections des plateformes de données</translation>
        </message>
    </context>
    <context>
        <name>Desk</name>
        <message>
            <source>Layers of {platform} wait until you are signed in.</source>
            <translation>Des couches de {platform} attendent que vous soyez connecté.</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>The change to {platform} could not be saved in your profile: {why}</source>
            <translation>La modification de {platform} n’a pas pu être enregistrée dans votre profil : {why}</translation>
        </message>
        <message>
            <source>You are signed in for this run of QGIS only: this computer's password store is locked or missing. The next start asks you to sign in again.</source>
            <translation>Vous êtes connecté jusqu’à la fermeture de QGIS seulement : le coffre de mots de passe de cet ordinateur est verrouillé ou absent. Il faudra vous reconnecter au prochain démarrage.</translation>
        </message>
        <message>
            <source>You are signed out of {platform}, and what only you could see has left the list. The last public list in your profile cannot be read now: the platform is asked for it.</source>
            <translation>Vous êtes déconnecté de {platform}, et ce que vous seul pouviez voir a quitté la liste. La dernière liste publique enregistrée dans votre profil ne peut pas être lue pour l’instant : elle est demandée à la plateforme.</translation>
        </message>
        <message>
            <source>{platform}: {sentence}</source>
            <translation>{platform} : {sentence}</translation>
        </message>
    </context>
    <context>
        <name>Details</name>
        <message>
            <source>Access</source>
            <translation>Accès</translation>
        </message>
        <message>
            <source>Access conditions</source>
            <translation>Conditions d’accès</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Adresse</translation>
        </message>
        <message>
            <source>CRS</source>
            <translation>SCR</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>Contenu</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>Description</translation>
        </message>
        <message>
            <source>Details of the selected row</source>
            <translation>Détails de la ligne sélectionnée</translation>
        </message>
        <message>
            <source>Extent</source>
            <translation>Emprise</translation>
        </message>
        <message>
            <source>Identifier</source>
            <translation>Identifiant</translation>
        </message>
        <message>
            <source>Keywords</source>
            <translation>Mots-clés</translation>
        </message>
        <message>
            <source>Last changed</source>
            <translation>Dernière modification</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>Links</source>
            <translation>Liens</translation>
        </message>
        <message>
            <source>List read</source>
            <translation>Liste lue</translation>
        </message>
        <message>
            <source>Open the page of the portal in your browser</source>
            <translation>Ouvrir la page du portail dans votre navigateur</translation>
        </message>
        <message>
            <source>Platform and territory</source>
            <translation>Plateforme et territoire</translation>
        </message>
        <message>
            <source>Publisher</source>
            <translation>Producteur</translation>
        </message>
        <message>
            <source>Refresh</source>
            <translation>Actualiser</translation>
        </message>
        <message>
            <source>Session</source>
            <translation>Session</translation>
        </message>
        <message>
            <source>Session kept in</source>
            <translation>Session conservée dans</translation>
        </message>
        <message>
            <source>Session until</source>
            <translation>Session valable jusqu’à</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Sign-in by</source>
            <translation>Connexion par</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titre</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>not stated</source>
            <translation>non précisée</translation>
        </message>
    </context>
    <context>
        <name>Downloads</name>
        <message>
            <source>A condition in CQL2 text, the filter language of OGC API</source>
            <translation>Une condition en CQL2, le langage de filtre d’OGC API</translation>
        </message>
        <message>
            <source>A layer of the project shows this file. Choose another name.</source>
            <translation>Une couche du projet montre ce fichier. Choisissez un autre nom.</translation>
        </message>
        <message>
            <source>Another QGIS is making this copy. Wait until it has ended, then try again.</source>
            <translation>Un autre QGIS fait cette copie. Attendez qu’il ait terminé, puis réessayez.</translation>
        </message>
        <message>
            <source>Another download writes this file. Choose another name.</source>
            <translation>Un autre téléchargement écrit ce fichier. Choisissez un autre nom.</translation>
        </message>
        <message>
            <source>Asking the platform…</source>
            <translation>Interrogation de la plateforme…</translation>
        </message>
        <message>
            <source>Attribute to filter by</source>
            <translation>Attribut à filtrer</translation>
        </message>
        <message>
            <source>CQL2: population &gt; 1000 AND surface &lt; 50</source>
            <translation>CQL2 : population &gt; 1000 AND surface &lt; 50</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Cancelled. Nothing of it is kept.</source>
            <translation>Annulé. Il n’en reste rien.</translation>
        </message>
        <message>
            <source>Choose the file the copy goes to.</source>
            <translation>Choisissez le fichier de la copie.</translation>
        </message>
        <message>
            <source>Complete and checked: {count} of {count}, in {time}.</source>
            <translation>Complète et vérifiée : {count} sur {count}, en {time}.</translation>
        </message>
        <message>
            <source>Condition in CQL2</source>
            <translation>Condition en CQL2</translation>
        </message>
        <message>
            <source>Cut off when QGIS closed. It can go on where it stopped.</source>
            <translation>Interrompu par la fermeture de QGIS. Il peut reprendre où il s’est arrêté.</translation>
        </message>
        <message>
            <source>Cut off when QGIS closed: {titles}.</source>
            <translation>Téléchargements interrompus par la fermeture de QGIS : {titles}.</translation>
        </message>
        <message>
            <source>Downloads</source>
            <translation>Téléchargements</translation>
        </message>
        <message>
            <source>Extent</source>
            <translation>Emprise</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Reprendre</translation>
        </message>
        <message>
            <source>Incomplete: {count} came of the {told} that the platform announces, whichever way it was asked. Tell the platform's team.</source>
            <translation>Incomplète : {count} entités reçues sur les {told} que la plateforme annonce, quelle que soit la façon de demander. Signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>It has no extent on the ground.</source>
            <translation>Sans emprise géographique.</translation>
        </message>
        <message>
            <source>It was stopped by a fault of the plugin ({name}). Try again; if it happens twice, tell the plugin's team.</source>
            <translation>Arrêté par une erreur de l’extension ({name}). Réessayez ; si cela se reproduit, signalez-le à l’équipe de l’extension.</translation>
        </message>
        <message>
            <source>It was stopped. It can go on where it stopped.</source>
            <translation>Arrêté. Il peut reprendre où il s’est arrêté.</translation>
        </message>
        <message>
            <source>It went on where it had stopped.</source>
            <translation>Le téléchargement a repris où il s’était arrêté.</translation>
        </message>
        <message>
            <source>Its service has several layers, and the catalogue does not say which.</source>
            <translation>Son service a plusieurs couches, et le catalogue n’indique pas laquelle.</translation>
        </message>
        <message>
            <source>Layer that gives the extent</source>
            <translation>Couche qui donne l’emprise</translation>
        </message>
        <message>
            <source>Nothing can be written to {folder}. Choose another folder.</source>
            <translation>Impossible d’écrire dans {folder}. Choisissez un autre dossier.</translation>
        </message>
        <message>
            <source>Only what had changed was fetched.</source>
            <translation>Seul ce qui avait changé a été demandé.</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>En pause</translation>
        </message>
        <message>
            <source>Paused at {amount}</source>
            <translation>En pause à {amount}</translation>
        </message>
        <message>
            <source>QGIS cannot read the copy {file}.</source>
            <translation>QGIS ne peut pas lire la copie {file}.</translation>
        </message>
        <message>
            <source>Refresh all the same</source>
            <translation>Actualiser quand même</translation>
        </message>
        <message>
            <source>Refresh the copy</source>
            <translation>Actualiser la copie</translation>
        </message>
        <message>
            <source>Refreshing it takes the platform's data in its place: your changes are lost.</source>
            <translation>L’actualisation la remplace par les données de la plateforme : vos modifications seront perdues.</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Some of them share one identifier.</source>
            <translation>Certaines entités partagent un même identifiant.</translation>
        </message>
        <message>
            <source>Some shapes could not be read: their rows have no geometry.</source>
            <translation>Certaines géométries n’ont pas pu être lues : leurs lignes n’en ont pas.</translation>
        </message>
        <message>
            <source>Taking the place of the old copy…</source>
            <translation>Remplacement de l’ancienne copie…</translation>
        </message>
        <message>
            <source>The copy takes its place when it is complete and checked.</source>
            <translation>La copie prend sa place dès qu’elle est complète et vérifiée.</translation>
        </message>
        <message>
            <source>The data changed meanwhile: the copy was made again.</source>
            <translation>Les données ont changé entre-temps : la copie a été refaite.</translation>
        </message>
        <message>
            <source>The data had changed since the last try: it was begun again.</source>
            <translation>Les données avaient changé depuis le dernier essai : la copie a été recommencée.</translation>
        </message>
        <message>
            <source>The disk is full. Make room, then try again: what has come is kept.</source>
            <translation>Le disque est plein. Libérez de la place, puis réessayez : ce qui a été reçu est conservé.</translation>
        </message>
        <message>
            <source>The file cannot be written. Check the folder and its permissions, then try again.</source>
            <translation>Le fichier ne peut pas être écrit. Vérifiez le dossier et ses droits, puis réessayez.</translation>
        </message>
        <message>
            <source>The file that the platform offers is not of use: its pages were read.</source>
            <translation>Le fichier que propose la plateforme n’est pas utilisable : ses pages ont été lues.</translation>
        </message>
        <message>
            <source>The new copy is whole, but the old one is in use. Close the programs and the edit sessions that use it, then try again.</source>
            <translation>La nouvelle copie est complète, mais l’ancienne est utilisée. Fermez les logiciels et les sessions d’édition qui l’utilisent, puis réessayez.</translation>
        </message>
        <message>
            <source>The platform asked to go slowly.</source>
            <translation>La plateforme a demandé de ralentir.</translation>
        </message>
        <message>
            <source>The platform cannot filter by attributes.</source>
            <translation>La plateforme ne permet pas de filtrer par attribut.</translation>
        </message>
        <message>
            <source>The platform changes the order between its pages: they were read one after another.</source>
            <translation>La plateforme change d’ordre entre ses pages : elles ont été lues l’une après l’autre.</translation>
        </message>
        <message>
            <source>The platform does not answer as it should. Try again later.</source>
            <translation>La plateforme ne répond pas comme elle le devrait. Réessayez plus tard.</translation>
        </message>
        <message>
            <source>The platform gives north before east: this was put right.</source>
            <translation>La plateforme donne le nord avant l’est : l’ordre a été rétabli.</translation>
        </message>
        <message>
            <source>The platform left some out: the copy was made another way.</source>
            <translation>La plateforme en omettait : la copie a été faite autrement.</translation>
        </message>
        <message>
            <source>The platform offers this by WFS, which takes comparisons of an attribute with a value, joined by AND, and no other filter.</source>
            <translation>La plateforme propose ces données par WFS, qui accepte des comparaisons d’un attribut avec une valeur, reliées par AND, et aucun autre filtre.</translation>
        </message>
        <message>
            <source>The platform repeated its pages: the copy was made another way.</source>
            <translation>La plateforme répétait ses pages : la copie a été faite autrement.</translation>
        </message>
        <message>
            <source>The platform sent another coordinate system than the one chosen.</source>
            <translation>La plateforme a envoyé un autre système de coordonnées que celui choisi.</translation>
        </message>
        <message>
            <source>The platform's pages broke off: the copy was made another way.</source>
            <translation>Les pages de la plateforme s’interrompaient : la copie a été faite autrement.</translation>
        </message>
        <message>
            <source>The platform's pages never ended: the copy was made another way.</source>
            <translation>Les pages de la plateforme ne finissaient pas : la copie a été faite autrement.</translation>
        </message>
        <message>
            <source>The service compares dates wrongly: what it would give is not what you ask for. Choose by another attribute, or take all of it.</source>
            <translation>Le service compare mal les dates : ce qu’il donnerait n’est pas ce que vous demandez. Choisissez d’après un autre attribut, ou prenez tout.</translation>
        </message>
        <message>
            <source>The whole collection</source>
            <translation>Toute la collection</translation>
        </message>
        <message>
            <source>There is a folder of that name. Choose another name.</source>
            <translation>Un dossier porte déjà ce nom. Choisissez-en un autre.</translation>
        </message>
        <message>
            <source>There is no folder {folder}. Choose another one.</source>
            <translation>Le dossier {folder} n’existe pas. Choisissez-en un autre.</translation>
        </message>
        <message>
            <source>This file does not say where it comes from: it cannot be refreshed.</source>
            <translation>Ce fichier n’indique pas d’où il vient : il ne peut pas être actualisé.</translation>
        </message>
        <message>
            <source>This is not the whole copy yet: {count} features of {total}.</source>
            <translation>La copie n’est pas encore complète : {count} entités sur {total}.</translation>
        </message>
        <message>
            <source>This is not the whole copy yet: {count} features so far.</source>
            <translation>La copie n’est pas encore complète : {count} entités jusqu’ici.</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>Value wanted</source>
            <translation>Valeur recherchée</translation>
        </message>
        <message>
            <source>Waiting for its turn</source>
            <translation>En attente de son tour</translation>
        </message>
        <message>
            <source>What a layer covers</source>
            <translation>Ce que couvre une couche</translation>
        </message>
        <message>
            <source>What the map shows now</source>
            <translation>Ce que montre la carte</translation>
        </message>
        <message>
            <source>What was chosen before</source>
            <translation>Ce qui a été choisi avant</translation>
        </message>
        <message>
            <source>What was shown of it is off the map again.</source>
            <translation>Ce qui en était affiché a été retiré de la carte.</translation>
        </message>
        <message>
            <source>Your session has ended. Sign in, and it goes on where it stopped.</source>
            <translation>Votre session est terminée. Connectez-vous : le téléchargement reprendra où il s’est arrêté.</translation>
        </message>
        <message>
            <source>for example {value}</source>
            <translation>par exemple {value}</translation>
        </message>
        <message>
            <source>no answer for {time}, still trying</source>
            <translation>sans réponse depuis {time}, nouvelles tentatives en cours</translation>
        </message>
        <message>
            <source>value</source>
            <translation>valeur</translation>
        </message>
        <message>
            <source>{count} a second</source>
            <translation>{count} par seconde</translation>
        </message>
        <message>
            <source>{count} came, but the platform announces {told}. Every way of asking gave the same: the announced number is probably wrong.</source>
            <translation>{count} entités reçues, mais la plateforme en annonce {told}. Toutes les façons de demander ont donné la même chose : le nombre annoncé est sans doute faux.</translation>
        </message>
        <message>
            <source>{count} came. The data changed while it was copied: refresh the copy a little later.</source>
            <translation>{count} entités reçues. Les données ont changé pendant la copie : actualisez-la un peu plus tard.</translation>
        </message>
        <message>
            <source>{count} of {total} ({percent} %)</source>
            <translation>{count} sur {total} ({percent} %)</translation>
        </message>
        <message>
            <source>{count} · checking, and building the index…</source>
            <translation>{count} · vérification et construction de l’index…</translation>
        </message>
        <message>
            <source>{count}, in {time}. The platform does not say how many there should be.</source>
            <translation>{count} entités reçues en {time}. La plateforme n’indique pas combien il devrait y en avoir.</translation>
        </message>
        <message>
            <source>{hours} h {minutes} min</source>
            <translation>{hours} h {minutes} min</translation>
        </message>
        <message>
            <source>{minutes} min {seconds} s</source>
            <translation>{minutes} min {seconds} s</translation>
        </message>
        <message>
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
        <message>
            <source>{size} of the file the platform offers</source>
            <translation>{size} du fichier que propose la plateforme</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>reste {time}</translation>
        </message>
        <message>
            <source>{title} (arriving: {count} of {total})</source>
            <translation>{title} (en cours : {count} sur {total})</translation>
        </message>
        <message>
            <source>{title} (arriving: {count} so far)</source>
            <translation>{title} (en cours : {count} jusqu’ici)</translation>
        </message>
        <message>
            <source>{title} (copy)</source>
            <translation>{title} (copie)</translation>
        </message>
        <message>
            <source>“{title}” cannot be copied. {why}</source>
            <translation>« {title} » ne peut pas être copiée. {why}</translation>
        </message>
        <message>
            <source>“{title}” is being edited. Save or discard your changes, then refresh it.</source>
            <translation>« {title} » est en cours d’édition. Enregistrez ou abandonnez vos modifications, puis actualisez-la.</translation>
        </message>
        <message>
            <source>“{title}” is on the map already. Its layer is chosen now.</source>
            <translation>« {title} » est déjà sur la carte. Sa couche est maintenant sélectionnée.</translation>
        </message>
        <message>
            <source>“{title}” was changed on this computer.</source>
            <translation>« {title} » a été modifiée sur cet ordinateur.</translation>
        </message>
        <message>
            <source>“{title}”: {sentence}</source>
            <translation>« {title} » : {sentence}</translation>
        </message>
    </context>
    <context>
        <name>DownloadsPanel</name>
        <message>
            <source>Clear those that are over</source>
            <translation>Effacer les terminés</translation>
        </message>
        <message>
            <source>Downloads</source>
            <translation>Téléchargements</translation>
        </message>
        <message>
            <source>No download now.</source>
            <translation>Aucun téléchargement en cours.</translation>
        </message>
        <message>
            <source>Standing still: {count}</source>
            <translation>À l’arrêt : {count}</translation>
        </message>
        <message>
            <source>Under way: {count}</source>
            <translation>En cours : {count}</translation>
        </message>
    </context>
    <context>
        <name>EmptyPages</name>
        <message>
            <source>A platform publishes collections that QGIS can open. Copy an address from its portal and add it here.</source>
            <translation>Une plateforme publie des collections que QGIS peut ouvrir. Copiez une adresse de son portail pour l’ajouter ici.</translation>
        </message>
        <message>
            <source>Add a platform…</source>
            <translation>Ajouter une plateforme…</translation>
        </message>
        <message>
            <source>Add its platform…</source>
            <translation>Ajouter sa plateforme…</translation>
        </message>
        <message>
            <source>Ask again</source>
            <translation>Interroger à nouveau</translation>
        </message>
        <message>
            <source>Ask them again</source>
            <translation>Les interroger à nouveau</translation>
        </message>
        <message>
            <source>Clear search and filters</source>
            <translation>Effacer recherche et filtres</translation>
        </message>
        <message>
            <source>Clear the search</source>
            <translation>Effacer la recherche</translation>
        </message>
        <message>
            <source>Double-click a collection, or select it and press Enter: you will find it here again.</source>
            <translation>Double-cliquez sur une collection, ou sélectionnez-la et appuyez sur Entrée : vous la retrouverez ici.</translation>
        </message>
        <message>
            <source>If its platform is missing, add it: what it publishes is listed, this collection too.</source>
            <translation>Si sa plateforme manque, ajoutez-la : ce qu’elle publie sera listé, cette collection comprise.</translation>
        </message>
        <message>
            <source>Move the map or zoom out, or take a filter off. Collections that tell no extent are in no view.</source>
            <translation>Déplacez la carte, élargissez la vue ou retirez un filtre. Les collections sans emprise précisée ne sont dans aucune vue.</translation>
        </message>
        <message>
            <source>No collection found</source>
            <translation>Aucune collection trouvée</translation>
        </message>
        <message>
            <source>No collection in the list has this address</source>
            <translation>Aucune collection de la liste n’a cette adresse</translation>
        </message>
        <message>
            <source>No favourite yet</source>
            <translation>Pas encore de favori</translation>
        </message>
        <message>
            <source>No platform answers</source>
            <translation>Aucune plateforme ne répond</translation>
        </message>
        <message>
            <source>No platform yet</source>
            <translation>Pas encore de plateforme</translation>
        </message>
        <message>
            <source>None of them is in the list now: their platform may not have answered yet, or shows them only after a sign-in.</source>
            <translation>Aucune n’est dans la liste pour l’instant : leur plateforme n’a peut-être pas encore répondu, ou ne les montre qu’après connexion.</translation>
        </message>
        <message>
            <source>Nothing added to the map yet</source>
            <translation>Rien n’a encore été ajouté à la carte</translation>
        </message>
        <message>
            <source>Nothing listed yet</source>
            <translation>La liste est encore vide</translation>
        </message>
        <message>
            <source>Nothing matches these filters</source>
            <translation>Rien ne correspond à ces filtres</translation>
        </message>
        <message>
            <source>Nothing matches “{query}”</source>
            <translation>Aucun résultat pour « {query} »</translation>
        </message>
        <message>
            <source>Point at a collection and click its star, or select it and press Ctrl+B: you will find it here.</source>
            <translation>Survolez une collection et cliquez sur son étoile, ou sélectionnez-la et appuyez sur Ctrl+B : vous la retrouverez ici.</translation>
        </message>
        <message>
            <source>Show all collections</source>
            <translation>Afficher toutes les collections</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Sign in to read this record</source>
            <translation>Connectez-vous pour lire cette fiche</translation>
        </message>
        <message>
            <source>Some platforms have yet to answer.</source>
            <translation>Certaines plateformes n’ont pas encore répondu.</translation>
        </message>
        <message>
            <source>Take a filter off, or try other words.</source>
            <translation>Retirez un filtre, ou essayez d’autres mots.</translation>
        </message>
        <message>
            <source>The platforms answer, but publish no collection for now. Some show theirs only after a sign-in.</source>
            <translation>Les plateformes répondent, mais ne publient aucune collection pour l’instant. Certaines ne montrent les leurs qu’après connexion.</translation>
        </message>
        <message>
            <source>This computer seems to be offline. Check your network connection, and the proxy in Settings &gt; Options &gt; Network.</source>
            <translation>Cet ordinateur semble hors ligne. Vérifiez votre connexion au réseau, et le proxy dans Préférences &gt; Options &gt; Réseau.</translation>
        </message>
        <message>
            <source>This record is not open to you</source>
            <translation>Cette fiche ne vous est pas ouverte</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>Try fewer or shorter words. Accents and capital letters make no difference.</source>
            <translation>Essayez avec moins de mots, ou des mots plus courts. Les accents et les majuscules sont sans effet.</translation>
        </message>
        <message>
            <source>You stopped before the platforms had told what they publish.</source>
            <translation>Vous avez arrêté l’actualisation avant que les plateformes aient indiqué ce qu’elles publient.</translation>
        </message>
        <message>
            <source>{count} platforms may show more once you are signed in: “{button}”, above.</source>
            <translation>{count} plateformes montrent peut-être davantage après connexion : « {button} », plus haut.</translation>
        </message>
        <message>
            <source>{platform} does not list it, or not for your account. Check the address, or ask the platform's team.</source>
            <translation>{platform} ne la liste pas, ou pas pour votre compte. Vérifiez l’adresse, ou adressez-vous à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>{platform} does not show it to your account. Ask the platform's team for access.</source>
            <translation>{platform} ne la montre pas à votre compte. Demandez l’accès à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>{platform} may show it only once you are signed in.</source>
            <translation>{platform} ne la montre peut-être qu’après connexion.</translation>
        </message>
        <message>
            <source>{platform} may show more once you are signed in: “{button}”, above.</source>
            <translation>{platform} montre peut-être davantage après connexion : « {button} », plus haut.</translation>
        </message>
        <message>
            <source>{platform} shows it to those who are signed in.</source>
            <translation>{platform} la montre aux personnes connectées.</translation>
        </message>
    </context>
    <context>
        <name>EmptyState</name>
        <message>
            <source>Show the platforms</source>
            <translation>Afficher les plateformes</translation>
        </message>
    </context>
    <context>
        <name>Entering</name>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>You are signed in to {platform} as {who} again: the browser used still knew that account. Sign out of it there first, or use the window of QGIS.</source>
            <translation>Vous êtes de nouveau connecté à {platform} en tant que {who} : le navigateur utilisé connaissait encore ce compte. Fermez-y d’abord cette session, ou utilisez la fenêtre de QGIS.</translation>
        </message>
        <message>
            <source>{platform} asks you to prove again who you are before it gives this data: with a stronger sign-in, or a fresh one.</source>
            <translation>{platform} vous demande de prouver à nouveau votre identité avant de livrer ces données : par une connexion plus forte ou plus récente.</translation>
        </message>
    </context>
    <context>
        <name>FacetBar</name>
        <message>
            <source>Favourites, recent ones, saved searches</source>
            <translation>Favoris, récents, recherches enregistrées</translation>
        </message>
        <message>
            <source>Filter: {facet}</source>
            <translation>Filtre : {facet}</translation>
        </message>
        <message>
            <source>Filters</source>
            <translation>Filtres</translation>
        </message>
        <message>
            <source>Group the list</source>
            <translation>Grouper la liste</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Plus</translation>
        </message>
        <message>
            <source>More filters</source>
            <translation>Plus de filtres</translation>
        </message>
        <message>
            <source>Only what lies in the current view of the map; the list follows the map. Collections that tell no extent are left out.</source>
            <translation>Seulement ce qui se trouve dans la vue actuelle de la carte ; la liste suit la carte. Les collections sans emprise précisée sont écartées.</translation>
        </message>
        <message>
            <source>{facet}: {value}</source>
            <translation>{facet} : {value}</translation>
        </message>
        <message>
            <source>{value} and {count} more</source>
            <translation>{value} et {count} de plus</translation>
        </message>
    </context>
    <context>
        <name>FacetPopup</name>
        <message>
            <source>Counting…</source>
            <translation>Décompte…</translation>
        </message>
        <message>
            <source>Filter these values</source>
            <translation>Filtrer ces valeurs</translation>
        </message>
        <message>
            <source>No value: nothing in the list matches.</source>
            <translation>Aucune valeur : rien ne correspond dans la liste.</translation>
        </message>
        <message>
            <source>The values cannot be counted just now. Try again in a moment.</source>
            <translation>Le décompte n’est pas possible pour l’instant. Réessayez dans un moment.</translation>
        </message>
    </context>
    <context>
        <name>Facets</name>
        <message>
            <source>Access</source>
            <translation>Accès</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>Contenu</translation>
        </message>
        <message>
            <source>Favourites</source>
            <translation>Favoris</translation>
        </message>
        <message>
            <source>Features, type not stated</source>
            <translation>Entités, type non précisé</translation>
        </message>
        <message>
            <source>In the current view</source>
            <translation>Dans la vue actuelle</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>Lignes</translation>
        </message>
        <message>
            <source>Not stated</source>
            <translation>Non précisé</translation>
        </message>
        <message>
            <source>On request</source>
            <translation>Sur demande</translation>
        </message>
        <message>
            <source>Open to all, to you, after a sign-in, or on request</source>
            <translation>Ouvert à tous, à vous, après connexion, ou sur demande</translation>
        </message>
        <message>
            <source>Platform</source>
            <translation>Plateforme</translation>
        </message>
        <message>
            <source>Points</source>
            <translation>Points</translation>
        </message>
        <message>
            <source>Polygons</source>
            <translation>Polygones</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>Récents</translation>
        </message>
        <message>
            <source>Table without geometry</source>
            <translation>Table sans géométrie</translation>
        </message>
        <message>
            <source>Territory</source>
            <translation>Territoire</translation>
        </message>
        <message>
            <source>The keywords the platforms give</source>
            <translation>Les mots-clés donnés par les plateformes</translation>
        </message>
        <message>
            <source>The licence the platform states</source>
            <translation>La licence indiquée par la plateforme</translation>
        </message>
        <message>
            <source>The territory a platform is responsible for</source>
            <translation>Le territoire dont la plateforme a la charge</translation>
        </message>
        <message>
            <source>The year the collection was last changed in, where the platform says so</source>
            <translation>L’année de la dernière modification, lorsque la plateforme l’indique</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>Thème</translation>
        </message>
        <message>
            <source>Type of geometry, or table without geometry</source>
            <translation>Type de géométrie, ou table sans géométrie</translation>
        </message>
        <message>
            <source>Whose collections are listed</source>
            <translation>De qui viennent les collections</translation>
        </message>
        <message>
            <source>Year</source>
            <translation>Année</translation>
        </message>
    </context>
    <context>
        <name>FactLines</name>
        <message>
            <source>{label}: </source>
            <translation>{label} : </translation>
        </message>
    </context>
    <context>
        <name>Facts</name>
        <message>
            <source>Ask for access</source>
            <translation>Demander l’accès</translation>
        </message>
        <message>
            <source>File: {name}</source>
            <translation>Fichier : {name}</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>Metadata</source>
            <translation>Métadonnées</translation>
        </message>
        <message>
            <source>west {west}°, south {south}°, east {east}°, north {north}°</source>
            <translation>ouest {west}°, sud {south}°, est {east}°, nord {north}°</translation>
        </message>
        <message>
            <source>{names} and 1 more</source>
            <translation>{names} et 1 autre</translation>
        </message>
        <message>
            <source>{names} and {count} more</source>
            <translation>{names} et {count} autres</translation>
        </message>
    </context>
    <context>
        <name>Finding</name>
        <message>
            <source>a key in the header {header}</source>
            <translation>une clé dans l’en-tête {header}</translation>
        </message>
        <message>
            <source>an account of the platform's own</source>
            <translation>un compte propre à la plateforme</translation>
        </message>
        <message>
            <source>the platform's own page on {host}</source>
            <translation>la page de la plateforme sur {host}</translation>
        </message>
        <message>
            <source>the sign-in server {host}</source>
            <translation>le serveur de connexion {host}</translation>
        </message>
    </context>
    <context>
        <name>Foot</name>
        <message>
            <source>Platforms that have answered</source>
            <translation>Plateformes qui ont répondu</translation>
        </message>
        <message>
            <source>Stop asking the platforms; what they have told stays (Esc)</source>
            <translation>Ne plus interroger les plateformes ; ce qu’elles ont dit reste (Échap)</translation>
        </message>
        <message>
            <source>Summary of the list</source>
            <translation>Résumé de la liste</translation>
        </message>
    </context>
    <context>
        <name>Groups</name>
        <message>
            <source>A collection with several themes stands under each of them.</source>
            <translation>Une collection qui a plusieurs thèmes figure sous chacun d’eux.</translation>
        </message>
        <message>
            <source>All platforms together; of a search, what matches best comes first</source>
            <translation>Toutes les plateformes ensemble ; lors d’une recherche, ce qui correspond le mieux vient en premier</translation>
        </message>
        <message>
            <source>By platform</source>
            <translation>Par plateforme</translation>
        </message>
        <message>
            <source>By territory</source>
            <translation>Par territoire</translation>
        </message>
        <message>
            <source>By theme</source>
            <translation>Par thème</translation>
        </message>
        <message>
            <source>Group the list ({way})</source>
            <translation>Grouper la liste ({way})</translation>
        </message>
        <message>
            <source>One list, without groups</source>
            <translation>Une seule liste, sans groupes</translation>
        </message>
        <message>
            <source>Other themes</source>
            <translation>Autres thèmes</translation>
        </message>
        <message>
            <source>Territory not stated</source>
            <translation>Territoire non précisé</translation>
        </message>
        <message>
            <source>The collections of each platform, with its state</source>
            <translation>Les collections de chaque plateforme, avec son état</translation>
        </message>
        <message>
            <source>The platforms of a territory together</source>
            <translation>Les plateformes d’un même territoire ensemble</translation>
        </message>
        <message>
            <source>Their keywords are too rare for a group of their own.</source>
            <translation>Leurs mots-clés sont trop rares pour former un groupe.</translation>
        </message>
        <message>
            <source>Their platforms give no keywords.</source>
            <translation>Leurs plateformes ne donnent pas de mots-clés.</translation>
        </message>
        <message>
            <source>Under the keywords the platforms give; a collection with several of them stands under each</source>
            <translation>Selon les mots-clés donnés par les plateformes ; une collection qui en a plusieurs figure sous chacun</translation>
        </message>
        <message>
            <source>Without theme</source>
            <translation>Sans thème</translation>
        </message>
        <message>
            <source>now by platform</source>
            <translation>actuellement par plateforme</translation>
        </message>
        <message>
            <source>now by territory</source>
            <translation>actuellement par territoire</translation>
        </message>
        <message>
            <source>now by theme</source>
            <translation>actuellement par thème</translation>
        </message>
        <message>
            <source>now one list</source>
            <translation>actuellement une seule liste</translation>
        </message>
    </context>
    <context>
        <name>HelpDialog</name>
        <message>
            <source>CICCLO in short</source>
            <translation>CICCLO en bref</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Bas</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Entrée</translation>
        </message>
        <message>
            <source>Esc</source>
            <translation>Échap</translation>
        </message>
        <message>
            <source>Features with a geometry</source>
            <translation>Entités avec géométrie</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Clavier</translation>
        </message>
        <message>
            <source>Left, Right</source>
            <translation>Gauche, Droite</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>Menu</translation>
        </message>
        <message>
            <source>One of your favourites; click the star to give or take it</source>
            <translation>Un de vos favoris ; cliquez sur l’étoile pour la mettre ou la retirer</translation>
        </message>
        <message>
            <source>Platform</source>
            <translation>Plateforme</translation>
        </message>
        <message>
            <source>Platform that could not be listed; the reason is told</source>
            <translation>Plateforme qui n’a pas pu être listée ; la raison est indiquée</translation>
        </message>
        <message>
            <source>Signs</source>
            <translation>Symboles</translation>
        </message>
        <message>
            <source>Table without geometry: it opens as an attribute table</source>
            <translation>Table sans géométrie : elle s’ouvre comme table d’attributs</translation>
        </message>
        <message>
            <source>The list shows the collections of several data platforms. Type words to find one, then double-click it to add it to the map. If it is restricted, a window opens on the platform's own sign-in page; the layer is added by itself once you are signed in. Your password is never seen or kept by QGIS.</source>
            <translation>La liste présente les collections de plusieurs plateformes de données. Saisissez quelques mots pour en trouver une, puis double-cliquez dessus pour l’ajouter à la carte. Si elle est restreinte, une fenêtre s’ouvre sur la page de connexion de la plateforme ; la couche s’ajoute d’elle-même une fois que vous êtes connecté. QGIS ne voit ni ne conserve jamais votre mot de passe.</translation>
        </message>
        <message>
            <source>add to the map; on a platform: unfold, or try again</source>
            <translation>ajouter à la carte ; sur une plateforme : déplier, ou réessayer</translation>
        </message>
        <message>
            <source>all that can be done with the row</source>
            <translation>tout ce que l’on peut faire avec la ligne</translation>
        </message>
        <message>
            <source>ask the platform again</source>
            <translation>interroger à nouveau la plateforme</translation>
        </message>
        <message>
            <source>clear the search, then the filters, then stop asking the platforms</source>
            <translation>effacer la recherche, puis les filtres, puis ne plus interroger les plateformes</translation>
        </message>
        <message>
            <source>fold and unfold a platform</source>
            <translation>replier et déplier une plateforme</translation>
        </message>
        <message>
            <source>from the search line to the list</source>
            <translation>de la recherche à la liste</translation>
        </message>
        <message>
            <source>give the row a star, or take it: your favourites</source>
            <translation>mettre ou retirer l’étoile : vos favoris</translation>
        </message>
        <message>
            <source>go to the search line</source>
            <translation>aller à la recherche</translation>
        </message>
    </context>
    <context>
        <name>HelperBrowser</name>
        <message>
            <source>No web browser part (QtWebEngine) was found for the sign-in.</source>
            <translation>Aucun composant de navigation (QtWebEngine) n’a été trouvé pour la connexion.</translation>
        </message>
        <message>
            <source>The sign-in window stopped working. Try to sign in again.</source>
            <translation>La fenêtre de connexion a cessé de fonctionner. Essayez de vous reconnecter.</translation>
        </message>
    </context>
    <context>
        <name>InProcessBrowser</name>
        <message>
            <source>QGIS could not start its web browser part, QtWebEngine.</source>
            <translation>QGIS n’a pas pu démarrer son composant de navigation, QtWebEngine.</translation>
        </message>
    </context>
    <context>
        <name>Indicators</name>
        <message>
            <source>This layer waits until you are signed in to {platform}. Click to sign in.</source>
            <translation>Cette couche attend que vous soyez connecté à {platform}. Cliquez pour vous connecter.</translation>
        </message>
        <message>
            <source>Your account could read nothing of this layer. Ask the team of {platform} for access, or click to sign in with another account.</source>
            <translation>Votre compte n’a rien pu lire de cette couche. Demandez l’accès à l’équipe de {platform}, ou cliquez pour vous connecter avec un autre compte.</translation>
        </message>
    </context>
    <context>
        <name>JobRow</name>
        <message>
            <source>Add to the map</source>
            <translation>Ajouter à la carte</translation>
        </message>
        <message>
            <source>Cancel: nothing of it is kept</source>
            <translation>Annuler : il n’en reste rien</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Reprendre</translation>
        </message>
        <message>
            <source>How far the download is</source>
            <translation>Avancement du téléchargement</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ouvrir le dossier</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Mettre en pause</translation>
        </message>
        <message>
            <source>Sign in and go on</source>
            <translation>Se connecter et reprendre</translation>
        </message>
        <message>
            <source>Take off this list</source>
            <translation>Retirer de cette liste</translation>
        </message>
        <message>
            <source>Take off this list; the file stays</source>
            <translation>Retirer de cette liste ; le fichier reste</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
    </context>
    <context>
        <name>KeepMenu</name>
        <message>
            <source>Add to the favourites</source>
            <translation>Ajouter aux favoris</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Favourites ({count})</source>
            <translation>Favoris ({count})</translation>
        </message>
        <message>
            <source>Name of the search</source>
            <translation>Nom de la recherche</translation>
        </message>
        <message>
            <source>Recently added to the map ({count})</source>
            <translation>Récemment ajoutées à la carte ({count})</translation>
        </message>
        <message>
            <source>Remove a saved search</source>
            <translation>Supprimer une recherche enregistrée</translation>
        </message>
        <message>
            <source>Remove from the favourites</source>
            <translation>Retirer des favoris</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Renommer</translation>
        </message>
        <message>
            <source>Rename a saved search</source>
            <translation>Renommer une recherche enregistrée</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Enregistrer</translation>
        </message>
        <message>
            <source>Save this search</source>
            <translation>Enregistrer cette recherche</translation>
        </message>
        <message>
            <source>Save this search…</source>
            <translation>Enregistrer cette recherche…</translation>
        </message>
    </context>
    <context>
        <name>KeyDialog</name>
        <message>
            <source>&amp;Key</source>
            <translation>&amp;Clé</translation>
        </message>
        <message>
            <source>A key has neither blanks nor accents. Copy it alone, without the words around it.</source>
            <translation>Une clé n’a ni espace ni accent. Copiez-la seule, sans les mots qui l’entourent.</translation>
        </message>
        <message>
            <source>The platform refused this key. Copy it once more, then try again.</source>
            <translation>La plateforme a refusé cette clé. Copiez-la de nouveau, puis réessayez.</translation>
        </message>
        <message>
            <source>{platform} asks for an API key: a long word that the platform made for you. Copy it from the platform's site and paste it here.</source>
            <translation>{platform} demande une clé d’API : une longue suite de caractères que la plateforme a créée pour vous. Copiez-la depuis le site de la plateforme, puis collez-la ici.</translation>
        </message>
    </context>
    <context>
        <name>LayerMetadata</name>
        <message>
            <source>Last changed: {date}</source>
            <translation>Dernière modification : {date}</translation>
        </message>
    </context>
    <context>
        <name>LinkChoice</name>
        <message>
            <source>Links</source>
            <translation>Liens</translation>
        </message>
        <message>
            <source>Links cannot reach this QGIS, which runs in a package of its own (Flatpak, Snap).</source>
            <translation>Les liens ne peuvent pas atteindre ce QGIS, qui fonctionne dans un paquet isolé (Flatpak, Snap).</translation>
        </message>
        <message>
            <source>No Python was found that could hand the links over to QGIS.</source>
            <translation>Aucun Python capable de transmettre les liens à QGIS n’a été trouvé.</translation>
        </message>
        <message>
            <source>On macOS, only an application can take links; a plugin cannot.</source>
            <translation>Sous macOS, seule une application peut recevoir des liens ; une extension ne le peut pas.</translation>
        </message>
        <message>
            <source>Open cicclo: &amp;links from web browsers in QGIS</source>
            <translation>Ouvrir dans QGIS les &amp;liens cicclo: des navigateurs web</translation>
        </message>
        <message>
            <source>The links from web browsers could not be changed: {why}.</source>
            <translation>Les liens des navigateurs web n’ont pas pu être modifiés : {why}.</translation>
        </message>
        <message>
            <source>The page of a portal can then open a collection here. Before anything is fetched from a platform that is not among yours, QGIS asks you.</source>
            <translation>La page d’un portail peut alors ouvrir une collection ici. Avant d’interroger une plateforme qui n’est pas parmi les vôtres, QGIS vous demande votre accord.</translation>
        </message>
    </context>
    <context>
        <name>LoadingDialog</name>
        <message>
            <source> features</source>
            <translation> entités</translation>
        </message>
        <message>
            <source>1 feature.</source>
            <translation>1 entité.</translation>
        </message>
        <message>
            <source>Add to the map</source>
            <translation>Ajouter à la carte</translation>
        </message>
        <message>
            <source>Add with options</source>
            <translation>Ajouter avec options</translation>
        </message>
        <message>
            <source>All attributes</source>
            <translation>Tous les attributs</translation>
        </message>
        <message>
            <source>As the platform keeps them</source>
            <translation>Telles que la plateforme les conserve</translation>
        </message>
        <message>
            <source>Asking the platform</source>
            <translation>Interrogation de la plateforme</translation>
        </message>
        <message>
            <source>Asking the platform what it offers…</source>
            <translation>Interrogation de la plateforme sur ce qu’elle propose…</translation>
        </message>
        <message>
            <source>At most</source>
            <translation>Au plus</translation>
        </message>
        <message>
            <source>Attributes</source>
            <translation>Attributs</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Collection</source>
            <translation>Collection</translation>
        </message>
        <message>
            <source>Conditions</source>
            <translation>Conditions</translation>
        </message>
        <message>
            <source>Coordinate reference system</source>
            <translation>Système de coordonnées</translation>
        </message>
        <message>
            <source>Coordinates</source>
            <translation>Coordonnées</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Décompte…</translation>
        </message>
        <message>
            <source>Current view</source>
            <translation>Vue actuelle</translation>
        </message>
        <message>
            <source>Download a copy…</source>
            <translation>Télécharger une copie…</translation>
        </message>
        <message>
            <source>Extent</source>
            <translation>Emprise</translation>
        </message>
        <message>
            <source>Greatest number of features</source>
            <translation>Nombre maximal d’entités</translation>
        </message>
        <message>
            <source>No feature: check what you have chosen above.</source>
            <translation>Aucune entité : vérifiez ce que vous avez choisi ci-dessus.</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Number of features</source>
            <translation>Nombre d’entités</translation>
        </message>
        <message>
            <source>Only what the map shows now</source>
            <translation>Seulement ce que montre la carte</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>The platform cannot filter so: QGIS loads all, and shows what is wanted.</source>
            <translation>La plateforme ne permet pas ce filtre : QGIS charge tout et n’affiche que ce qui est demandé.</translation>
        </message>
        <message>
            <source>The platform does not say how many features that is.</source>
            <translation>La plateforme n’indique pas combien d’entités cela représente.</translation>
        </message>
        <message>
            <source>The platform filters: only what is wanted is transferred.</source>
            <translation>La plateforme filtre : seul ce qui est demandé est transféré.</translation>
        </message>
        <message>
            <source>Who filters</source>
            <translation>Qui filtre</translation>
        </message>
        <message>
            <source>Whole collection</source>
            <translation>Toute la collection</translation>
        </message>
        <message>
            <source>{count} features.</source>
            <translation>{count} entités.</translation>
        </message>
        <message>
            <source>{count} features: a live layer will be slow. A copy on your computer is fetched once, and answers at once.</source>
            <translation>{count} entités : une couche en direct sera lente. Une copie sur votre ordinateur est téléchargée une fois et répond aussitôt.</translation>
        </message>
    </context>
    <context>
        <name>LoadingDoor</name>
        <message>
            <source>Add it all the same</source>
            <translation>L’ajouter quand même</translation>
        </message>
        <message>
            <source>As a live layer it will be slow: QGIS asks the platform again for what is in view at each move of the map. Load a part of it, or download a copy once.</source>
            <translation>En direct, la couche sera lente : QGIS redemande à la plateforme ce qui est en vue à chaque déplacement de la carte. Chargez-en une partie, ou téléchargez une copie une fois.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Download a copy…</source>
            <translation>Télécharger une copie…</translation>
        </message>
        <message>
            <source>Load a part…</source>
            <translation>Charger une partie…</translation>
        </message>
        <message>
            <source>Many features</source>
            <translation>Beaucoup d’entités</translation>
        </message>
        <message>
            <source>“{title}” holds {count} features.</source>
            <translation>« {title} » contient {count} entités.</translation>
        </message>
    </context>
    <context>
        <name>Locator</name>
        <message>
            <source>CICCLO collections</source>
            <translation>Collections CICCLO</translation>
        </message>
    </context>
    <context>
        <name>LocatorMap</name>
        <message>
            <source>Map of the extent</source>
            <translation>Carte de l’emprise</translation>
        </message>
    </context>
    <context>
        <name>LockedLine</name>
        <message>
            <source>Content</source>
            <translation>Contenu</translation>
        </message>
        <message>
            <source>Sign in to see the content of this collection.</source>
            <translation>Connectez-vous pour voir le contenu de cette collection.</translation>
        </message>
        <message>
            <source>The platform asks who you are before it shows the content of this collection.</source>
            <translation>La plateforme demande qui vous êtes avant de montrer le contenu de cette collection.</translation>
        </message>
    </context>
    <context>
        <name>MoreMenu</name>
        <message>
            <source>About this connection…</source>
            <translation>À propos de cette connexion…</translation>
        </message>
        <message>
            <source>Copy the address</source>
            <translation>Copier l’adresse</translation>
        </message>
        <message>
            <source>Open in my browser instead…</source>
            <translation>Ouvrir plutôt dans mon navigateur…</translation>
        </message>
        <message>
            <source>Open my browser</source>
            <translation>Ouvrir mon navigateur</translation>
        </message>
        <message>
            <source>Sign in with your own browser instead of this window?</source>
            <translation>Vous connecter avec votre propre navigateur plutôt que dans cette fenêtre ?</translation>
        </message>
        <message>
            <source>Stay here</source>
            <translation>Rester ici</translation>
        </message>
        <message>
            <source>The sign-in starts again there, with the passwords and sessions it knows. QGIS waits on this computer for its answer; you can then close the page. What your browser keeps of it is not forgotten with QGIS.</source>
            <translation>La connexion y recommence, avec les mots de passe et les sessions qu’il connaît. QGIS attend sa réponse sur cet ordinateur ; vous pourrez ensuite fermer la page. Ce que votre navigateur en conserve n’est pas effacé par QGIS.</translation>
        </message>
        <message>
            <source>This platform keeps the session in this window: another browser cannot give it</source>
            <translation>Cette plateforme conserve la session dans cette fenêtre : un autre navigateur ne peut pas la fournir</translation>
        </message>
        <message>
            <source>Usual size</source>
            <translation>Taille normale</translation>
        </message>
        <message>
            <source>Your own browser</source>
            <translation>Votre propre navigateur</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>Agrandir</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>Réduire</translation>
        </message>
    </context>
    <context>
        <name>NoBrowser</name>
        <message>
            <source>Signing in needs QtWebEngine: add the package {package} with OSGeo4W Setup, or use QGIS 4, which has it.</source>
            <translation>La connexion nécessite QtWebEngine : ajoutez le paquet {package} avec l’installateur OSGeo4W, ou utilisez QGIS 4, qui le contient.</translation>
        </message>
        <message>
            <source>Signing in needs QtWebEngine: install {package} (its name in Debian and Ubuntu), then try again.</source>
            <translation>La connexion nécessite QtWebEngine : installez {package} (son nom sous Debian et Ubuntu), puis réessayez.</translation>
        </message>
        <message>
            <source>Signing in to this platform needs QtWebEngine, which QGIS for macOS does not have yet; please use a QGIS on Windows or Linux for it.</source>
            <translation>La connexion à cette plateforme nécessite QtWebEngine, que QGIS pour macOS n’a pas encore ; utilisez pour cela QGIS sous Windows ou Linux.</translation>
        </message>
    </context>
    <context>
        <name>Opening</name>
        <message>
            <source>Download a copy…</source>
            <translation>Télécharger une copie…</translation>
        </message>
        <message>
            <source>QGIS and the service of “{title}” do not come together on this choice.</source>
            <translation>QGIS et le service de « {title} » ne s’entendent pas sur ce choix.</translation>
        </message>
        <message>
            <source>QGIS cannot read what the platform sends.</source>
            <translation>QGIS ne peut pas lire ce que la plateforme envoie.</translation>
        </message>
        <message>
            <source>The platform cannot filter “{title}”: QGIS does it, after loading.</source>
            <translation>La plateforme ne permet pas de filtrer « {title} » : QGIS le fait, après le chargement.</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>“{title}” could not be opened. {why}</source>
            <translation>« {title} » n’a pas pu être ouverte. {why}</translation>
        </message>
        <message>
            <source>“{title}” is a table without geometry: open its attribute table.</source>
            <translation>« {title} » est une table sans géométrie : ouvrez sa table d’attributs.</translation>
        </message>
        <message>
            <source>“{title}” needs a sign-in, and {platform} tells no way to do it here.</source>
            <translation>« {title} » demande une connexion, et {platform} n’indique aucun moyen de le faire ici.</translation>
        </message>
        <message>
            <source>“{title}” needs a sign-in. {platform} tells how: {ways}.</source>
            <translation>« {title} » demande une connexion. {platform} indique comment : {ways}.</translation>
        </message>
        <message>
            <source>“{title}” opens as soon as {platform} answers.</source>
            <translation>« {title} » s’ouvrira dès que {platform} répondra.</translation>
        </message>
        <message>
            <source>“{title}”: {sentence}</source>
            <translation>« {title} » : {sentence}</translation>
        </message>
    </context>
    <context>
        <name>OptionsPage</name>
        <message>
            <source>&amp;Keep sessions when QGIS is closed</source>
            <translation>&amp;Conserver les sessions à la fermeture de QGIS</translation>
        </message>
        <message>
            <source>About this choice</source>
            <translation>À propos de ce choix</translation>
        </message>
        <message>
            <source>Also use QGIS's &amp;encrypted store</source>
            <translation>Utiliser aussi le coffre &amp;chiffré de QGIS</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Automatique</translation>
        </message>
        <message>
            <source>Browser for signing in</source>
            <translation>Navigateur pour se connecter</translation>
        </message>
        <message>
            <source>Check my connection…</source>
            <translation>Vérifier ma connexion…</translation>
        </message>
        <message>
            <source>For a system whose keyring is missing or locked. QGIS may then ask for its master password.</source>
            <translation>Si le coffre de mots de passe du système est absent ou verrouillé. QGIS peut alors demander son mot de passe principal.</translation>
        </message>
        <message>
            <source>Helper window</source>
            <translation>Fenêtre auxiliaire</translation>
        </message>
        <message>
            <source>In use: {browser}.</source>
            <translation>Utilisé ici : {browser}.</translation>
        </message>
        <message>
            <source>It serves only the platforms that give tokens.</source>
            <translation>Il ne convient qu’aux plateformes qui délivrent des jetons.</translation>
        </message>
        <message>
            <source>Looking for what this computer has…</source>
            <translation>Recherche de ce que cet ordinateur possède…</translation>
        </message>
        <message>
            <source>Platforms</source>
            <translation>Plateformes</translation>
        </message>
        <message>
            <source>Sessions</source>
            <translation>Sessions</translation>
        </message>
        <message>
            <source>Sessions…</source>
            <translation>Sessions…</translation>
        </message>
        <message>
            <source>Show the &amp;platforms that come with CICCLO</source>
            <translation>Afficher les &amp;plateformes fournies avec CICCLO</translation>
        </message>
        <message>
            <source>Sign-in window</source>
            <translation>Fenêtre de connexion</translation>
        </message>
        <message>
            <source>The best browser that this computer has is taken.</source>
            <translation>Le meilleur navigateur dont dispose cet ordinateur est choisi.</translation>
        </message>
        <message>
            <source>The last sign-in was shown by: {browser}.</source>
            <translation>Dernière connexion affichée par : {browser}.</translation>
        </message>
        <message>
            <source>The platform's pages are shown in a window of QGIS itself.</source>
            <translation>Les pages de la plateforme s’affichent dans une fenêtre de QGIS même.</translation>
        </message>
        <message>
            <source>The platform's pages are shown in a window of a program beside QGIS.</source>
            <translation>Les pages de la plateforme s’affichent dans la fenêtre d’un programme lancé à côté de QGIS.</translation>
        </message>
        <message>
            <source>The platform's pages are shown in your usual browser. This works with platforms that give tokens; for the others a window is opened all the same.</source>
            <translation>Les pages de la plateforme s’affichent dans votre navigateur habituel. Cela fonctionne avec les plateformes qui délivrent des jetons ; pour les autres, une fenêtre s’ouvre tout de même.</translation>
        </message>
        <message>
            <source>They are kept in the system's keyring, never in a project or in these settings. Otherwise you sign in once each time QGIS is started.</source>
            <translation>Elles sont conservées dans le coffre de mots de passe du système, jamais dans un projet ni dans ces options. Sinon, vous vous connectez une fois à chaque démarrage de QGIS.</translation>
        </message>
        <message>
            <source>This computer does not have it.</source>
            <translation>Cet ordinateur n’en dispose pas.</translation>
        </message>
        <message>
            <source>Window in QGIS</source>
            <translation>Fenêtre dans QGIS</translation>
        </message>
        <message>
            <source>Without them, the list holds the platforms that you have added. You are signed out of those that go.</source>
            <translation>Sans elles, la liste contient les plateformes que vous avez ajoutées. Vous serez déconnecté de celles qui disparaissent.</translation>
        </message>
        <message>
            <source>Your usual browser</source>
            <translation>Votre navigateur habituel</translation>
        </message>
        <message>
            <source>helper window</source>
            <translation>fenêtre auxiliaire</translation>
        </message>
        <message>
            <source>window in QGIS</source>
            <translation>fenêtre dans QGIS</translation>
        </message>
        <message>
            <source>your usual browser</source>
            <translation>votre navigateur habituel</translation>
        </message>
    </context>
    <context>
        <name>Panel</name>
        <message>
            <source>Check the network, and the proxy in QGIS's options, then try again.</source>
            <translation>Vérifiez le réseau, et le proxy dans les options de QGIS, puis réessayez.</translation>
        </message>
        <message>
            <source>Correct them in QGIS's options, page Network, then sign in again.</source>
            <translation>Corrigez-les dans les options de QGIS, page Réseau, puis reconnectez-vous.</translation>
        </message>
        <message>
            <source>Finishing the sign-in…</source>
            <translation>Fin de la connexion…</translation>
        </message>
        <message>
            <source>Go back to the first page of this sign-in</source>
            <translation>Revenir à la première page de cette connexion</translation>
        </message>
        <message>
            <source>It was not opened and nothing was sent. Please tell the platform's team.</source>
            <translation>Elle n’a pas été ouverte et rien n’a été envoyé. Signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>Its certificate has expired, or does not hold yet.</source>
            <translation>Son certificat a expiré, ou n’est pas encore valable.</translation>
        </message>
        <message>
            <source>Its certificate was made out to another server.</source>
            <translation>Son certificat est celui d’un autre serveur.</translation>
        </message>
        <message>
            <source>Its certificate was refused.</source>
            <translation>Son certificat a été refusé.</translation>
        </message>
        <message>
            <source>Its certificate was refused: {said}</source>
            <translation>Son certificat a été refusé : {said}</translation>
        </message>
        <message>
            <source>Nobody that this computer or QGIS trusts vouches for its certificate.</source>
            <translation>Aucune autorité reconnue par cet ordinateur ou par QGIS ne garantit son certificat.</translation>
        </message>
        <message>
            <source>Open in my browser instead…</source>
            <translation>Ouvrir plutôt dans mon navigateur…</translation>
        </message>
        <message>
            <source>Signing in does not need it. Start again, or cancel.</source>
            <translation>La connexion n’en a pas besoin. Recommencez, ou annulez.</translation>
        </message>
        <message>
            <source>Start again</source>
            <translation>Recommencer</translation>
        </message>
        <message>
            <source>Start again, or cancel.</source>
            <translation>Recommencez, ou annulez.</translation>
        </message>
        <message>
            <source>The connection to {host} is not safe</source>
            <translation>La connexion à {host} n’est pas sûre</translation>
        </message>
        <message>
            <source>The page could not be reached.</source>
            <translation>La page n’a pas pu être jointe.</translation>
        </message>
        <message>
            <source>The page stopped working</source>
            <translation>La page a cessé de fonctionner</translation>
        </message>
        <message>
            <source>The page wants to open an address of the kind “{scheme}:”.</source>
            <translation>La page demande à ouvrir une adresse de type « {scheme}: ».</translation>
        </message>
        <message>
            <source>The page was not opened and nothing was sent. Ask your network team: if it has an authority of its own, add that to QGIS's options (Authentication, Manage certificates), then sign in again.</source>
            <translation>La page n’a pas été ouverte et rien n’a été envoyé. Adressez-vous à votre équipe réseau : si elle a sa propre autorité, ajoutez celle-ci dans les options de QGIS (Authentification, Gérer les certificats), puis reconnectez-vous.</translation>
        </message>
        <message>
            <source>The page was not opened and nothing was sent. Check this computer's clock; if it is right, please tell the platform's team.</source>
            <translation>La page n’a pas été ouverte et rien n’a été envoyé. Vérifiez l’horloge de cet ordinateur ; si elle est juste, signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The page was not opened and nothing was sent. Please tell the platform's team; there is no way round this here.</source>
            <translation>La page n’a pas été ouverte et rien n’a été envoyé. Signalez-le à l’équipe de la plateforme ; il n’y a pas moyen de passer outre ici.</translation>
        </message>
        <message>
            <source>The part of the browser that shows it has ended.</source>
            <translation>La partie du navigateur qui l’affiche s’est arrêtée.</translation>
        </message>
        <message>
            <source>The platform has answered; its answer is being checked.</source>
            <translation>La plateforme a répondu ; sa réponse est en cours de vérification.</translation>
        </message>
        <message>
            <source>The proxy does not let you through</source>
            <translation>Le proxy ne vous laisse pas passer</translation>
        </message>
        <message>
            <source>The proxy {proxy} refused the user name or the password set in QGIS.</source>
            <translation>Le proxy {proxy} a refusé l’identifiant ou le mot de passe indiqué dans QGIS.</translation>
        </message>
        <message>
            <source>The proxy {proxy} wants a user name and a password.</source>
            <translation>Le proxy {proxy} demande un identifiant et un mot de passe.</translation>
        </message>
        <message>
            <source>The sign-in leads to http://{host}, where others could read along.</source>
            <translation>La connexion mène à http://{host}, où d’autres pourraient lire ce que vous écrivez.</translation>
        </message>
        <message>
            <source>This address is not opened here</source>
            <translation>Cette adresse ne s’ouvre pas ici</translation>
        </message>
        <message>
            <source>This answer was not accepted</source>
            <translation>Cette réponse n’a pas été acceptée</translation>
        </message>
        <message>
            <source>This page is not encrypted</source>
            <translation>Cette page n’est pas chiffrée</translation>
        </message>
        <message>
            <source>This window closes by itself.</source>
            <translation>Cette fenêtre se ferme d’elle-même.</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>Try again; nothing else of QGIS is touched.</source>
            <translation>Réessayez ; le reste de QGIS n’est pas touché.</translation>
        </message>
        <message>
            <source>What came back does not belong to this sign-in.</source>
            <translation>La réponse reçue n’appartient pas à cette connexion.</translation>
        </message>
        <message>
            <source>Write them in QGIS's options, page Network, then try again.</source>
            <translation>Indiquez-les dans les options de QGIS, page Réseau, puis réessayez.</translation>
        </message>
        <message>
            <source>{host} does not answer</source>
            <translation>{host} ne répond pas</translation>
        </message>
    </context>
    <context>
        <name>PeekPanel</name>
        <message>
            <source>Access conditions</source>
            <translation>Conditions d’accès</translation>
        </message>
        <message>
            <source>Ask for access</source>
            <translation>Demander l’accès</translation>
        </message>
        <message>
            <source>Attributes</source>
            <translation>Attributs</translation>
        </message>
        <message>
            <source>First rows</source>
            <translation>Premières lignes</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>Aperçu</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Lecture en cours…</translation>
        </message>
        <message>
            <source>The collection is empty for now.</source>
            <translation>La collection est vide pour l’instant.</translation>
        </message>
        <message>
            <source>The first features have no attribute.</source>
            <translation>Les premières entités n’ont pas d’attribut.</translation>
        </message>
        <message>
            <source>The first rows have no geometry.</source>
            <translation>Les premières lignes n’ont pas de géométrie.</translation>
        </message>
        <message>
            <source>The first {shown} of {all} features</source>
            <translation>Les {shown} premières entités sur {all}</translation>
        </message>
        <message>
            <source>The first {shown} of {all} rows</source>
            <translation>Les {shown} premières lignes sur {all}</translation>
        </message>
        <message>
            <source>The platform describes no attribute, and shows no row.</source>
            <translation>La plateforme ne décrit aucun attribut et ne montre aucune ligne.</translation>
        </message>
        <message>
            <source>This service shows its rows only once they are on the map.</source>
            <translation>Ce service ne montre ses lignes qu’une fois sur la carte.</translation>
        </message>
        <message>
            <source>{shown} features</source>
            <translation>{shown} entités</translation>
        </message>
    </context>
    <context>
        <name>PreviewMap</name>
        <message>
            <source>Sketch of the first features</source>
            <translation>Aperçu des premières entités</translation>
        </message>
    </context>
    <context>
        <name>Processing</name>
        <message>
            <source>Attributes</source>
            <translation>Attributs</translation>
        </message>
        <message>
            <source>Attributes wanted, with commas between (none: all)</source>
            <translation>Attributs souhaités, séparés par des virgules (aucun : tous)</translation>
        </message>
        <message>
            <source>Choose a platform, or give the address of the collection.</source>
            <translation>Choisissez une plateforme, ou donnez l’adresse de la collection.</translation>
        </message>
        <message>
            <source>Collection: its identifier, its title or its address</source>
            <translation>Collection : son identifiant, son titre ou son adresse</translation>
        </message>
        <message>
            <source>Collections</source>
            <translation>Collections</translation>
        </message>
        <message>
            <source>Coordinate system (none: WGS 84)</source>
            <translation>Système de coordonnées (aucun : WGS 84)</translation>
        </message>
        <message>
            <source>Coordinate systems</source>
            <translation>Systèmes de coordonnées</translation>
        </message>
        <message>
            <source>Copies a collection, or the part of it that you choose, into a GeoPackage. The copy is checked against the number of features that the platform announces, and knows where it comes from: “Refresh a copy” fetches it anew. A download that was cut off goes on where it stopped when it is run again with the same file. Restricted collections need a session: sign in from the CICCLO panel first.</source>
            <translation>Copie une collection, ou la partie que vous en choisissez, dans un GeoPackage. La copie est vérifiée d’après le nombre d’entités que la plateforme annonce, et sait d’où elle vient : « Actualiser une copie » la reprend à sa source. Un téléchargement interrompu reprend où il s’est arrêté quand il est relancé avec le même fichier. Les collections restreintes demandent une session : connectez-vous d’abord depuis le panneau CICCLO.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copie</translation>
        </message>
        <message>
            <source>Copy (GeoPackage)</source>
            <translation>Copie (GeoPackage)</translation>
        </message>
        <message>
            <source>Describe a collection</source>
            <translation>Décrire une collection</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>Description</translation>
        </message>
        <message>
            <source>Download a collection</source>
            <translation>Télécharger une collection</translation>
        </message>
        <message>
            <source>Extent (none: all)</source>
            <translation>Emprise (aucune : tout)</translation>
        </message>
        <message>
            <source>Extent: west, east, south, north</source>
            <translation>Emprise : ouest, est, sud, nord</translation>
        </message>
        <message>
            <source>Fetches a copy made by “Download a collection”, or from the CICCLO panel, anew from its platform: same extent, filter, attributes and coordinate system. The old copy stays until the new one is whole; layers of the project that show it keep their style. What was changed in the file by hand is lost.</source>
            <translation>Reprend auprès de sa plateforme une copie faite par « Télécharger une collection » ou depuis le panneau CICCLO : même emprise, même filtre, mêmes attributs et système de coordonnées. L’ancienne copie reste jusqu’à ce que la nouvelle soit complète ; les couches du projet qui la montrent gardent leur style. Ce qui a été modifié à la main dans le fichier est perdu.</translation>
        </message>
        <message>
            <source>Filter by values: attribute=value; attribute=value</source>
            <translation>Filtre par valeurs : attribut=valeur; attribut=valeur</translation>
        </message>
        <message>
            <source>Filter in CQL2 text, where the platform takes it</source>
            <translation>Filtre en CQL2, si la plateforme l’accepte</translation>
        </message>
        <message>
            <source>Filters the platform takes</source>
            <translation>Filtres acceptés par la plateforme</translation>
        </message>
        <message>
            <source>How far it was checked</source>
            <translation>Degré de vérification</translation>
        </message>
        <message>
            <source>Identifier</source>
            <translation>Identifiant</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>List collections of platforms</source>
            <translation>Lister les collections des plateformes</translation>
        </message>
        <message>
            <source>Lists the collections that data platforms publish by OGC API - Features, or by WFS. With a stored session, what only you may see is listed too.</source>
            <translation>Liste les collections que les plateformes de données publient en OGC API - Features, ou en WFS. Avec une session conservée, ce que vous êtes seul à pouvoir voir est listé aussi.</translation>
        </message>
        <message>
            <source>None of the platforms answered: see the log.</source>
            <translation>Aucune plateforme n’a répondu : voir le journal.</translation>
        </message>
        <message>
            <source>Number of features</source>
            <translation>Nombre d’entités</translation>
        </message>
        <message>
            <source>Number of features (-1: not told)</source>
            <translation>Nombre d’entités (-1 : non indiqué)</translation>
        </message>
        <message>
            <source>Only collections with this text</source>
            <translation>Seulement les collections contenant ce texte</translation>
        </message>
        <message>
            <source>Platform (none: the collection is given by its address)</source>
            <translation>Plateforme (aucune : la collection est donnée par son adresse)</translation>
        </message>
        <message>
            <source>Platforms (none: all)</source>
            <translation>Plateformes (aucune : toutes)</translation>
        </message>
        <message>
            <source>Refresh a copy</source>
            <translation>Actualiser une copie</translation>
        </message>
        <message>
            <source>Sessions</source>
            <translation>Sessions</translation>
        </message>
        <message>
            <source>Sign-in status</source>
            <translation>État des connexions</translation>
        </message>
        <message>
            <source>Stopped. What has come is kept: run it again to go on.</source>
            <translation>Arrêté. Ce qui a été reçu est conservé : relancez pour continuer.</translation>
        </message>
        <message>
            <source>Tells how many features a collection has, its extent, its coordinate systems, and its attributes: one row each, with its type and whether the platform can filter by it. Nothing is downloaded but a few features. With a stored session, restricted collections are described too.</source>
            <translation>Indique le nombre d’entités d’une collection, son emprise, ses systèmes de coordonnées et ses attributs : une ligne pour chacun, avec son type et la possibilité de filtrer selon lui. Seules quelques entités sont téléchargées. Avec une session conservée, les collections restreintes sont décrites aussi.</translation>
        </message>
        <message>
            <source>Tells on which platforms you are signed in, as whom, and until when.</source>
            <translation>Indique sur quelles plateformes vous êtes connecté, sous quel nom et jusqu’à quand.</translation>
        </message>
        <message>
            <source>The copy is a GeoPackage: choose a file that ends with .gpkg.</source>
            <translation>La copie est un GeoPackage : choisissez un fichier en .gpkg.</translation>
        </message>
        <message>
            <source>The copy is being edited. Save or discard your changes first.</source>
            <translation>La copie est en cours d’édition. Enregistrez ou abandonnez d’abord vos modifications.</translation>
        </message>
        <message>
            <source>The extent is empty.</source>
            <translation>L’emprise est vide.</translation>
        </message>
        <message>
            <source>The platform does not offer {name}. It offers: {names}.</source>
            <translation>La plateforme ne propose pas {name}. Elle propose : {names}.</translation>
        </message>
        <message>
            <source>The platform does not say that it takes filters in CQL2: check what has come.</source>
            <translation>La plateforme n’indique pas qu’elle accepte les filtres en CQL2 : vérifiez ce qui a été reçu.</translation>
        </message>
        <message>
            <source>The platform has no collection “{name}”. List its collections to see them.</source>
            <translation>La plateforme n’a pas de collection « {name} ». Listez ses collections pour les voir.</translation>
        </message>
        <message>
            <source>There is no file {file}.</source>
            <translation>Le fichier {file} n’existe pas.</translation>
        </message>
        <message>
            <source>There is no platform “{name}”.</source>
            <translation>Il n’y a pas de plateforme « {name} ».</translation>
        </message>
        <message>
            <source>There is no platform “{name}”. There are: {names}.</source>
            <translation>Il n’y a pas de plateforme « {name} ». Il y a : {names}.</translation>
        </message>
        <message>
            <source>This is not the address of a collection.</source>
            <translation>Ce n’est pas l’adresse d’une collection.</translation>
        </message>
        <message>
            <source>Time: an instant or an interval (2024-01-01/..)</source>
            <translation>Temps : un instant ou un intervalle (2024-01-01/..)</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titre</translation>
        </message>
        <message>
            <source>“{name}” is no coordinate system that QGIS knows.</source>
            <translation>« {name} » n’est pas un système de coordonnées que QGIS connaît.</translation>
        </message>
        <message>
            <source>“{text}” is not of the form attribute=value.</source>
            <translation>« {text} » n’est pas de la forme attribut=valeur.</translation>
        </message>
    </context>
    <context>
        <name>Rights</name>
        <message>
            <source>Access conditions</source>
            <translation>Conditions d’accès</translation>
        </message>
        <message>
            <source>Another open licence</source>
            <translation>Autre licence ouverte</translation>
        </message>
        <message>
            <source>Conditions not known</source>
            <translation>Conditions inconnues</translation>
        </message>
        <message>
            <source>Confidential</source>
            <translation>Confidentiel</translation>
        </message>
        <message>
            <source>Contact</source>
            <translation>Contact</translation>
        </message>
        <message>
            <source>Copyright</source>
            <translation>Droit d’auteur</translation>
        </message>
        <message>
            <source>Forbidden</source>
            <translation>Interdit</translation>
        </message>
        <message>
            <source>Intellectual property rights</source>
            <translation>Droits de propriété intellectuelle</translation>
        </message>
        <message>
            <source>Licence not stated</source>
            <translation>Licence non précisée</translation>
        </message>
        <message>
            <source>Licence of its own</source>
            <translation>Licence propre au producteur</translation>
        </message>
        <message>
            <source>No condition of access or use</source>
            <translation>Aucune condition d’accès ni d’utilisation</translation>
        </message>
        <message>
            <source>No limitation of public access</source>
            <translation>Aucune restriction d’accès public</translation>
        </message>
        <message>
            <source>Not open to the public</source>
            <translation>Non ouvert au public</translation>
        </message>
        <message>
            <source>Open to all</source>
            <translation>Ouvert à tous</translation>
        </message>
        <message>
            <source>Open, the source to be named</source>
            <translation>Ouverte, source à mentionner</translation>
        </message>
        <message>
            <source>Permitted</source>
            <translation>Permis</translation>
        </message>
        <message>
            <source>Public access is limited ({why})</source>
            <translation>Accès du public limité ({why})</translation>
        </message>
        <message>
            <source>Public domain</source>
            <translation>Domaine public</translation>
        </message>
        <message>
            <source>Publisher</source>
            <translation>Producteur</translation>
        </message>
        <message>
            <source>Required</source>
            <translation>Obligatoire</translation>
        </message>
        <message>
            <source>Restricted access</source>
            <translation>Accès restreint</translation>
        </message>
        <message>
            <source>The platform tells no conditions beside the licence.</source>
            <translation>La plateforme n’indique pas de condition en dehors de la licence.</translation>
        </message>
        <message>
            <source>accept that use is recorded</source>
            <translation>accepter que l’usage soit enregistré</translation>
        </message>
        <message>
            <source>after {day}</source>
            <translation>après le {day}</translation>
        </message>
        <message>
            <source>all of</source>
            <translation>tous parmi</translation>
        </message>
        <message>
            <source>anonymize</source>
            <translation>anonymiser</translation>
        </message>
        <message>
            <source>archive</source>
            <translation>archiver</translation>
        </message>
        <message>
            <source>before {day}</source>
            <translation>avant le {day}</translation>
        </message>
        <message>
            <source>change</source>
            <translation>modifier</translation>
        </message>
        <message>
            <source>combine with other data</source>
            <translation>combiner avec d’autres données</translation>
        </message>
        <message>
            <source>commercial or industrial confidentiality</source>
            <translation>secret commercial ou industriel</translation>
        </message>
        <message>
            <source>commercial use</source>
            <translation>usage commercial</translation>
        </message>
        <message>
            <source>confidentiality of the work of public authorities</source>
            <translation>confidentialité des travaux des autorités publiques</translation>
        </message>
        <message>
            <source>copy</source>
            <translation>copier</translation>
        </message>
        <message>
            <source>course of justice</source>
            <translation>bonne marche de la justice</translation>
        </message>
        <message>
            <source>date</source>
            <translation>date</translation>
        </message>
        <message>
            <source>delete after use</source>
            <translation>supprimer après usage</translation>
        </message>
        <message>
            <source>display</source>
            <translation>afficher</translation>
        </message>
        <message>
            <source>distribute</source>
            <translation>diffuser</translation>
        </message>
        <message>
            <source>duration</source>
            <translation>durée</translation>
        </message>
        <message>
            <source>execute</source>
            <translation>exécuter</translation>
        </message>
        <message>
            <source>extract parts</source>
            <translation>extraire des parties</translation>
        </message>
        <message>
            <source>for {whom}</source>
            <translation>pour {whom}</translation>
        </message>
        <message>
            <source>format</source>
            <translation>format</translation>
        </message>
        <message>
            <source>from {day} on</source>
            <translation>à partir du {day}</translation>
        </message>
        <message>
            <source>hand over</source>
            <translation>transmettre</translation>
        </message>
        <message>
            <source>holds</source>
            <translation>contient</translation>
        </message>
        <message>
            <source>index</source>
            <translation>indexer</translation>
        </message>
        <message>
            <source>inform the publisher</source>
            <translation>informer le producteur</translation>
        </message>
        <message>
            <source>intellectual property rights</source>
            <translation>droits de propriété intellectuelle</translation>
        </message>
        <message>
            <source>international relations, public security or national defence</source>
            <translation>relations internationales, sécurité publique ou défense nationale</translation>
        </message>
        <message>
            <source>language</source>
            <translation>langue</translation>
        </message>
        <message>
            <source>make derived works</source>
            <translation>créer des œuvres dérivées</translation>
        </message>
        <message>
            <source>name the source</source>
            <translation>mentionner la source</translation>
        </message>
        <message>
            <source>none of</source>
            <translation>aucun parmi</translation>
        </message>
        <message>
            <source>number of uses</source>
            <translation>nombre d’utilisations</translation>
        </message>
        <message>
            <source>obtain consent</source>
            <translation>obtenir l’accord</translation>
        </message>
        <message>
            <source>on condition: {duties}</source>
            <translation>à condition de : {duties}</translation>
        </message>
        <message>
            <source>one of</source>
            <translation>parmi</translation>
        </message>
        <message>
            <source>pay</source>
            <translation>payer</translation>
        </message>
        <message>
            <source>personal data</source>
            <translation>données à caractère personnel</translation>
        </message>
        <message>
            <source>product</source>
            <translation>produit</translation>
        </message>
        <message>
            <source>protection of the environment, such as rare species</source>
            <translation>protection de l’environnement, par exemple d’espèces rares</translation>
        </message>
        <message>
            <source>protection of whoever gave the information freely</source>
            <translation>protection de la personne qui a fourni l’information de son plein gré</translation>
        </message>
        <message>
            <source>purpose</source>
            <translation>finalité</translation>
        </message>
        <message>
            <source>read</source>
            <translation>lire</translation>
        </message>
        <message>
            <source>recipient</source>
            <translation>destinataire</translation>
        </message>
        <message>
            <source>sector</source>
            <translation>secteur</translation>
        </message>
        <message>
            <source>sell</source>
            <translation>vendre</translation>
        </message>
        <message>
            <source>share under the same terms</source>
            <translation>partager dans les mêmes conditions</translation>
        </message>
        <message>
            <source>show to the public</source>
            <translation>présenter au public</translation>
        </message>
        <message>
            <source>territory</source>
            <translation>territoire</translation>
        </message>
        <message>
            <source>until {day}</source>
            <translation>jusqu’au {day}</translation>
        </message>
        <message>
            <source>use</source>
            <translation>utiliser</translation>
        </message>
        <message>
            <source>within</source>
            <translation>dans</translation>
        </message>
        <message>
            <source>{what}: {value}</source>
            <translation>{what} : {value}</translation>
        </message>
    </context>
    <context>
        <name>RowMenu</name>
        <message>
            <source>Add to the map</source>
            <translation>Ajouter à la carte</translation>
        </message>
        <message>
            <source>Add with options…</source>
            <translation>Ajouter avec options…</translation>
        </message>
        <message>
            <source>Cancel the sign-in to {platform}</source>
            <translation>Annuler la connexion à {platform}</translation>
        </message>
        <message>
            <source>Copy address</source>
            <translation>Copier l’adresse</translation>
        </message>
        <message>
            <source>Download a copy…</source>
            <translation>Télécharger une copie…</translation>
        </message>
        <message>
            <source>Load the features again</source>
            <translation>Recharger les entités</translation>
        </message>
        <message>
            <source>Open page</source>
            <translation>Ouvrir la page</translation>
        </message>
        <message>
            <source>Refresh {platform}</source>
            <translation>Actualiser {platform}</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>Retirer de la liste</translation>
        </message>
        <message>
            <source>Renew the session of {platform}</source>
            <translation>Renouveler la session de {platform}</translation>
        </message>
        <message>
            <source>Sign in again to {platform}…</source>
            <translation>Se reconnecter à {platform}…</translation>
        </message>
        <message>
            <source>Sign in to {platform}…</source>
            <translation>Se connecter à {platform}…</translation>
        </message>
        <message>
            <source>Sign out here</source>
            <translation>Se déconnecter ici</translation>
        </message>
        <message>
            <source>Sign out here and at ProConnect</source>
            <translation>Se déconnecter ici et de ProConnect</translation>
        </message>
        <message>
            <source>Try {platform} again</source>
            <translation>Interroger à nouveau {platform}</translation>
        </message>
    </context>
    <context>
        <name>Rows</name>
        <message>
            <source>1 collection</source>
            <translation>1 collection</translation>
        </message>
        <message>
            <source>Features</source>
            <translation>Entités</translation>
        </message>
        <message>
            <source>Features with a geometry</source>
            <translation>Entités avec géométrie</translation>
        </message>
        <message>
            <source>No collection</source>
            <translation>Aucune collection</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Table without geometry</source>
            <translation>Table sans géométrie</translation>
        </message>
        <message>
            <source>The platform could not be listed. Try again.</source>
            <translation>La plateforme n’a pas pu être listée. Réessayez.</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>Waiting for the platform's answer.</source>
            <translation>En attente de la réponse de la plateforme.</translation>
        </message>
        <message>
            <source>Waiting…</source>
            <translation>En attente…</translation>
        </message>
        <message>
            <source>You stopped the refresh before the platform had answered.</source>
            <translation>Vous avez arrêté l’actualisation avant que la plateforme ait répondu.</translation>
        </message>
        <message>
            <source>favourite</source>
            <translation>favori</translation>
        </message>
        <message>
            <source>list of {date}</source>
            <translation>liste du {date}</translation>
        </message>
        <message>
            <source>{content} (by WFS)</source>
            <translation>{content} (par WFS)</translation>
        </message>
        <message>
            <source>{count} collections</source>
            <translation>{count} collections</translation>
        </message>
        <message>
            <source>{some} of {all}</source>
            <translation>{some} sur {all}</translation>
        </message>
    </context>
    <context>
        <name>SampleTable</name>
        <message>
            <source>Attribute</source>
            <translation>Attribut</translation>
        </message>
        <message>
            <source>Meaning</source>
            <translation>Signification</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Type</translation>
        </message>
        <message>
            <source>address</source>
            <translation>adresse</translation>
        </message>
        <message>
            <source>date</source>
            <translation>date</translation>
        </message>
        <message>
            <source>date and time</source>
            <translation>date et heure</translation>
        </message>
        <message>
            <source>geometry</source>
            <translation>géométrie</translation>
        </message>
        <message>
            <source>list</source>
            <translation>liste</translation>
        </message>
        <message>
            <source>no value</source>
            <translation>sans valeur</translation>
        </message>
        <message>
            <source>number</source>
            <translation>nombre</translation>
        </message>
        <message>
            <source>structure</source>
            <translation>structure</translation>
        </message>
        <message>
            <source>text</source>
            <translation>texte</translation>
        </message>
        <message>
            <source>whole number</source>
            <translation>nombre entier</translation>
        </message>
        <message>
            <source>yes or no</source>
            <translation>oui ou non</translation>
        </message>
    </context>
    <context>
        <name>SearchLine</name>
        <message>
            <source>Search the collections</source>
            <translation>Rechercher dans les collections</translation>
        </message>
        <message>
            <source>Words of the title, description, keywords or platform</source>
            <translation>Mots du titre, de la description, des mots-clés ou de la plateforme</translation>
        </message>
    </context>
    <context>
        <name>SecretDialog</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Aide</translation>
        </message>
        <message>
            <source>How to get one (opens in your browser)</source>
            <translation>Comment l’obtenir (dans votre navigateur)</translation>
        </message>
        <message>
            <source>It is sent to {host} alone, and never written into a project. Where it is kept is set in Settings &gt; Options &gt; CICCLO.</source>
            <translation>L’envoi se fait à {host} seulement, et rien n’est écrit dans un projet. Le lieu de conservation se règle dans Préférences &gt; Options &gt; CICCLO.</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Problème</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Se connecter</translation>
        </message>
        <message>
            <source>Sign in to {platform}</source>
            <translation>Se connecter à {platform}</translation>
        </message>
        <message>
            <source>What becomes of it</source>
            <translation>Ce qu’il en advient</translation>
        </message>
        <message>
            <source>What is asked for</source>
            <translation>Ce qui est demandé</translation>
        </message>
    </context>
    <context>
        <name>Sentences</name>
        <message>
            <source>Access not stated</source>
            <translation>Accès non précisé</translation>
        </message>
        <message>
            <source>Access was refused to this account. Sign in with another account, or ask the platform's team.</source>
            <translation>L’accès a été refusé à ce compte. Connectez-vous avec un autre compte, ou adressez-vous à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>Address not found</source>
            <translation>Adresse introuvable</translation>
        </message>
        <message>
            <source>Address not known</source>
            <translation>Adresse inconnue</translation>
        </message>
        <message>
            <source>Answer too large</source>
            <translation>Réponse trop volumineuse</translation>
        </message>
        <message>
            <source>Cannot be reached</source>
            <translation>Injoignable</translation>
        </message>
        <message>
            <source>Certificate not trusted</source>
            <translation>Certificat refusé</translation>
        </message>
        <message>
            <source>For your IT support: “{detail}”.</source>
            <translation>Pour votre service informatique : « {detail} ».</translation>
        </message>
        <message>
            <source>Internal error</source>
            <translation>Erreur interne</translation>
        </message>
        <message>
            <source>No answer in time</source>
            <translation>Pas de réponse à temps</translation>
        </message>
        <message>
            <source>No collection</source>
            <translation>Aucune collection</translation>
        </message>
        <message>
            <source>No encrypted connection</source>
            <translation>Pas de connexion chiffrée</translation>
        </message>
        <message>
            <source>No encrypted connection (https) can be made with this server: it may know http alone. Check the address; begin it with http:// only where all data is open.</source>
            <translation>Aucune connexion chiffrée (https) n’est possible avec ce serveur : il ne connaît peut-être que http. Vérifiez l’adresse ; ne la commencez par http:// que si toutes les données sont ouvertes.</translation>
        </message>
        <message>
            <source>No right</source>
            <translation>Sans droit d’accès</translation>
        </message>
        <message>
            <source>Not an OGC API service</source>
            <translation>Pas un service OGC API</translation>
        </message>
        <message>
            <source>Open to all</source>
            <translation>Ouverte à tous</translation>
        </message>
        <message>
            <source>Open to all: no sign-in is needed.</source>
            <translation>Ouverte à tous : aucune connexion n’est nécessaire.</translation>
        </message>
        <message>
            <source>Open to you</source>
            <translation>Ouverte pour vous</translation>
        </message>
        <message>
            <source>Refused by the proxy</source>
            <translation>Refus du proxy</translation>
        </message>
        <message>
            <source>Restricted, and open to you: you are signed in to {platform}.</source>
            <translation>Restreinte, et ouverte pour vous : vous êtes connecté à {platform}.</translation>
        </message>
        <message>
            <source>Restricted: adding it to the map opens the sign-in of {platform}.</source>
            <translation>Restreinte : l’ajouter à la carte ouvre la connexion à {platform}.</translation>
        </message>
        <message>
            <source>Restricted: your account has no right to it. Ask the team of {platform} for access.</source>
            <translation>Restreinte : votre compte n’y a pas droit. Demandez l’accès à l’équipe de {platform}.</translation>
        </message>
        <message>
            <source>Session ended</source>
            <translation>Session terminée</translation>
        </message>
        <message>
            <source>Sign-in failed</source>
            <translation>Échec de la connexion</translation>
        </message>
        <message>
            <source>Sign-in needed</source>
            <translation>Connexion nécessaire</translation>
        </message>
        <message>
            <source>Signed in</source>
            <translation>Connecté</translation>
        </message>
        <message>
            <source>Signed in as {who}.</source>
            <translation>Connecté en tant que {who}.</translation>
        </message>
        <message>
            <source>Signing in…</source>
            <translation>Connexion…</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>Interrompue</translation>
        </message>
        <message>
            <source>The address of this platform's OGC API - Features service is not known. If you have it, add it as a platform.</source>
            <translation>L’adresse du service OGC API - Features de cette plateforme n’est pas connue. Si vous l’avez, ajoutez-la comme plateforme.</translation>
        </message>
        <message>
            <source>The answer received comes from another server than the platform's and was refused. Tell the platform's team.</source>
            <translation>La réponse reçue vient d’un autre serveur que celui de la plateforme et a été refusée. Signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The answer received does not belong to this sign-in and was refused. Sign in again; if it happens twice, tell the platform's team.</source>
            <translation>La réponse reçue n’appartient pas à cette connexion et a été refusée. Reconnectez-vous ; si cela se reproduit, signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The catalogue does not say who may open it. Adding it to the map will tell.</source>
            <translation>Le catalogue n’indique pas qui peut l’ouvrir ; l’ajout à la carte l’établira.</translation>
        </message>
        <message>
            <source>The login page was passed, but the platform opened no session. Sign in again; if it happens twice, tell the platform's team.</source>
            <translation>La page de connexion a été franchie, mais la plateforme n’a pas ouvert de session. Reconnectez-vous ; si cela se reproduit, signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The network proxy did not let the request through: QGIS has no user name and password for it, or wrong ones. Correct them in Settings &gt; Options &gt; Network, then try again.</source>
            <translation>Le proxy du réseau n’a pas laissé passer la requête : QGIS n’a pas d’identifiant et de mot de passe pour lui, ou ils sont erronés. Corrigez-les dans Préférences &gt; Options &gt; Réseau, puis réessayez.</translation>
        </message>
        <message>
            <source>The network proxy refused the request. Check Settings &gt; Options &gt; Network, then try again.</source>
            <translation>Le proxy du réseau a refusé la requête. Vérifiez Préférences &gt; Options &gt; Réseau, puis réessayez.</translation>
        </message>
        <message>
            <source>The platform answers, but shows no collection. If it holds restricted data, sign in; else come back later.</source>
            <translation>La plateforme répond, mais ne montre aucune collection. Si elle détient des données restreintes, connectez-vous ; sinon, revenez plus tard.</translation>
        </message>
        <message>
            <source>The platform asks for a stronger sign-in, such as one with a second factor, and this was not one. Sign in again that way, or ask your organisation for it.</source>
            <translation>La plateforme demande une connexion plus forte, par exemple avec un second facteur, et celle-ci ne l’était pas. Reconnectez-vous de cette façon, ou demandez-la à votre organisation.</translation>
        </message>
        <message>
            <source>The platform asks who you are, and tells no way to sign in from QGIS. Ask the platform's team.</source>
            <translation>La plateforme demande qui vous êtes, et n’indique aucun moyen de se connecter depuis QGIS. Adressez-vous à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The platform asks who you are. Sign in, then try again.</source>
            <translation>La plateforme demande qui vous êtes. Connectez-vous, puis réessayez.</translation>
        </message>
        <message>
            <source>The platform cannot be reached. Check your network connection, then try again.</source>
            <translation>La plateforme est injoignable. Vérifiez votre connexion au réseau, puis réessayez.</translation>
        </message>
        <message>
            <source>The platform did not complete the sign-in. Sign in again; if it happens twice, tell the platform's team.</source>
            <translation>La plateforme n’a pas mené la connexion à son terme. Reconnectez-vous ; si cela se reproduit, signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The platform has an internal error. Try again later, or tell its team.</source>
            <translation>La plateforme rencontre une erreur interne. Réessayez plus tard, ou signalez-le à son équipe.</translation>
        </message>
        <message>
            <source>The platform has nothing at this address any more. Check the address, or ask the platform's team.</source>
            <translation>La plateforme n’a plus rien à cette adresse. Vérifiez l’adresse, ou adressez-vous à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The platform is too busy. Wait a minute, then try again.</source>
            <translation>La plateforme est trop sollicitée. Patientez une minute, puis réessayez.</translation>
        </message>
        <message>
            <source>The platform says: “{detail}”.</source>
            <translation>Réponse de la plateforme : « {detail} ».</translation>
        </message>
        <message>
            <source>The platform took too long to answer. Try again in a moment.</source>
            <translation>La plateforme a mis trop de temps à répondre. Réessayez dans un instant.</translation>
        </message>
        <message>
            <source>The platform's answer cannot be read. Try again later, or tell its team.</source>
            <translation>La réponse de la plateforme est illisible. Réessayez plus tard, ou signalez-le à son équipe.</translation>
        </message>
        <message>
            <source>The platform's answer is too large to be read. Tell its team.</source>
            <translation>La réponse de la plateforme est trop volumineuse pour être lue. Signalez-le à son équipe.</translation>
        </message>
        <message>
            <source>The platform's certificate is not trusted, so nothing was sent. Ask your IT support to check it.</source>
            <translation>Le certificat de la plateforme n’est pas reconnu : rien n’a été envoyé. Demandez à votre service informatique de le vérifier.</translation>
        </message>
        <message>
            <source>The platform's sign-in service could not be found. Sign in again later, or tell the platform's team.</source>
            <translation>Le service de connexion de la plateforme est introuvable. Reconnectez-vous plus tard, ou signalez-le à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>The platform's sign-in service has an internal error. Sign in again later.</source>
            <translation>Le service de connexion de la plateforme rencontre une erreur interne. Reconnectez-vous plus tard.</translation>
        </message>
        <message>
            <source>The proof of identity received is not valid and was refused. Check this computer's clock, then sign in again.</source>
            <translation>La preuve d’identité reçue n’est pas valable et a été refusée. Vérifiez l’horloge de cet ordinateur, puis reconnectez-vous.</translation>
        </message>
        <message>
            <source>The request was stopped. Try again when you wish.</source>
            <translation>La requête a été interrompue. Réessayez quand vous le souhaitez.</translation>
        </message>
        <message>
            <source>The sign-in failed. Sign in again.</source>
            <translation>La connexion a échoué. Reconnectez-vous.</translation>
        </message>
        <message>
            <source>The sign-in is being completed…</source>
            <translation>La connexion se termine…</translation>
        </message>
        <message>
            <source>The sign-in service cannot be reached. Check your network connection, then sign in again.</source>
            <translation>Le service de connexion est injoignable. Vérifiez votre connexion au réseau, puis reconnectez-vous.</translation>
        </message>
        <message>
            <source>The sign-in took too long and was closed. Sign in again.</source>
            <translation>La connexion a pris trop de temps et a été fermée. Reconnectez-vous.</translation>
        </message>
        <message>
            <source>The sign-in was cancelled. Sign in again when you wish.</source>
            <translation>La connexion a été annulée. Reconnectez-vous quand vous le souhaitez.</translation>
        </message>
        <message>
            <source>The sign-in window could not be opened. Restart QGIS, then sign in again.</source>
            <translation>La fenêtre de connexion n’a pas pu s’ouvrir. Redémarrez QGIS, puis reconnectez-vous.</translation>
        </message>
        <message>
            <source>The sign-in window is opening…</source>
            <translation>La fenêtre de connexion s’ouvre…</translation>
        </message>
        <message>
            <source>There is an answer at this address, but no OGC API - Features service. Copy the address of a collection or of the service from the portal.</source>
            <translation>Cette adresse répond, mais ce n’est pas un service OGC API - Features. Copiez depuis le portail l’adresse d’une collection ou du service.</translation>
        </message>
        <message>
            <source>This computer's password store is locked. Unlock it, or sign in again.</source>
            <translation>Le coffre de mots de passe de cet ordinateur est verrouillé. Déverrouillez-le, ou reconnectez-vous.</translation>
        </message>
        <message>
            <source>This platform's way of signing in does not work on this computer. Ask the platform's team for another one.</source>
            <translation>Le mode de connexion de cette plateforme ne fonctionne pas sur cet ordinateur. Demandez-en un autre à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>Too busy</source>
            <translation>Trop sollicitée</translation>
        </message>
        <message>
            <source>Unreadable answer</source>
            <translation>Réponse illisible</translation>
        </message>
        <message>
            <source>Waiting for you in the sign-in window…</source>
            <translation>La fenêtre de connexion vous attend…</translation>
        </message>
        <message>
            <source>You are not signed in.</source>
            <translation>Vous n’êtes pas connecté.</translation>
        </message>
        <message>
            <source>You are signed in.</source>
            <translation>Vous êtes connecté.</translation>
        </message>
        <message>
            <source>Your account has no right to this data. Ask the platform's team for access.</source>
            <translation>Votre compte n’a pas droit à ces données. Demandez l’accès à l’équipe de la plateforme.</translation>
        </message>
        <message>
            <source>Your session has ended. Sign in again to go on.</source>
            <translation>Votre session est terminée. Reconnectez-vous pour continuer.</translation>
        </message>
        <message>
            <source>memory, until QGIS is closed</source>
            <translation>la mémoire, jusqu’à la fermeture de QGIS</translation>
        </message>
    </context>
    <context>
        <name>SessionTexts</name>
        <message>
            <source>It is renewed by itself before it ends.</source>
            <translation>Elle se renouvelle d’elle-même avant sa fin.</translation>
        </message>
        <message>
            <source>Kept in</source>
            <translation>Conservée dans</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>Depuis</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>Jusqu’à</translation>
        </message>
        <message>
            <source>Way in</source>
            <translation>Mode d’accès</translation>
        </message>
        <message>
            <source>no end known</source>
            <translation>sans fin connue</translation>
        </message>
        <message>
            <source>signed in since {moment}</source>
            <translation>connecté depuis {moment}</translation>
        </message>
        <message>
            <source>{label}: {value}.</source>
            <translation>{label} : {value}.</translation>
        </message>
        <message>
            <source>{who} is signed in here too. Nothing is asked for with this account until you choose it.</source>
            <translation>{who} est aussi connecté ici. Rien n’est demandé avec ce compte tant que vous ne l’avez pas choisi.</translation>
        </message>
    </context>
    <context>
        <name>SessionsWindow</name>
        <message>
            <source>An account or a key needs no renewal: it holds until the platform refuses it</source>
            <translation>Un compte ou une clé ne se renouvelle pas : il vaut tant que la plateforme l’accepte</translation>
        </message>
        <message>
            <source>Another account…</source>
            <translation>Autre compte…</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Cancel the sign-in</source>
            <translation>Annuler la connexion</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Forget all sessions on this computer?</source>
            <translation>Oublier toutes les sessions sur cet ordinateur ?</translation>
        </message>
        <message>
            <source>Forget everything</source>
            <translation>Tout oublier</translation>
        </message>
        <message>
            <source>Forget everything…</source>
            <translation>Tout oublier…</translation>
        </message>
        <message>
            <source>Kept in</source>
            <translation>Conservée dans</translation>
        </message>
        <message>
            <source>Platform</source>
            <translation>Plateforme</translation>
        </message>
        <message>
            <source>Renew</source>
            <translation>Renouveler</translation>
        </message>
        <message>
            <source>Sessions</source>
            <translation>Sessions</translation>
        </message>
        <message>
            <source>Sign in again…</source>
            <translation>Se reconnecter…</translation>
        </message>
        <message>
            <source>Sign in as someone else too; you can go back to this account</source>
            <translation>Se connecter aussi avec un autre compte ; vous pourrez revenir à celui-ci</translation>
        </message>
        <message>
            <source>Sign out here</source>
            <translation>Se déconnecter ici</translation>
        </message>
        <message>
            <source>Sign out here and at ProConnect</source>
            <translation>Se déconnecter ici et de ProConnect</translation>
        </message>
        <message>
            <source>Sign out of all platforms and drop the sign-in window's cookies</source>
            <translation>Se déconnecter de toutes les plateformes et effacer les cookies de la fenêtre de connexion</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>Depuis</translation>
        </message>
        <message>
            <source>The platform gave nothing to renew this session with</source>
            <translation>La plateforme n’a rien donné pour renouveler cette session</translation>
        </message>
        <message>
            <source>The selected session</source>
            <translation>La session sélectionnée</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>Jusqu’à</translation>
        </message>
        <message>
            <source>Use this account</source>
            <translation>Utiliser ce compte</translation>
        </message>
        <message>
            <source>Way in</source>
            <translation>Mode d’accès</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Qui</translation>
        </message>
        <message>
            <source>You are signed in to no platform.</source>
            <translation>Vous n’êtes connecté à aucune plateforme.</translation>
        </message>
        <message>
            <source>You are signed out of all platforms, what is kept of them is erased, and the sign-in window forgets your ProConnect session. Layers stay in the project and wait until you sign in again.</source>
            <translation>Vous êtes déconnecté de toutes les plateformes, ce qui en est conservé est effacé, et la fenêtre de connexion oublie votre session ProConnect. Les couches restent dans le projet et attendent que vous vous reconnectiez.</translation>
        </message>
        <message>
            <source>not in use</source>
            <translation>non utilisé</translation>
        </message>
    </context>
    <context>
        <name>SignInWindow</name>
        <message>
            <source>A download was refused: this window is for signing in only.</source>
            <translation>Un téléchargement a été refusé : cette fenêtre ne sert qu’à se connecter.</translation>
        </message>
        <message>
            <source>Address of the page</source>
            <translation>Adresse de la page</translation>
        </message>
        <message>
            <source>Address of the page, connection refused</source>
            <translation>Adresse de la page, connexion refusée</translation>
        </message>
        <message>
            <source>Address of the page, on this computer, not encrypted</source>
            <translation>Adresse de la page, sur cet ordinateur, non chiffrée</translation>
        </message>
        <message>
            <source>Address of the page, secure connection</source>
            <translation>Adresse de la page, connexion sécurisée</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Précédent</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Close this window without signing in (Esc)</source>
            <translation>Fermer cette fenêtre sans se connecter (Échap)</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copier</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>Couper</translation>
        </message>
        <message>
            <source>Going to {host}…</source>
            <translation>Ouverture de {host}…</translation>
        </message>
        <message>
            <source>Loading</source>
            <translation>Chargement</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Plus</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>Coller</translation>
        </message>
        <message>
            <source>Reload</source>
            <translation>Recharger</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>Tout sélectionner</translation>
        </message>
        <message>
            <source>Sign in to {platform}</source>
            <translation>Se connecter à {platform}</translation>
        </message>
        <message>
            <source>Stop loading</source>
            <translation>Arrêter le chargement</translation>
        </message>
        <message>
            <source>The page says: {text}</source>
            <translation>Message de la page : {text}</translation>
        </message>
        <message>
            <source>The platform's page</source>
            <translation>Page de la plateforme</translation>
        </message>
        <message>
            <source>The server itself calls this page an error.</source>
            <translation>Le serveur lui-même signale cette page comme une erreur.</translation>
        </message>
        <message>
            <source>You are signing in on the platform's own pages; QGIS never sees your password.</source>
            <translation>Vous vous connectez sur les pages de la plateforme ; QGIS ne voit jamais votre mot de passe.</translation>
        </message>
    </context>
    <context>
        <name>SourceSelect</name>
        <message>
            <source>Access</source>
            <translation>Accès</translation>
        </message>
        <message>
            <source>Add collections of the data platforms (CICCLO)</source>
            <translation>Ajouter des collections des plateformes de données (CICCLO)</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Collection</source>
            <translation>Collection</translation>
        </message>
        <message>
            <source>Collections found</source>
            <translation>Collections trouvées</translation>
        </message>
        <message>
            <source>No collection is known yet: open the CICCLO panel to list the platforms.</source>
            <translation>Aucune collection n’est encore connue : ouvrez le panneau CICCLO pour lister les plateformes.</translation>
        </message>
        <message>
            <source>Platform</source>
            <translation>Plateforme</translation>
        </message>
        <message>
            <source>Search the collections of all platforms</source>
            <translation>Rechercher dans les collections de toutes les plateformes</translation>
        </message>
        <message>
            <source>Sign in to {platform}, in the CICCLO panel, to read this record.</source>
            <translation>Connectez-vous à {platform}, dans le panneau CICCLO, pour lire cette fiche.</translation>
        </message>
        <message>
            <source>{count}; the {shown} most obvious are shown. Type more to narrow them.</source>
            <translation>{count} ; les {shown} plus évidentes sont affichées. Précisez la recherche pour affiner.</translation>
        </message>
        <message>
            <source>{platform} does not show this record to your account.</source>
            <translation>{platform} ne montre pas cette fiche à votre compte.</translation>
        </message>
    </context>
    <context>
        <name>Stage</name>
        <message>
            <source>The sign-in address of this platform is not encrypted, or is no web address; it was not opened.</source>
            <translation>L’adresse de connexion de cette plateforme n’est pas chiffrée, ou n’est pas une adresse web ; elle n’a pas été ouverte.</translation>
        </message>
    </context>
    <context>
        <name>Strangers</name>
        <message>
            <source>Add the platform</source>
            <translation>Ajouter la plateforme</translation>
        </message>
        <message>
            <source>Layers of this project wait for {host}, which is not among your platforms. Add it to open them.</source>
            <translation>Des couches de ce projet attendent {host}, qui n’est pas parmi vos plateformes. Ajoutez-la pour les ouvrir.</translation>
        </message>
        <message>
            <source>Layers of {platform} need a sign-in, and no way to do it is known yet.</source>
            <translation>Des couches de {platform} demandent une connexion, et aucun moyen de se connecter n’est encore connu.</translation>
        </message>
        <message>
            <source>Look for a way</source>
            <translation>Chercher un moyen</translation>
        </message>
    </context>
    <context>
        <name>Summary</name>
        <message>
            <source>1 platform could not be listed</source>
            <translation>1 plateforme n’a pas pu être listée</translation>
        </message>
        <message>
            <source>1 platform still to answer</source>
            <translation>1 plateforme doit encore répondre</translation>
        </message>
        <message>
            <source>still searching</source>
            <translation>recherche en cours</translation>
        </message>
        <message>
            <source>stopped before 1 platform had answered</source>
            <translation>arrêt avant la réponse d’une plateforme</translation>
        </message>
        <message>
            <source>stopped before {count} platforms had answered</source>
            <translation>arrêt avant la réponse de {count} plateformes</translation>
        </message>
        <message>
            <source>{count} of {all} platforms have answered</source>
            <translation>{count} plateformes sur {all} ont répondu</translation>
        </message>
        <message>
            <source>{count} platforms could not be listed</source>
            <translation>{count} plateformes n’ont pas pu être listées</translation>
        </message>
        <message>
            <source>{count} platforms still to answer</source>
            <translation>{count} plateformes doivent encore répondre</translation>
        </message>
        <message>
            <source>{some} of {all}</source>
            <translation>{some} sur {all}</translation>
        </message>
    </context>
    <context>
        <name>SystemBrowser</name>
        <message>
            <source>Back to QGIS</source>
            <translation>Retour à QGIS</translation>
        </message>
        <message>
            <source>Port {port} of this computer is in use; close what uses it, try again.</source>
            <translation>Le port {port} de cet ordinateur est occupé ; fermez ce qui l’utilise, puis réessayez.</translation>
        </message>
        <message>
            <source>The answer has reached QGIS. You may close this page.</source>
            <translation>La réponse est arrivée dans QGIS. Vous pouvez fermer cette page.</translation>
        </message>
        <message>
            <source>This sign-in is already open.</source>
            <translation>Cette connexion est déjà ouverte.</translation>
        </message>
        <message>
            <source>Your browser cannot do this sign-in.</source>
            <translation>Votre navigateur ne permet pas cette connexion.</translation>
        </message>
    </context>
    <context>
        <name>Vouching</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Does {server} sign people in for this platform?</source>
            <translation>Est-ce bien {server} qui connecte les utilisateurs de cette plateforme ?</translation>
        </message>
        <message>
            <source>Sign in there</source>
            <translation>S’y connecter</translation>
        </message>
        <message>
            <source>Sign in to {platform}</source>
            <translation>Connexion à {platform}</translation>
        </message>
        <message>
            <source>{here} says so itself. What {server} gives to QGIS when you sign in would be sent to {here}. Go on if you know that they belong together; else ask the platform's team first.</source>
            <translation>C’est {here} qui l’affirme. Ce que {server} donne à QGIS quand vous vous connectez serait envoyé à {here}. Continuez si vous savez que les deux vont ensemble ; sinon, demandez d’abord à l’équipe de la plateforme.</translation>
        </message>
    </context>
    <context>
        <name>Ways</name>
        <message>
            <source>API key</source>
            <translation>Clé d’API</translation>
        </message>
        <message>
            <source>Platform's own page</source>
            <translation>Page de la plateforme</translation>
        </message>
        <message>
            <source>ProConnect</source>
            <translation>ProConnect</translation>
        </message>
        <message>
            <source>Sign in by ProConnect</source>
            <translation>Se connecter avec ProConnect</translation>
        </message>
        <message>
            <source>Sign in on the platform's own page</source>
            <translation>Se connecter sur la page de la plateforme</translation>
        </message>
        <message>
            <source>Sign in with a technical account</source>
            <translation>Se connecter avec un compte technique</translation>
        </message>
        <message>
            <source>Sign in with an API key</source>
            <translation>Se connecter avec une clé d’API</translation>
        </message>
        <message>
            <source>Technical account</source>
            <translation>Compte technique</translation>
        </message>
    </context>
    <context>
        <name>WindowBrowser</name>
        <message>
            <source>The sign-in window of this platform is already open.</source>
            <translation>La fenêtre de connexion de cette plateforme est déjà ouverte.</translation>
        </message>
    </context>
</TS>

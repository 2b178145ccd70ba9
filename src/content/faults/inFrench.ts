/** What the check of content says to an editor, in French. */
import { mostNames, nearest } from './nearest.ts'

const quoted = (text: string): string => `«\u00A0${text}\u00A0»`
const listed = (texts: readonly string[]): string => texts.map(quoted).join(', ')

const yamlFaults: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Le retrait de cette ligne ne va pas avec celui des lignes du dessus, ou un crochet n’est pas refermé. Alignez-la.',
  TAB_AS_INDENT: 'Une tabulation sert ici de retrait. Remplacez-la par deux espaces.',
  DUPLICATE_KEY: 'Ce nom est déjà écrit plus haut au même endroit. Gardez un seul des deux.',
  MISSING_CHAR: 'Un guillemet ou un crochet n’est pas refermé avant cet endroit.',
  BLOCK_AS_IMPLICIT_KEY:
    'Ce texte contient un deux-points suivi d’un espace. Mettez tout le texte entre guillemets droits ("…"), ou écrivez >- puis le texte à la ligne suivante, en retrait.',
  MULTILINE_IMPLICIT_KEY: 'Ce nom s’étend sur plusieurs lignes. Il manque sans doute un deux-points, ou un retrait.',
  BAD_SCALAR_START: 'Un texte ne peut pas commencer par ce signe. Mettez tout le texte entre guillemets droits ("…").',
  BAD_DQ_ESCAPE: 'La barre oblique inverse a un sens particulier entre guillemets droits. Écrivez-la deux fois, ou ôtez-la.',
  MULTIPLE_DOCS: 'Une ligne --- coupe le fichier en deux. Ôtez-la.',
  RESOURCE_EXHAUSTION: 'Ce fichier a trop de niveaux les uns dans les autres.',
  AFTER_QUOTE:
    'Le texte commence par un guillemet droit, qui est refermé avant la fin de la ligne. Mettez tout le texte entre apostrophes droites (\'…\'), ou remplacez ces guillemets par « … ».',
  UNEXPECTED_TOKEN: 'Ce signe n’est pas attendu ici. Il manque sans doute un nom suivi d’un deux-points, ou un retrait.',
}

const nodes: Readonly<Record<string, string>> = {
  html: 'du HTML',
  table: 'un tableau',
  image: 'une image',
  imageReference: 'une image',
  code: 'un bloc de code (un retrait de quatre espaces en fait un)',
  inlineCode: 'du code entre accents graves',
  delete: 'du texte barré',
  blockquote: 'une citation',
  thematicBreak: 'un trait de séparation',
  definition: 'une adresse de lien mise à part',
  linkReference: 'un lien dont l’adresse est mise à part',
  footnoteReference: 'une note de bas de page',
  footnoteDefinition: 'une note de bas de page',
  listItem: 'une case à cocher',
}

export const french = {
  // Files
  folderMissing: () => 'Ce dossier n’existe pas ou ne peut pas être lu.',
  unknownFolder: ({ known }: { known: readonly string[] }) =>
    `Ce dossier n’est pas un dossier de contenu. Les dossiers possibles sont ${listed(known)}.`,
  notALocale: () => 'Ce dossier devrait porter un code de langue, par exemple « fr » ou « en ».',
  strayFile: ({ extension }: { extension: string }) => `Seuls des fichiers en ${quoted(`.${extension}`)} sont lus ici. Renommez ou déplacez celui-ci.`,
  noticeName: () =>
    `Une annonce n’est lue que dans un fichier qui porte le code d’une langue, par exemple ${quoted('fr.md')}. Renommez celui-ci.`,
  badFileName: () => 'Le nom d’un fichier ne peut contenir que des lettres sans accent, des chiffres et des traits d’union.',
  notAFile: () => 'Ceci n’est ni un fichier ni un dossier ordinaire (un raccourci, peut-être). Mettez le fichier lui-même.',
  tooDeep: () => 'Ce dossier est trop profond. Remontez-le.',
  tooLarge: ({ kilobytes }: { kilobytes: number }) => `Ce fichier dépasse ${kilobytes} ko. Coupez-le en plusieurs.`,
  notUtf8: () => 'Ce fichier n’est pas en UTF-8. Enregistrez-le de nouveau en choisissant cet encodage.',
  controlCharacter: () => 'Un caractère invisible se trouve ici. Effacez-le.',
  emptyFile: () => 'Ce fichier est vide.',
  unreadable: () => 'Ce fichier ne peut pas être lu. Vérifiez ses droits d’accès.',
  // YAML
  yaml: ({ code }: { code: string }) =>
    yamlFaults[code] ?? 'Ce fichier n’est pas écrit correctement à cet endroit. Vérifiez les retraits, les deux-points et les guillemets.',
  yamlAlias: () => 'Les signes & et * au début d’un texte ont un sens particulier. Mettez le texte entre guillemets droits ("…").',
  yamlTag: () => 'Le signe ! au début d’un texte a un sens particulier. Mettez le texte entre guillemets droits ("…").',
  yamlTooDeep: () => 'Ce fichier a trop de niveaux les uns dans les autres.',
  badName: ({ name }: { name: string }) =>
    name === ''
      ? 'Un nom ne peut être ni une liste ni un groupe. Écrivez un seul mot suivi d’un deux-points.'
      : `${quoted(name)} ne peut pas être un nom. Un nom n’a que des lettres sans accent, des chiffres, _ et -.`,
  // Front matter
  frontMissing: () => 'La page devrait commencer par une ligne ---, puis son titre (title: …), puis une autre ligne ---.',
  frontLanguage: () => 'La première ligne doit être --- et rien d’autre.',
  frontOpen: () => 'L’en-tête n’est pas fermé. Ajoutez une ligne --- après son dernier renseignement.',
  bodyEmpty: () => 'Cette page n’a pas de texte. Écrivez-le sous la deuxième ligne ---.',
  // Shapes
  missingName: ({ name }: { name: string }) => `Il manque ${quoted(name)} ici. Ajoutez une ligne ${quoted(`${name}: …`)}.`,
  unknownName: ({ name, known }: { name: string; known: readonly string[] }) =>
    `${quoted(name)} n’est pas connu ici. Les noms possibles sont ${listed(known)}.`,
  textExpected: () => 'Un texte est attendu ici, et non une liste ni un groupe.',
  quoteIt: () => 'Un texte est attendu ici. Mettez cette valeur entre guillemets droits ("…").',
  emptyText: () => 'Ce texte est vide. Écrivez-le.',
  listExpected: () => 'Une liste est attendue ici : un tiret par ligne, ou [un, deux].',
  namesExpected: () => 'Un groupe de textes nommés est attendu ici. Écrivez à la ligne, en retrait, un nom puis un deux-points et son texte.',
  yesOrNoExpected: () => 'Écrivez ici true (oui) ou false (non).',
  numberExpected: () => 'Un nombre entier est attendu ici, sans guillemets.',
  oneOf: ({ values }: { values: readonly string[] }) => `Cette valeur n’est pas connue. Les valeurs possibles sont ${listed(values)}.`,
  sameFieldTwice: () => 'Un champ de ce nom existe déjà plus haut. Changez le nom de l’un des deux.',
  limitsCrossed: () => 'La longueur minimale dépasse la longueur maximale. Corrigez l’une des deux.',
  optionsNeeded: () => 'Un champ à choix doit avoir au moins deux « options », et des noms différents.',
  settingUnused: () => 'Ce réglage ne sert pas à un champ de ce genre. Ôtez cette ligne, ou changez « kind ».',
  patternNeeded: () => 'Un champ de ce genre a besoin d’une expression régulière. Ajoutez une ligne « pattern », ou corrigez celle-ci.',
  themeUnknown: ({ theme, known }: { theme: string; known: readonly string[] }) =>
    `Le thème ${quoted(theme)} n’existe pas. Les thèmes possibles sont ${listed(known)}.`,
  relatedUnknown: ({ id }: { id: string }) => `Aucun article ne s’appelle ${quoted(id)}. Corrigez son nom, ou ôtez-le de la liste.`,
  relatedItself: () => 'Cet article renvoie à lui-même. Ôtez son nom de la liste.',
  tooManyWords: ({ words, most }: { words: number; most: number }) =>
    `Cet article a ${words} mots. Raccourcissez-le à ${most} au plus, ou coupez-le en deux.`,
  // Names against what is needed
  dialogMissing: ({ id }: { id: string }) => `Il manque le fichier de la conversation ${quoted(id)} dans cette langue. Créez-le.`,
  dialogUnknown: ({ id }: { id: string }) => `Aucune conversation ne s’appelle ${quoted(id)}. Corrigez le nom du fichier, ou supprimez-le.`,
  keyMissing: ({ keys }: { keys: readonly string[] }) =>
    keys.length === 1
      ? `Il manque le texte ${listed(keys)}, dont la conversation a besoin. Ajoutez-le.`
      : `Il manque ici ${keys.length} textes dont la conversation a besoin. Ajoutez-les : ${listed(keys)}.`,
  keyUnknown: ({ key }: { key: string }) => `Le texte ${quoted(key)} ne sert nulle part. Corrigez son nom, ou ôtez-le.`,
  pageMissing: ({ id }: { id: string }) => `Il manque la page ${quoted(id)}, qu’une conversation montre. Créez-la.`,
  dayExpected: () => 'Une date est attendue ici, année d’abord : 2026-11-22.',
  sectionBefore: () => 'Ce texte n’est dans aucune partie. Mettez-le sous un intertitre, par exemple ## cache.',
  sectionEmpty: ({ name }: { name: string }) => `La partie ${quoted(name)} est vide. Écrivez-la, ou ôtez son intertitre.`,
  sectionTwice: ({ name }: { name: string }) => `La partie ${quoted(name)} existe déjà plus haut. Gardez une seule des deux.`,
  sectionMissing: ({ name }: { name: string }) => `Il manque la partie ${quoted(name)}. Ajoutez l’intertitre ${quoted(`## ${name}`)}, puis ses étapes.`,
  sectionUnknown: ({ name, known, file }: { name: string; known: readonly string[]; file: string }) =>
    `La partie ${quoted(name)} n’a pas de titre dans ${quoted(file)}. Celles qui en ont un sont ${listed(known)}. Corrigez le nom, ou ajoutez-y son titre.`,
  sectionNotTranslated: ({ name, from }: { name: string; from: string }) =>
    `La partie ${quoted(name)} existe en ${quoted(from)} et manque ici. Traduisez-la.`,
  sectionOnlyHere: ({ name, from }: { name: string; from: string }) =>
    `La partie ${quoted(name)} n’existe qu’ici et manque en ${quoted(from)}. Ajoutez-la là-bas, ou ôtez-la d’ici.`,
  valueDiffers: ({ name, from }: { name: string; from: string }) =>
    `${quoted(name)} n’a pas la même valeur ici et en ${quoted(from)}. Écrivez la même.`,
  browserTwice: ({ id }: { id: string }) =>
    `La page ${quoted(id)} est déjà pour ce navigateur sur cet appareil. Changez « browser », « device » ou « os », ou gardez une seule page.`,
  formMissing: ({ id }: { id: string }) => `Il manque le formulaire ${quoted(id)}, qu’une conversation utilise. Créez-le.`,
  variableUnknown: ({ name, known }: { name: string; known: readonly string[] }) =>
    known.length === 0
      ? `La variable ${quoted(`{{${name}}}`)} n’est pas connue ici. Ôtez-la.`
      : known.length > mostNames
        ? `La variable ${quoted(`{{${name}}}`)} n’est pas connue ici. Les plus proches sont ${listed(nearest(name, known).map(each => `{{${each}}}`))}. Ôtez-la ou corrigez-la.`
        : `La variable ${quoted(`{{${name}}}`)} n’est pas connue ici. Les variables possibles sont ${listed(known.map(each => `{{${each}}}`))}.`,
  variableNeeded: ({ name }: { name: string }) =>
    `La variable ${quoted(`{{${name}}}`)} manque dans cet e-mail, qui ne sert à rien sans elle. Remettez-la.`,
  variableForm: () => 'Une variable s’écrit avec deux accolades de chaque côté et un nom sans espace ni accent : {{nom}}.',
  nesting: () => 'Le signe $t( n’est pas permis dans un texte. Ôtez-le.',
  // Languages against each other
  translationMissing: ({ locale, from }: { locale: string; from: string }) =>
    `Ce fichier n’existe pas en ${quoted(locale)}, alors qu’il existe en ${quoted(from)}. Créez-le, ou supprimez l’autre.`,
  originalMissing: ({ locale, from }: { locale: string; from: string }) =>
    `Ce fichier n’existe qu’en ${quoted(from)}, et l’original en ${quoted(locale)} manque. Écrivez-le, ou supprimez l’autre.`,
  keyNotTranslated: ({ key, from }: { key: string; from: string }) => `Le texte ${quoted(key)} existe en ${quoted(from)} et manque ici. Traduisez-le.`,
  keyOnlyHere: ({ key, from }: { key: string; from: string }) =>
    `Le texte ${quoted(key)} n’existe qu’ici et manque en ${quoted(from)}. Ajoutez-le là-bas, ou ôtez-le d’ici.`,
  notPublished: ({ locale, texts, pages, subjects, published }: Readonly<Record<'texts' | 'pages' | 'subjects', readonly [number, number]>> & {
    readonly locale: string
    readonly published: readonly string[]
  }) =>
    `La langue ${quoted(locale)} n’est pas publiée : ${texts.join(' textes sur ')}, ${pages.join(' pages sur ')}, ${subjects.join(' sujets sur ')}. Pour la liste de ce qui manque, lancez la vérification avec LOCALES=${published.join(',')}.`,
  kindDiffers: ({ key, from }: { key: string; from: string }) =>
    `${quoted(key)} est un texte dans une langue et une liste ou un groupe dans l’autre (${quoted(from)}). Écrivez-le pareil.`,
  variableMissing: ({ name, from }: { name: string; from: string }) =>
    `La variable ${quoted(`{{${name}}}`)} est dans le texte en ${quoted(from)} et manque ici. Ajoutez-la.`,
  variableOnlyHere: ({ name, from }: { name: string; from: string }) =>
    `La variable ${quoted(`{{${name}}}`)} n’est pas dans le texte en ${quoted(from)}. Ôtez-la, ou ajoutez-la là-bas.`,
  pluralMissing: ({ forms, locale }: { forms: readonly string[]; locale: string }) =>
    `Un texte qui compte a besoin en ${quoted(locale)} des formes ${listed(forms)}. Ajoutez celles qui manquent.`,
  staleTranslation: ({ key, from, name }: { key: string; from: string; name: string }) =>
    key === ''
      ? `Cette page a changé en ${quoted(from)} depuis qu’elle a été traduite. Traduisez le changement, ou dites qu’elle va encore : noa content translated "${name}".`
      : `Le texte ${quoted(key)} a changé en ${quoted(from)} depuis qu’il a été traduit. Traduisez le changement, ou dites qu’il va encore : noa content translated "${name}".`,
  // Pictures
  pictureMissing: ({ name }: { name: string }) =>
    `L’image ${quoted(`${name}.svg`)} n’est pas dans le dossier images. Ajoutez-la, ou corrigez le nom (sans .svg).`,
  pictureEnding: ({ name }: { name: string }) => `Écrivez le nom de l’image sans sa fin, seulement ${quoted(name)}.`,
  altMissing: () => 'Cette image n’a pas de description. Ajoutez une ligne « alt: … » qui dit ce qu’on y voit.',
  // Forms
  fieldWordsMissing: ({ field, keys }: { field: string; keys: readonly string[] }) =>
    keys.length === 1
      ? `Il manque ${listed(keys)} pour le champ ${quoted(field)}. Ajoutez-le.`
      : `Il manque ici ${keys.length} textes pour le champ ${quoted(field)}. Ajoutez-les : ${listed(keys)}.`,
  fieldUnknown: ({ field, key }: { field: string; key: string }) =>
    `${quoted(key)} ne sert pas au champ ${quoted(field)}. Corrigez son nom, ou ôtez-le.`,
  formWordsMissing: ({ id }: { id: string }) => `Il manque les textes du formulaire ${quoted(id)} dans cette langue. Créez ce fichier.`,
  formUnknown: ({ id }: { id: string }) => `Il n’y a pas de liste de champs ${quoted(`forms/fields/${id}.yml`)}. Créez-la, ou supprimez ce fichier.`,
  // Opening hours
  hoursFileName: () => 'Ce dossier ne contient que « helpdesk.yml ». Renommez ce fichier, ou ôtez-le.',
  timeUnknown: ({ name }: { name: string }) => `${quoted(name)} n’est pas une heure. Écrivez-la de 0:00 à 24:00, par exemple 9:00 ou 17:30.`,
  spanForm: ({ name }: { name: string }) =>
    `${quoted(name)} n’est pas une plage d’heures. Écrivez son début, un trait d’union et sa fin, par exemple 9:00-12:00, et une virgule entre deux plages.`,
  spanBackwards: ({ name }: { name: string }) => `La plage ${quoted(name)} finit avant d’avoir commencé. Corrigez l’une de ses heures.`,
  spansOverlap: ({ name }: { name: string }) => `La plage ${quoted(name)} commence avant la fin de la précédente. Corrigez l’une des deux.`,
  dateUnknown: ({ name }: { name: string }) => `${quoted(name)} n’est pas un jour du calendrier. Écrivez l’année, le mois et le jour : 2026-12-24.`,
  datesBackwards: () => 'Cette fermeture finit avant d’avoir commencé. Corrigez l’un de ses jours.',
  dayTwice: () => 'Ce jour est déjà plus haut dans la liste. Gardez un seul des deux.',
  zoneUnknown: ({ name }: { name: string }) => `${quoted(name)} n’est pas un fuseau horaire connu. Écrivez-le comme Europe/Paris ou Indian/Reunion.`,
  delayUnknown: ({ name }: { name: string }) => `${quoted(name)} n’est pas un délai. Écrivez un nombre de jours ou d’heures ouvrés : 2 days, 4 hours.`,
  // How it is written
  textWithoutPlace: () => 'Ce texte n’a plus de place dans cette version du guide. Abandonnez ce changement.',
  tooLongLabel: ({ length, most }: { length: number; most: number }) =>
    `Ce bouton a ${length} caractères. Raccourcissez-le à ${most} au plus : au-delà, il est coupé à l’écran.`,
  tooLongText: ({ length, most }: { length: number; most: number }) =>
    `Ce message a ${length} caractères. Raccourcissez-le à ${most} au plus, ou coupez-le en deux.`,
  tooLongForTeams: ({ length, most }: { length: number; most: number }) =>
    `Ce texte a ${length} caractères, et Teams en permet ${most} au plus. Raccourcissez-le.`,
  tooManyCommands: ({ most }: { most: number }) => `Teams ne montre que ${most} commandes. Ôtez les moins utiles.`,
  markdownForbidden: ({ node }: { node: string }) => `Il y a ici ${nodes[node] ?? 'une mise en forme'}, que Teams n’affiche pas. Écrivez-le autrement.`,
  boldOpen: () => 'Deux étoiles ** ouvrent ou ferment ici du gras, et il en manque deux autres. Ajoutez-les, collées au mot, ou ôtez celles-ci.',
  htmlInBare: () => 'Ce texte est montré tel quel : une balise s’y lirait. Ôtez-la.',
  cutByHash: () =>
    'Ce qui suit le signe # précédé d’un espace n’est pas lu : le texte est coupé ici. Mettez tout le texte entre guillemets droits ("…").',
  markdownNested: () => 'Une liste se trouve dans une autre liste. Gardez un seul niveau.',
  headingLevel: () => 'Un intertitre commence par ## ou ###.',
  headingHere: () => 'Un intertitre n’est pas permis ici. Écrivez-le en gras (**…**), ou ôtez le signe # du début.',
  linkAddress: () => 'Un lien doit mener à une adresse en https:// ou mailto:, ou à une variable entière.',
  linkBare: () => 'Cette adresse est écrite telle quelle. Écrivez un lien qui dit où il mène : [l’aide de Firefox](https://…).',
  linkLabel: () => 'Ce lien ne dit pas où il mène. Écrivez-le entre les crochets, par exemple [l’aide de Firefox](https://…).',
} satisfies Record<string, (details: never) => string>

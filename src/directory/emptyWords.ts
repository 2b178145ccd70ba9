/** Words that name no unit by themselves, in French and English, without accents. For reading what people type; nobody reads these. */

const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(word => word !== ''))

/** What holds a sentence together. */
export const functionWords = list(`
  a ai aie ait alors am an and apres are as at au aucun aussi autre aux avec avoir avons avez ayant be been bien but
  by c ca car ce cela celle celui ces cet cette chez ci com comme comment could d dans de depuis des deux did do does
  done donc dont du elle elles en encore entre es est et etait etais ete etes etre eu eux fait fais for from fr had
  has have he hello her here his how http https i if il ils in is it its j je jusqu jusque l la le les leur leurs lui
  m ma mais me meme mes moi mon my n ne ni no non nos not notre nous now of ok on ont or org ou oui our par parce pas
  pendant peu peut peux plus pour pourrait pourriez pouvez puis qu quand que quel quelle quelles quels qui quoi s sa
  sais sait san sans savoir se sera serai ses she si soit sommes son sont sous suis sur t ta te tes than that the
  their them then there they this those to toi ton tous tout toute toutes tres tu un une us vais va vers via voici
  voila vos votre vous was we were what when where which who whose why will with would www y yes you your x vs al
  bonjour bonsoir salut merci svp stp please thanks thank hi dear cordialement cher chere
`)

/** What people say about themselves and their place of work, and how they ask. */
export const talkWords = list(`
  actuellement these recu recue recus envoye accede acceder acces access account aide aider aimerais appartenir
  appartiens appelle appellee arrive arriver assistant assistante associe associee ater attache attachee belong
  belongs besoin bosse bossons cdd cdi cherche chercher chercheur chercheurs chercheuse choisir choose chose code
  compte compter confirmer connais connaissez connaitre connecter connexion contractuel contractuelle correct croire
  crois demande depend depends dependre dir directeur directrice dis dit dites doctorant doctorante doctorants
  doctorat doctoral do docteur docteure emploi employed employee employe employeur enseignant enseignante enseignants
  exact existe exist etudiant etudiante etudiants faculte fac faire faut fellow find fonctionnaire gestionnaire infos
  ingenieur ingenieure inscrit inscrite intern is est-ce ita iut job know lequel lab labs labo labos laboratoire
  laboratoires laboratory laboratories lies local login maitre maitresse master membre member membres mix mission
  monsieur madame nom name named nomme nommee numero number num office ou parti partie permanent personnel personnels
  phd poste postdoc post postdoctorant postdoctorante postdoctoral pourquoi prends prendre professeur professeure
  professor prof profs professionnel project question quelqu rattache rattachee rattachement recherche recherches
  recrute recrutee renseignement rejoint researcher research secretaire secretariat sinon situe situee souhaite staff
  stage stagiaire stagiaires statut student tell technicien technicienne travail travaille travailler travaillons
  trouve trouver tutelle tutelles umr uar unit units unite unites unknown upr universitaire vacataire verifier veux
  voudrais vouloir want wonder work working works year years an ans annee annees mois janvier fevrier mars avril mai
  juin juillet aout septembre octobre novembre decembre equipe equipes team teams structure structures dependant
  dependante agent agents cnrs heberge hebergee hosted based basee bureau campus sein ici accueil accueille accueilli
  accueillie invite invitee visiteur nouveau nouvelle appartient appartenons parle parler peuvent pense sure sur vrai
  faux really est-il relever releve relevons considere consideree considered federation departement department dept
  cotutelle co encadre encadree supervise hal site web adresse address mail email
`)

/** What many units call themselves: weak in a name, nothing alone. */
export const genericWords = list(`
  laboratoire laboratory institut institute centre center unite unit equipe team groupe group departement department
  recherche recherches research etude etudes science sciences service services plateforme plate forme federation
  structure pole reseau mixte international internationale nationale national europeen europeenne francais francaise
  interdisciplinaire pluridisciplinaire universitaire applique appliquee appliquees appliques general generale
  observatoire maison interuniversitaire projet programme axe ecole universite
`)

/** Acronyms that are also words or first names: taken for a unit only when written in capitals or right after « laboratoire ». */
export const wordLikeAcronyms = list(`
  act acta acte actes ace adapt adef ades age ages aida alter ame amis amp ampere anima anode ange apollo approches
  arche arenes artemis arts as aster astral ate athena atlantis aura auctus ava avec avenues baobab bap bar base beta
  bio bon bonheurs bonus boa brains breed cadis cage camp cams caps captur care caref carmen carte cascad case cash
  castor cave cel celeste certes ces chad charme chart cher child chimere chip chroma chrome chrono cible cid cim
  cirque cite citrus clea cobra coffee com comete commedia compass compo condorcet corpus cream credo cree crem crest
  cris crise crises crisis croc crossing dam dame dance dante datif dating david deep defense defi demo diament dice
  dire dis disc disco dive dite don dracula drive dynamic dynamique dynamo echanges ecritures edge elan elle emily
  emma en ent epi epiderme erudite escape espace esprit essai ess est etc ethic ethics ethos etna euclid eva eve
  experice facets familles fare fast fermat fetus feux fil fire fite flowers frame fred free fresnel fun gag gain
  gains gamma gap gel gems gem gen genre gens geo geste get graphos green grief habiter har heracles histoire home
  hort humanis hybrid hydro icare icar ida idea image imager imagine imago impact impa improving in ines infinite
  infinity info innov int interact iris iso isis jacob kairos la lace lads lama lame lampe lamp lance laplace lara
  large larsen led legal lego legos lemma lemon leo lest let lettres lia lib lie lied lien liens lieu life lim link
  lion lip lire lis list lise live love lumen lux mage magellan mai maison map marge mars mat max meca medecine mega
  melting memo mes met meta metis mica mie mil mim mina minea mire misha mint mobile mocah moi mom monde mop morpheme
  mosaic mosaique move nano neo net neuron neuropole nice nimbe nos nudice ode omega on open opera optima optique or
  oriel ouragan pain pal pam panther par parietal partout pas pass passage pasta pasteur pause pave pays perseus
  petrus phare phase phenix photon physique piment pixel place plan platon pleiade poems pole port pourpre prim prime
  prism prisme prof projects promes protect proton psi quantic quartz rainbow rapsodie rat record recover regards
  relax relais rem reset reshape resist retines ride rien rite romeo root ruralites sacre saf safire sage sam satie
  save scale science scope search sears seed seeds sel selle sens sep serena serpent sera set sic sierra sign silence
  silent smart socrate sol soleil sols son sonar sonas spade spades spec specific sphere sphinx spices spin star stars
  ste sti storm stras string strong sud suds sur sureau sym synergie table tam tangram tape taran target team techne
  telice tel temos temps ten tens terre test the thema theme thoth tie titane tonic tonus tops toxic trace traces
  transform tree tribe trame tronc tropical true tse ulisse un unis urba us vac vale valse vassal vent vie victoire
  vip visa vista vite vitro voie vue wind wood work zenith espaces mondes cultures litterature langues droit economie
  sociologie chimie biologie mathematiques informatique analyses chimeco nutrition agora babel calisto criobe gaston
  jean pierre paul marie claude henri louis agathe amies rei acp amap api pacte triangle
`)

/** Right before a name: what follows is a place of work. */
export const cueWords = list(`
  laboratoire labo lab laboratory unite unit umr upr uar equipe team institut institute centre center ums usr
  laboratoires
`)

/** How people shorten the words of names; singular, as names are compared. */
export const abbreviations: ReadonlyMap<string, readonly string[]> = new Map([
  ['math', ['mathematique']],
  ['info', ['informatique']],
  ['bio', ['biologie']],
  ['meteo', ['meteorologie']],
  ['psycho', ['psychologie']],
  ['socio', ['sociologie']],
  ['anthropo', ['anthropologie']],
  ['philo', ['philosophie']],
  ['archeo', ['archeologie']],
  ['astro', ['astrophysique', 'astronomie']],
  ['geo', ['geologie', 'geographie', 'geoscience']],
  ['eco', ['economie', 'ecologie']],
  ['neuro', ['neuroscience']],
  ['physio', ['physiologie']],
  ['meca', ['mecanique']],
])

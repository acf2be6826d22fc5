// <pledge-chat>: questions to an organisation, answered in its own words, on any page.
//
//   <script type="module" src="https://pledge.example.org/widget.js"></script>
//   <pledge-chat site="shop"></pledge-chat>
//
// This file is the source: no build, no dependency. It holds no secret: the page gets a short-lived token for its site
// (or from its own server, see `token-url`). Whatever comes from people or documents is only ever set as text.
// Attributes, theming and the content security policy of the page: docs/widget.md.

const HOME = new URL(import.meta.url).origin;
const SILENCE_MS = 40_000; // the server says something every 15 seconds, if only that it is still there
const RETRY_MS = [500, 1_500, 4_000, 8_000]; // pauses before a question is sent again by itself
const LONGEST_QUESTION = 2_000;
const AROUND = [600, 3_000, 20_000]; // characters of the document before and after a quote, each time one asks for more

// ---------------------------------------------------------------------------------------------------------- texts

const MESSAGES = {
  en: {
    title: "Ask about our promises",
    launch: "Ask about our promises",
    welcome: "Ask what we promise. Answers are quotes from our own documents, with their source.",
    close: "Close chat",
    fresh: "New conversation",
    conversation: "Conversation",
    question: "Your question",
    placeholder: "How long can I return it?",
    send: "Send",
    you: "You asked:",
    searching: "Searching…",
    searchingIn: (n) => `Searching ${n} documents…`,
    said: { promised: "Our documents promise:", conditional: "Our documents say, with conditions:", excluded: "Our documents rule this out:", none: "Our documents say:" },
    silent: {
      nothing_found: "Our documents don’t say anything about this.",
      not_enough_evidence: "Our documents don’t say. That is neither a yes nor a no.",
      wrong_kind: "Our documents speak of something like it, but don’t say what you ask. That is neither a yes nor a no.",
    },
    unclear: "What would you like to know? Please say it in a few words.",
    searched: (n, day) => `Searched: ${n} documents in force on ${day}`,
    nearest: "The closest passages, which don’t answer it",
    contact: "Ask a person",
    roles: { answer: "Our words", condition: "Condition", exception: "Exception", remedy: "If we fail", conflict: "Contradiction" },
    disagree: "Our documents disagree about this. Both are shown; please ask which one applies.",
    version: (v) => `version ${v}`,
    since: (day) => `in force since ${day}`,
    until: (day) => `no longer in force since ${day}`,
    page: (n) => `page ${n}`,
    show: "Show in the document",
    back: "Back to the conversation",
    quoteBegins: "Quote begins.",
    quoteEnds: "Quote ends.",
    more: "Show more of the document",
    opening: "Opening the document…",
    copy: "Copy with source",
    copied: "Copied",
    helpful: "Helpful",
    unhelpful: "Not helpful",
    why: "What was wrong or missing? (optional)",
    sendWhy: "Send",
    skip: "Skip",
    thanks: "Thank you.",
    receipt: "Receipt",
    asOf: "As of",
    today: "today",
    asOfLabel: "Answer as of this day, such as the day you bought something",
    erase: "Delete this conversation",
    eraseSure: "Delete everything said here, for good?",
    eraseYes: "Delete",
    eraseNo: "Keep",
    erased: "The conversation is deleted.",
    options: "Options",
    answered: (n) => `Answer with ${n} ${n === 1 ? "quote" : "quotes"}.`,
    abstained: "No answer in our documents.",
    offline: "You are offline. Your question is kept and will be sent when you are back.",
    lost: "The connection was lost. Trying again…",
    failed: "The connection was lost. Your question is kept.",
    retry: "Try again",
    wait: (n) => `That was a lot at once. Your question is kept and will be sent in ${n} seconds.`,
    refused: "This page may not use the chat.",
    fault: "Something went wrong on our side.",
  },
  de: {
    title: "Fragen zu unseren Zusagen",
    launch: "Fragen zu unseren Zusagen",
    welcome: "Fragen Sie, was wir zusagen. Antworten sind Zitate aus unseren eigenen Dokumenten, mit Quelle.",
    close: "Chat schließen",
    fresh: "Neues Gespräch",
    conversation: "Gespräch",
    question: "Ihre Frage",
    placeholder: "Wie lange kann ich es zurückgeben?",
    send: "Senden",
    you: "Sie haben gefragt:",
    searching: "Wird gesucht …",
    searchingIn: (n) => `${n} Dokumente werden durchsucht …`,
    said: { promised: "Unsere Dokumente sagen zu:", conditional: "Unsere Dokumente sagen, mit Bedingungen:", excluded: "Unsere Dokumente schließen das aus:", none: "Unsere Dokumente sagen:" },
    silent: {
      nothing_found: "Unsere Dokumente sagen darüber nichts.",
      not_enough_evidence: "Unsere Dokumente sagen es nicht. Das ist weder ein Ja noch ein Nein.",
      wrong_kind: "Unsere Dokumente sprechen von Ähnlichem, beantworten Ihre Frage aber nicht. Das ist weder ein Ja noch ein Nein.",
    },
    unclear: "Was möchten Sie wissen? Bitte sagen Sie es in ein paar Worten.",
    searched: (n, day) => `Durchsucht: ${n} Dokumente, gültig am ${day}`,
    nearest: "Die nächstliegenden Stellen, die es nicht beantworten",
    contact: "Einen Menschen fragen",
    roles: { answer: "Unsere Worte", condition: "Bedingung", exception: "Ausnahme", remedy: "Wenn wir es nicht einhalten", conflict: "Widerspruch" },
    disagree: "Unsere Dokumente widersprechen sich hier. Beide Stellen sind gezeigt; bitte fragen Sie nach, welche gilt.",
    version: (v) => `Fassung ${v}`,
    since: (day) => `gültig seit ${day}`,
    until: (day) => `seit ${day} nicht mehr gültig`,
    page: (n) => `Seite ${n}`,
    show: "Im Dokument zeigen",
    back: "Zurück zum Gespräch",
    quoteBegins: "Zitat beginnt.",
    quoteEnds: "Zitat endet.",
    more: "Mehr vom Dokument zeigen",
    opening: "Dokument wird geöffnet …",
    copy: "Mit Quelle kopieren",
    copied: "Kopiert",
    helpful: "Hilfreich",
    unhelpful: "Nicht hilfreich",
    why: "Was war falsch oder fehlte? (freiwillig)",
    sendWhy: "Senden",
    skip: "Überspringen",
    thanks: "Danke.",
    receipt: "Beleg",
    asOf: "Stand",
    today: "heute",
    asOfLabel: "Antworten nach dem Stand dieses Tages, etwa des Kauftags",
    erase: "Dieses Gespräch löschen",
    eraseSure: "Alles hier Gesagte endgültig löschen?",
    eraseYes: "Löschen",
    eraseNo: "Behalten",
    erased: "Das Gespräch ist gelöscht.",
    options: "Einstellungen",
    answered: (n) => `Antwort mit ${n} ${n === 1 ? "Zitat" : "Zitaten"}.`,
    abstained: "Keine Antwort in unseren Dokumenten.",
    offline: "Sie sind offline. Ihre Frage bleibt erhalten und wird gesendet, sobald Sie wieder verbunden sind.",
    lost: "Die Verbindung ist abgebrochen. Neuer Versuch …",
    failed: "Die Verbindung ist abgebrochen. Ihre Frage bleibt erhalten.",
    retry: "Noch einmal versuchen",
    wait: (n) => `Das war viel auf einmal. Ihre Frage bleibt erhalten und wird in ${n} Sekunden gesendet.`,
    refused: "Diese Seite darf den Chat nicht benutzen.",
    fault: "Bei uns ist etwas schiefgegangen.",
  },
  fr: {
    title: "Questions sur nos engagements",
    launch: "Questions sur nos engagements",
    welcome: "Demandez ce que nous promettons. Les réponses sont des citations de nos documents, avec leur source.",
    close: "Fermer la discussion",
    fresh: "Nouvelle conversation",
    conversation: "Conversation",
    question: "Votre question",
    placeholder: "Jusqu’à quand puis-je le rendre ?",
    send: "Envoyer",
    you: "Vous avez demandé :",
    searching: "Recherche…",
    searchingIn: (n) => `Recherche dans ${n} documents…`,
    said: { promised: "Nos documents promettent :", conditional: "Nos documents disent, sous conditions :", excluded: "Nos documents l’excluent :", none: "Nos documents disent :" },
    silent: {
      nothing_found: "Nos documents n’en disent rien.",
      not_enough_evidence: "Nos documents ne le disent pas. Ce n’est ni un oui ni un non.",
      wrong_kind: "Nos documents parlent de quelque chose de proche, mais ne disent pas ce que vous demandez. Ce n’est ni un oui ni un non.",
    },
    unclear: "Que souhaitez-vous savoir ? Dites-le en quelques mots.",
    searched: (n, day) => `Recherche faite dans ${n} documents en vigueur le ${day}`,
    nearest: "Les passages les plus proches, qui n’y répondent pas",
    contact: "Demander à une personne",
    roles: { answer: "Nos mots", condition: "Condition", exception: "Exception", remedy: "Si nous manquons à cela", conflict: "Contradiction" },
    disagree: "Nos documents se contredisent sur ce point. Les deux passages sont montrés ; demandez-nous lequel s’applique.",
    version: (v) => `version ${v}`,
    since: (day) => `en vigueur depuis le ${day}`,
    until: (day) => `n’est plus en vigueur depuis le ${day}`,
    page: (n) => `page ${n}`,
    show: "Voir dans le document",
    back: "Retour à la conversation",
    quoteBegins: "Début de la citation.",
    quoteEnds: "Fin de la citation.",
    more: "Voir plus du document",
    opening: "Ouverture du document…",
    copy: "Copier avec la source",
    copied: "Copié",
    helpful: "Utile",
    unhelpful: "Pas utile",
    why: "Qu’est-ce qui était faux ou manquait ? (facultatif)",
    sendWhy: "Envoyer",
    skip: "Passer",
    thanks: "Merci.",
    receipt: "Reçu",
    asOf: "À la date",
    today: "d’aujourd’hui",
    asOfLabel: "Répondre à la date de ce jour, par exemple celui de votre achat",
    erase: "Supprimer cette conversation",
    eraseSure: "Supprimer définitivement tout ce qui a été dit ici ?",
    eraseYes: "Supprimer",
    eraseNo: "Garder",
    erased: "La conversation est supprimée.",
    options: "Options",
    answered: (n) => `Réponse avec ${n} ${n === 1 ? "citation" : "citations"}.`,
    abstained: "Pas de réponse dans nos documents.",
    offline: "Vous êtes hors ligne. Votre question est gardée et sera envoyée à votre retour.",
    lost: "La connexion est perdue. Nouvel essai…",
    failed: "La connexion est perdue. Votre question est gardée.",
    retry: "Réessayer",
    wait: (n) => `C’était beaucoup à la fois. Votre question est gardée et sera envoyée dans ${n} secondes.`,
    refused: "Cette page ne peut pas utiliser la discussion.",
    fault: "Une erreur s’est produite de notre côté.",
  },
  es: {
    title: "Preguntas sobre nuestros compromisos",
    launch: "Preguntas sobre nuestros compromisos",
    welcome: "Pregunte qué prometemos. Las respuestas son citas de nuestros documentos, con su fuente.",
    close: "Cerrar el chat",
    fresh: "Nueva conversación",
    conversation: "Conversación",
    question: "Su pregunta",
    placeholder: "¿Hasta cuándo puedo devolverlo?",
    send: "Enviar",
    you: "Usted preguntó:",
    searching: "Buscando…",
    searchingIn: (n) => `Buscando en ${n} documentos…`,
    said: { promised: "Nuestros documentos prometen:", conditional: "Nuestros documentos dicen, con condiciones:", excluded: "Nuestros documentos lo excluyen:", none: "Nuestros documentos dicen:" },
    silent: {
      nothing_found: "Nuestros documentos no dicen nada sobre esto.",
      not_enough_evidence: "Nuestros documentos no lo dicen. Eso no es ni un sí ni un no.",
      wrong_kind: "Nuestros documentos hablan de algo parecido, pero no dicen lo que pregunta. Eso no es ni un sí ni un no.",
    },
    unclear: "¿Qué desea saber? Dígalo en pocas palabras.",
    searched: (n, day) => `Se buscó en ${n} documentos vigentes el ${day}`,
    nearest: "Los pasajes más cercanos, que no lo responden",
    contact: "Preguntar a una persona",
    roles: { answer: "Nuestras palabras", condition: "Condición", exception: "Excepción", remedy: "Si no cumplimos", conflict: "Contradicción" },
    disagree: "Nuestros documentos se contradicen en esto. Se muestran ambos pasajes; pregunte cuál se aplica.",
    version: (v) => `versión ${v}`,
    since: (day) => `vigente desde el ${day}`,
    until: (day) => `ya no está vigente desde el ${day}`,
    page: (n) => `página ${n}`,
    show: "Ver en el documento",
    back: "Volver a la conversación",
    quoteBegins: "Empieza la cita.",
    quoteEnds: "Termina la cita.",
    more: "Ver más del documento",
    opening: "Abriendo el documento…",
    copy: "Copiar con la fuente",
    copied: "Copiado",
    helpful: "Útil",
    unhelpful: "No es útil",
    why: "¿Qué estaba mal o faltaba? (opcional)",
    sendWhy: "Enviar",
    skip: "Omitir",
    thanks: "Gracias.",
    receipt: "Recibo",
    asOf: "A fecha de",
    today: "hoy",
    asOfLabel: "Responder a fecha de este día, por ejemplo el de su compra",
    erase: "Borrar esta conversación",
    eraseSure: "¿Borrar para siempre todo lo dicho aquí?",
    eraseYes: "Borrar",
    eraseNo: "Conservar",
    erased: "La conversación está borrada.",
    options: "Opciones",
    answered: (n) => `Respuesta con ${n} ${n === 1 ? "cita" : "citas"}.`,
    abstained: "No hay respuesta en nuestros documentos.",
    offline: "No tiene conexión. Su pregunta se guarda y se enviará cuando vuelva.",
    lost: "Se perdió la conexión. Intentando de nuevo…",
    failed: "Se perdió la conexión. Su pregunta se guarda.",
    retry: "Intentar de nuevo",
    wait: (n) => `Fue mucho a la vez. Su pregunta se guarda y se enviará en ${n} segundos.`,
    refused: "Esta página no puede usar el chat.",
    fault: "Algo salió mal por nuestra parte.",
  },
};

// ------------------------------------------------------------------------------------------------------- appearance

const LIGHT = `
  --accent: var(--pledge-accent, #0a5c52); --on-accent: var(--pledge-on-accent, #ffffff);
  --background: var(--pledge-background, #ffffff); --surface: var(--pledge-surface, #f1f5f4);
  --text: var(--pledge-text, #1b2422); --muted: var(--pledge-muted, #52605c); --line: var(--pledge-line, #74827e);
  --condition: #8a5200; --exception: #a3243b; --remedy: #1b5a9e; --conflict: #6b3fa0;
  --mark: #ffe58a; --on-mark: #1b2422; color-scheme: light;`;
const DARK = `
  --accent: var(--pledge-accent-dark, #74d6c5); --on-accent: var(--pledge-on-accent-dark, #06201c);
  --background: var(--pledge-background-dark, #131d1b); --surface: var(--pledge-surface-dark, #1e2b28);
  --text: var(--pledge-text-dark, #e9f0ee); --muted: var(--pledge-muted-dark, #adbbb7);
  --line: var(--pledge-line-dark, #7d8f8a);
  --condition: #f2b866; --exception: #ff9fac; --remedy: #94c4ff; --conflict: #d0b5ff;
  --mark: #6b5600; --on-mark: #ffffff; color-scheme: dark;`;

// A stylesheet made by script needs no 'unsafe-inline'; `!important` here wins over the page's own, and keeps its
// resets out. Sizes are in em of the reader's own font size, so that a page's odd root size changes nothing.
const STYLE = `
:host { all: initial !important; display: block !important; }
:host([hidden]) { display: none !important; }
.root { ${LIGHT}
  font: normal 400 medium/1.5 var(--pledge-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  color: var(--text); text-align: start; letter-spacing: normal; word-spacing: normal; }
@media (prefers-color-scheme: dark) { .root:not([data-theme="light"]) { ${DARK} } }
.root[data-theme="dark"] { ${DARK} }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, h4, p, ol, ul, figure, blockquote, dl, dd { margin: 0; padding: 0; font: inherit; list-style: none; }
button, input, textarea { font: inherit; color: inherit; margin: 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher { position: fixed; inset-block-end: 1em; inset-inline-end: 1em; z-index: var(--pledge-z-index, 2147483000);
  display: flex; align-items: center; gap: .6em; max-inline-size: calc(100vw - 2em); padding: .75em 1.15em;
  border: 2px solid transparent; border-radius: 2em; background: var(--accent); color: var(--on-accent);
  font-weight: 600; cursor: pointer; box-shadow: 0 .2em 1em rgb(0 0 0 / .3); }
.launcher:focus-visible { outline-color: var(--text); box-shadow: 0 0 0 2px var(--background); }
.launcher svg { flex: none; inline-size: 1.4em; block-size: 1.4em; }
.start .launcher { inset-inline: 1em auto; }

.panel { display: none; flex-direction: column; color: inherit; background: var(--background);
  border: 1px solid var(--line); border-radius: var(--pledge-radius, .75em); overflow: hidden; padding: 0; margin: 0; }
.panel[open], .inline .panel { display: flex; }
.inline .panel { position: relative; inline-size: 100%; block-size: var(--pledge-height, 40em); min-block-size: 22em; }
.floating .panel { position: fixed; inset: auto 1em 1em auto; inset-inline: auto 1em; z-index: var(--pledge-z-index, 2147483000);
  inline-size: min(var(--pledge-width, 27em), calc(100vw - 2em)); max-inline-size: none;
  block-size: min(var(--pledge-height, 42em), calc(100vh - 2em)); max-block-size: none; box-shadow: 0 .4em 2.4em rgb(0 0 0 / .35); }
.floating.start .panel { inset-inline: 1em auto; }
@media (max-width: 30em), (max-height: 30em) {
  .floating.floating.floating .panel { inset: 0; inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; } }
.panel::backdrop { background: rgb(0 0 0 / .4); }

header { display: flex; align-items: center; gap: .4em; padding: .5em .5em .5em 1em; padding-inline: 1em .5em;
  background: var(--accent); color: var(--on-accent); }
header h2 { flex: 1; font-size: 1.05em; font-weight: 650; line-height: 1.3; overflow-wrap: anywhere; }
header button { flex: none; display: grid; place-items: center; inline-size: 2.75em; block-size: 2.75em; padding: 0;
  border: 0; border-radius: .5em; background: none; cursor: pointer; }
header button:hover { background: rgb(127 127 127 / .35); }
header button:focus-visible { outline-color: var(--on-accent); outline-offset: -4px; }
header svg { inline-size: 1.4em; block-size: 1.4em; }

.scroll { flex: 1; min-block-size: 0; overflow: auto; overscroll-behavior: contain; padding: 1em; position: relative;
  overflow-wrap: anywhere; }
.scroll:focus-visible { outline-offset: -4px; }
.welcome { color: var(--muted); }
.exchange { margin-block-end: 1.5em; }
.question { font-weight: 600; margin-block-end: .75em; padding: .6em .8em; background: var(--surface);
  border-radius: .6em; white-space: pre-wrap; }
.lead { margin-block-end: .6em; }
.model { white-space: pre-wrap; margin-block-end: .8em; }
.note { margin-block: .6em; padding: .5em .8em; border: 2px solid var(--conflict); border-radius: .4em; }
.status { color: var(--muted); }
.busy::after { content: ""; display: inline-block; inline-size: .8em; block-size: .8em; margin-inline-start: .5em;
  border: 2px solid currentColor; border-block-start-color: transparent; border-radius: 50%; }
@media (prefers-reduced-motion: no-preference) { .busy::after { animation: turn 1s linear infinite; } }
@keyframes turn { to { rotate: 1turn; } }

.quote { --edge: var(--accent); margin-block: .75em; padding: .5em .8em .6em; border: 1px solid var(--line);
  border-inline-start: .35em solid var(--edge); border-radius: .3em; }
.condition { --edge: var(--condition); border-inline-start-style: dashed; }
.exception { --edge: var(--exception); border-inline-start-style: double; border-inline-start-width: .5em; }
.remedy { --edge: var(--remedy); border-inline-start-style: dotted; }
.conflict { --edge: var(--conflict); border: 2px solid var(--conflict); border-inline-start-width: .5em; }
.nearest { --edge: var(--line); }
.label { font-size: .8em; font-weight: 700; color: var(--edge); }
.nearest .label { color: var(--muted); }
blockquote { white-space: pre-line; margin-block: .15em .35em; quotes: none; }
.source { font-size: .85em; color: var(--muted); }
.actions { display: flex; flex-wrap: wrap; gap: .4em; align-items: center; margin-block-start: .6em; }
.small { min-block-size: 2.2em; padding: .2em .7em; border: 1px solid var(--line); border-radius: .4em;
  background: var(--background); font-size: .88em; cursor: pointer; }
.small:hover { background: var(--surface); }
.small[aria-pressed="true"] { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
.link { border: 0; background: none; padding: .25em 0; min-block-size: 1.7em; color: var(--accent);
  text-decoration: underline; font-size: .88em; cursor: pointer; text-align: start; }
a { color: var(--accent); }
h4 { font-weight: 650; margin-block: .9em .3em; }
.contact li { margin-block: .2em; }
.receipt { font-size: .78em; color: var(--muted); margin-block-start: .5em; }
.why { margin-block-start: .6em; }
.why label { display: block; font-size: .9em; }

.document { position: absolute; inset: 0; display: flex; flex-direction: column; background: var(--background); }
.document .bar { padding: .4em 1em; border-block-end: 1px solid var(--line); }
.document h3 { font-weight: 650; }
.document .part { white-space: pre-wrap; margin-block: .6em; }
mark { background: var(--mark); color: var(--on-mark); padding-block: .1em; box-shadow: 0 0 0 .12em var(--mark); }
.body { position: relative; flex: 1; min-block-size: 0; display: flex; flex-direction: column; }

.composer { border-block-start: 1px solid var(--line); padding: .6em 1em .7em; }
.composer label, .options label { display: block; font-size: .88em; font-weight: 600; margin-block-end: .2em; }
.row { display: flex; gap: .5em; align-items: flex-end; }
textarea, input { inline-size: 100%; padding: .5em .6em; border: 1px solid var(--line); border-radius: .4em;
  background: var(--background); color: var(--text); }
textarea { resize: none; field-sizing: content; min-block-size: 2.75em; max-block-size: 9em; }
::placeholder { color: var(--muted); opacity: 1; }
.send { flex: none; min-block-size: 2.75em; padding: .4em 1em; border: 2px solid var(--accent); border-radius: .4em;
  background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
.send[aria-disabled="true"] { opacity: .55; cursor: default; }
.banner { padding: .5em 1em; background: var(--surface); border-block-start: 2px solid var(--condition); font-size: .92em; }
details { font-size: .9em; }
summary { cursor: pointer; padding-block: .3em; color: var(--muted); }
.options { padding-block: .2em .5em; }
.options input { inline-size: auto; max-inline-size: 100%; }

@media (forced-colors: active) {
  .quote, .note, .question, .banner, .launcher, header { border: 1px solid CanvasText; }
  .quote { border-inline-start-width: .5em; }
  .small[aria-pressed="true"] { background: Highlight; color: HighlightText; forced-color-adjust: none; }
  mark { background: Mark; color: MarkText; forced-color-adjust: none; }
  header button, .send { border: 1px solid ButtonText; } }
@media print { .root { display: none; } }
`;

const ICONS = {
  chat: "M4 4h16v12H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  fresh: "M12 5v14M5 12h14",
};

let sheet;
function stylesheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

// --------------------------------------------------------------------------------------------------------- elements

/** An element with attributes, listeners (`onclick`) and children; strings become text, never markup. */
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2.2", "aria-hidden": "true" })) svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("stroke-linejoin", "round");
  svg.append(path);
  return svg;
}

/** A link that a document or a contact gives, if following it runs nothing. */
function safeLink(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// ----------------------------------------------------------------------------------------------------------- server

/** The server said no; `code` and `message` are its own, `retryAfter` seconds. */
class Refused extends Error {
  constructor(status, body, retryAfter) {
    super(body?.error?.message ?? "");
    this.status = status;
    this.code = body?.error?.code ?? "";
    this.retryAfter = Number(retryAfter ?? body?.error?.details?.retry_after_seconds ?? 0);
  }
}

/** Nothing, or only half an answer, came back. */
class Lost extends Error {}

/** The calls to the server, with a token that is renewed before it ends. */
class Server {
  constructor(address, site, ownToken) {
    this.address = address;
    this.site = site;
    this.ownToken = ownToken; // the page's own way to a token; undefined: the site's anonymous one
    this.token = null;
    this.endsAt = 0;
    this.asking = null;
  }

  /** A token that is valid for a while; several callers wait for one request. */
  async bearer() {
    if (this.token && Date.now() < this.endsAt - 30_000) return this.token;
    this.asking ??= this.newToken().finally(() => (this.asking = null));
    return this.asking;
  }

  async newToken() {
    const made = this.ownToken ? await this.ownToken() : await this.anonymousToken();
    this.token = made.token;
    this.endsAt = Date.now() + Math.max(1, made.expires_in ?? 60) * 1_000;
    return this.token;
  }

  async anonymousToken() {
    const valid = this.token && Date.now() < this.endsAt;
    const send = (token) => this.request("/v1/sessions", { method: "POST", body: { site: this.site }, token });
    try {
      return await (await send(valid ? this.token : null)).json();
    } catch (error) {
      if (!valid || !(error instanceof Refused) || error.status === 429) throw error;
      return (await send(null)).json(); // it cannot be renewed any more: begin anew
    }
  }

  /** A call with a token; where the token is not accepted, once more with another. */
  async call(path, options = {}) {
    const token = await this.bearer();
    try {
      return await this.request(path, { ...options, token });
    } catch (error) {
      if (error.status !== 401) throw error;
      if (this.token === token) this.token = null;
      return this.request(path, { ...options, token: await this.bearer() });
    }
  }

  async request(path, { method = "GET", body, token, accept = "application/json", signal } = {}) {
    const headers = { Accept: accept };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    let response;
    try {
      response = await fetch(this.address + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal,
      });
    } catch (error) {
      throw new Lost(error.message);
    }
    if (response.ok) return response;
    if (response.status >= 502) throw new Lost(String(response.status)); // a proxy whose server restarts
    throw new Refused(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
  }

  /** A call whose answer comes in events: calls `tell(event, data)` for each. */
  async stream(path, body, tell) {
    const patience = new AbortController();
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => patience.abort(), SILENCE_MS);
    };
    wait();
    try {
      const response = await this.call(path, { method: "POST", body, accept: "text/event-stream", signal: patience.signal });
      for await (const [event, data] of events(response.body, wait)) tell(event, data);
    } catch (error) {
      throw error instanceof Refused ? error : new Lost(error.message);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The server-sent events of a body, as [name, data]. */
async function* events(body, heard) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      const data = [];
      for (const line of block.split(/\r?\n/)) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
      }
      if (data.length) yield [name, JSON.parse(data.join("\n"))];
    }
  }
}

// ------------------------------------------------------------------------------------------------------ the element

class PledgeChat extends HTMLElement {
  static observedAttributes = ["open", "theme"];

  #root = this.attachShadow({ mode: "open" });
  #built = false;
  #conversation = null; // its id, once the first question was sent
  #exchanges = []; // what was asked and answered, for a follow-up in a conversation that the server has ended
  #busy = false;
  #leaving = new AbortController();

  connectedCallback() {
    if (!this.#built) this.#build();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    addEventListener("online", () => this.#showOffline(), { signal });
    addEventListener("offline", () => this.#showOffline(), { signal });
    if (this.#inline || this.hasAttribute("open")) this.#begin();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearInterval(this.renewal);
  }

  attributeChangedCallback(name) {
    if (!this.#built) return;
    if (name === "theme") this.frame.dataset.theme = this.getAttribute("theme") ?? "auto";
    else if (!this.#inline) this.hasAttribute("open") ? this.#show() : this.#hide();
  }

  /** Open the chat. */
  open() {
    this.setAttribute("open", "");
  }

  /** Close it; what was said stays. */
  close() {
    this.removeAttribute("open");
  }

  /** Ask a question as if it had been typed. */
  ask(question) {
    this.open();
    this.#ask(String(question));
  }

  get #inline() {
    return this.hasAttribute("inline");
  }

  // -- building

  #build() {
    this.#built = true;
    const [language, region] = this.#language();
    this.words = MESSAGES[language];
    this.server = new Server(this.#address(), this.getAttribute("site"), this.#ownToken());
    this.days = new Intl.DateTimeFormat(region, { dateStyle: "long", timeZone: "UTC" });
    this.#root.adoptedStyleSheets = [stylesheet()];
    this.frame = el("section", { class: `root ${this.#inline ? "inline" : "floating"} ${this.getAttribute("side") ?? "end"}`, lang: language, "aria-label": this.#title });
    this.frame.dataset.theme = this.getAttribute("theme") ?? "auto";
    if (!this.#inline) this.frame.append((this.launcher = this.#launcher()));
    this.frame.append((this.panel = this.#panel()));
    this.frame.addEventListener("keydown", (event) => this.#key(event));
    this.#root.append(this.frame);
    this.#showOffline();
    if (!this.#inline && this.hasAttribute("open")) this.#show({ focus: false });
  }

  /** The language of the texts, and how dates are written. */
  #language() {
    const wanted = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language || "en";
    const short = wanted.toLowerCase().split("-")[0];
    if (!Object.hasOwn(MESSAGES, short)) return ["en", "en-GB"];
    const own = navigator.languages.find((each) => each.split("-")[0] === short); // a reader's own way, if it fits
    return [short, /^[a-z]{2}-[a-z]{2}$/i.test(wanted) ? wanted : own ?? short];
  }

  #address() {
    const given = this.getAttribute("server");
    return given ? new URL(given, location.href).origin : HOME;
  }

  #ownToken() {
    const address = this.getAttribute("token-url");
    // Scripts may set another way before they insert the element: an async function that gives the same.
    if (!address) return typeof this.getToken === "function" ? () => this.getToken() : undefined;
    return async () => {
      const response = await fetch(address, { method: "POST", credentials: "same-origin", cache: "no-store" }).catch((error) => {
        throw new Lost(error.message);
      });
      if (!response.ok) throw new Refused(response.status, null, response.headers.get("Retry-After"));
      return response.json();
    };
  }

  get #title() {
    return this.getAttribute("heading") || this.words.title;
  }

  #launcher() {
    const text = this.getAttribute("heading") || this.words.launch;
    return el("button", { class: "launcher", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open() }, icon("chat"), text);
  }

  #panel() {
    const { words } = this;
    this.log = el("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": words.conversation }, el("p", { class: "welcome" }, words.welcome));
    this.spoken = el("p", { class: "unseen", role: "status" });
    this.banner = el("p", { class: "banner", hidden: true });
    this.body = el("div", { class: "body" }, this.log);
    const title = el("h2", { id: "title" }, this.#title);
    const fresh = this.#iconButton("fresh", words.fresh, () => this.#fresh());
    const close = this.#inline ? null : this.#iconButton("close", words.close, () => this.close());
    const parts = [el("header", {}, title, fresh, close), this.body, this.banner, this.#composer(), this.spoken];
    return this.#inline ? el("div", { class: "panel" }, parts) : el("dialog", { class: "panel", "aria-labelledby": "title", oncancel: (event) => event.preventDefault() }, parts);
  }

  #iconButton(name, words, act) {
    return el("button", { type: "button", "aria-label": words, title: words, onclick: act }, icon(name));
  }

  #composer() {
    const { words } = this;
    this.input = el("textarea", { id: "question", rows: "1", maxlength: LONGEST_QUESTION, placeholder: words.placeholder, autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.send = el("button", { class: "send" }, words.send);
    const form = el("form", { onsubmit: (event) => (event.preventDefault(), this.#submit()) },
      el("label", { for: "question" }, words.question), el("div", { class: "row" }, this.input, this.send));
    return el("div", { class: "composer" }, form, this.#options());
  }

  #options() {
    const { words } = this;
    this.day = el("input", { type: "date", id: "day", max: "9999-12-31", onchange: () => this.#showDay() });
    this.dayShown = el("span", {}, `${words.asOf} ${words.today}`);
    const today = el("button", { type: "button", class: "small", onclick: () => ((this.day.value = ""), this.#showDay(), this.day.focus()) }, words.today);
    this.erase = el("button", { type: "button", class: "link", hidden: true, onclick: () => this.#askErase() }, words.erase);
    this.eraseSure = el("p", { class: "actions", hidden: true }, words.eraseSure,
      el("button", { type: "button", class: "small", onclick: () => this.#erase() }, words.eraseYes),
      el("button", { type: "button", class: "small", onclick: () => this.#askErase(false) }, words.eraseNo));
    return el("details", {}, el("summary", {}, `${words.options} · `, this.dayShown),
      el("div", { class: "options" }, el("label", { for: "day" }, words.asOfLabel), el("div", { class: "row" }, this.day, today), this.erase, this.eraseSure));
  }

  // -- opening and closing

  #show({ focus = true } = {}) {
    if (this.panel.open) return;
    const covers = matchMedia("(max-width: 30em), (max-height: 30em)").matches;
    // Where the chat covers the page, the page behind it must not be reached either.
    covers && this.isConnected ? this.panel.showModal() : this.panel.show();
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.#begin();
    focus ? this.input.focus() : this.#root.activeElement?.blur();
    this.dispatchEvent(new CustomEvent("pledge-open"));
  }

  #hide() {
    if (!this.panel.open) return;
    this.panel.close();
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
    this.dispatchEvent(new CustomEvent("pledge-close"));
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    if (this.document) this.#closeDocument();
    else if (!this.#inline && this.panel.open) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // -- a conversation and where it is remembered

  get #place() {
    return `pledge-chat ${this.server.address} ${this.server.site ?? ""}`;
  }

  /** Get a token before it is needed, and find the conversation of this tab again. */
  async #begin() {
    if (this.begun) return;
    this.begun = true;
    const kept = this.#remembered();
    try {
      if (kept?.conversation && (this.server.ownToken || kept.endsAt > Date.now())) {
        if (!this.server.ownToken) Object.assign(this.server, { token: kept.token, endsAt: kept.endsAt });
        await this.#resume(kept.conversation);
      } else await this.server.bearer();
    } catch (error) {
      if (error.code === "origin_not_allowed") this.#say(this.words.refused);
      // Anything else shows itself when a question is asked.
    }
  }

  async #resume(conversation) {
    const whole = await (await this.server.call(`/v1/conversations/${conversation}`)).json();
    if (this.#exchanges.length || this.#busy) return; // somebody was faster
    this.#setConversation(conversation);
    for (const message of whole.messages) {
      const exchange = this.#newExchange(message.question);
      Object.assign(exchange, { answer: message.answer, searched: message.searched, message: message.id, rated: message.feedback?.helpful });
      this.#showAnswer(exchange);
    }
    this.log.scrollTop = this.log.scrollHeight;
  }

  #remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#place));
    } catch {
      return null; // pages may forbid storage
    }
  }

  #remember() {
    const { token, endsAt, ownToken } = this.server;
    const kept = { conversation: this.#conversation, ...(ownToken ? {} : { token, endsAt }) };
    try {
      this.#conversation ? sessionStorage.setItem(this.#place, JSON.stringify(kept)) : sessionStorage.removeItem(this.#place);
    } catch {
      // It is forgotten with the page, then.
    }
  }

  #setConversation(conversation) {
    this.#conversation = conversation;
    this.erase.hidden = !conversation;
    this.#remember();
    clearInterval(this.renewal);
    // A token that ends while somebody reads would take the conversation with it.
    if (conversation) this.renewal = setInterval(() => document.hidden || this.#renew(), 20_000);
  }

  async #renew() {
    if (Date.now() < this.server.endsAt - 120_000 || Date.now() > this.server.endsAt) return;
    this.server.asking ??= this.server.newToken().finally(() => (this.server.asking = null));
    await this.server.asking.then(() => this.#remember(), () => {});
  }

  #fresh() {
    this.#closeDocument();
    this.#exchanges = [];
    this.#setConversation(null);
    this.#askErase(false);
    this.log.replaceChildren(el("p", { class: "welcome" }, this.words.welcome));
    this.input.focus();
  }

  #askErase(sure = true) {
    this.eraseSure.hidden = !sure;
    this.erase.hidden = sure || !this.#conversation;
    if (sure) this.eraseSure.querySelector("button").focus();
  }

  async #erase() {
    try {
      await this.server.call(`/v1/conversations/${this.#conversation}`, { method: "DELETE" });
      this.#fresh();
      this.#say(this.words.erased);
    } catch {
      this.#askErase(false);
      this.#say(this.words.failed);
    }
  }

  // -- asking

  #submit() {
    const question = this.input.value.trim();
    if (!question || this.#busy) return;
    this.input.value = "";
    this.#ask(question);
  }

  #ask(question) {
    if (this.#busy) return;
    this.#closeDocument();
    const exchange = this.#newExchange(question);
    exchange.asOf = this.day.value || null;
    this.log.scrollTop = exchange.item.offsetTop - 8;
    exchange.scrolled = this.log.scrollTop;
    this.#pursue(exchange);
  }

  #newExchange(question) {
    const { words } = this;
    this.log.querySelector(".welcome")?.remove();
    const answer = el("div", { class: "answer" });
    const heading = el("h3", { class: "question" }, el("span", { class: "unseen" }, `${words.you} `), question);
    const item = el("article", { class: "exchange", "aria-label": question }, heading, answer);
    this.log.append(item);
    const exchange = { question, item, box: answer, request: randomName(), history: this.#history() };
    this.#exchanges.push(exchange);
    return exchange;
  }

  #history() {
    return this.#exchanges.filter((each) => each.answer).slice(-4).flatMap((each) => [
      { role: "user", text: each.question },
      { role: "assistant", text: each.answer.text.slice(0, LONGEST_QUESTION) },
    ]);
  }

  /** Send a question until it is answered or refused; sent twice, the server still asks it once. */
  async #pursue(exchange) {
    this.#setBusy(true);
    try {
      for (let attempt = 0; ; ) {
        if (!navigator.onLine) await this.#online();
        try {
          await this.#attempt(exchange);
          break;
        } catch (error) {
          if (error.status === 429) await this.#waitFor(error.retryAfter, exchange);
          else if (error instanceof Lost && attempt < RETRY_MS.length) {
            this.#showStatus(exchange, this.words.lost);
            await pause(navigator.onLine ? RETRY_MS[attempt++] : 0);
          } else throw error;
        }
      }
    } catch (error) {
      this.#showFailure(exchange, error);
    } finally {
      this.#setBusy(false);
    }
  }

  async #attempt(exchange) {
    exchange.quotes = [];
    this.#showStatus(exchange, this.words.searching);
    if (!this.#conversation) await this.#newConversation();
    try {
      await this.#send(exchange);
    } catch (error) {
      if (error.status !== 404) throw error;
      await this.#newConversation(); // it has been erased, or the visitor's token ended meanwhile
      await this.#send(exchange);
    }
    this.#remember();
  }

  async #newConversation() {
    const made = await (await this.server.call("/v1/conversations", { method: "POST" })).json();
    this.#setConversation(made.id);
  }

  async #send(exchange) {
    const { question, request, history, asOf } = exchange;
    const body = { question, request, history, ...(asOf ? { as_of: asOf } : {}) };
    let fault = null;
    await this.server.stream(`/v1/conversations/${this.#conversation}/messages`, body, (event, data) => {
      if (event === "status") this.#searching(exchange, data.searched);
      else if (event === "quote") this.#quoteCame(exchange, data);
      else if (event === "answer") exchange.answer = data;
      else if (event === "receipt") exchange.message = data.message;
      else if (event === "error") fault = data;
    });
    if (fault) throw new Refused(500, fault);
    if (!exchange.message) throw new Lost("the answer broke off");
    const reading = this.log.scrollTop; // whoever has scrolled meanwhile stays where they are
    this.#showAnswer(exchange);
    if (reading === exchange.scrolled) this.log.scrollTop = exchange.item.offsetTop - 8;
    this.#say(this.#spoken(exchange.answer));
    this.dispatchEvent(new CustomEvent("pledge-answer", { detail: { status: exchange.answer.status } }));
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.send.setAttribute("aria-disabled", String(busy));
  }

  #online() {
    return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  }

  async #waitFor(seconds, exchange) {
    this.#say(this.words.wait(seconds));
    for (let left = Math.max(1, seconds); left > 0; left--) {
      this.#showStatus(exchange, this.words.wait(left), { busy: false });
      await pause(1_000);
    }
  }

  // -- showing

  /** One message for people who listen: never more than one an answer. */
  #say(words) {
    this.spoken.textContent = "";
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.spoken.textContent = words), 50); // the same words twice are said twice
  }

  /** An answer in the words that are heard: what it says first, and how much more there is to read. */
  #spoken(answer) {
    const { words } = this;
    if (answer.status === "needs_clarification") return words.unclear;
    if (answer.status !== "answered") return `${words.abstained} ${words.silent[answer.reason] ?? answer.text}`;
    const first = answer.mode === "model" ? answer.text : `${words.said[answer.stance] ?? words.said.none} ${answer.quotes[0]?.text ?? ""}`;
    return `${first} ${words.answered(answer.quotes.length)}`;
  }

  #showOffline() {
    const offline = !navigator.onLine;
    this.banner.hidden = !offline;
    this.banner.textContent = offline ? this.words.offline : "";
    if (offline) this.#say(this.words.offline);
  }

  #showStatus(exchange, words, { busy = true } = {}) {
    exchange.box.replaceChildren(el("p", { class: busy ? "status busy" : "status" }, words));
  }

  #searching(exchange, searched) {
    exchange.searched = searched;
    if (searched) this.#showStatus(exchange, this.words.searchingIn(searched.documents));
  }

  #quoteCame(exchange, quote) {
    exchange.quotes.push(quote);
    exchange.box.append(this.#quote(quote, quote.role));
  }

  #showFailure(exchange, error) {
    const { words } = this;
    const known = error.code === "origin_not_allowed" ? words.refused : error instanceof Refused ? error.message || words.fault : words.failed;
    const again = el("button", { type: "button", class: "small", onclick: () => this.#busy || (this.input.focus(), this.#pursue(exchange)) }, words.retry);
    exchange.box.replaceChildren(el("p", { class: "note" }, known), el("div", { class: "actions" }, again));
    this.#say(known);
  }

  #showAnswer(exchange) {
    const { answer } = exchange;
    const shown = { answered: () => this.#answered(answer, exchange), needs_clarification: () => [el("p", { class: "lead" }, this.words.unclear)] };
    const parts = (shown[answer.status] ?? (() => this.#abstained(answer, exchange)))();
    exchange.box.replaceChildren(...parts, this.#actions(exchange), el("p", { class: "receipt" }, `${this.words.receipt} ${answer.receipt_id}`));
  }

  #answered(answer, exchange) {
    const { words } = this;
    const lead = el("p", { class: "lead" }, words.said[answer.stance] ?? words.said.none);
    const prose = answer.mode === "model" ? el("p", { class: "model" }, answer.text) : null;
    const disagree = answer.quotes.some((quote) => quote.role === "conflict");
    const notes = disagree ? [words.disagree] : answer.notes;
    const quotes = answer.quotes.map((quote, number) => this.#quote(quote, quote.role, exchange, number));
    return [prose ?? lead, ...notes.map((note) => el("p", { class: "note" }, note)), ...quotes];
  }

  #abstained(answer, exchange) {
    const { words } = this;
    const parts = [el("p", { class: "lead" }, words.silent[answer.reason] ?? answer.text)];
    if (exchange.searched) parts.push(this.#searched(exchange.searched));
    if (answer.nearest.length) {
      parts.push(el("h4", {}, words.nearest), ...answer.nearest.map((quote, number) => this.#quote(quote, "nearest", exchange, number)));
    }
    if (answer.contact) parts.push(el("h4", {}, words.contact), this.#contact(answer.contact));
    return parts;
  }

  #searched(searched) {
    const sentence = this.words.searched(searched.documents, this.#date(searched.as_of));
    const rest = searched.documents > searched.titles.length ? ["…"] : [];
    return el("details", {}, el("summary", {}, sentence), el("p", {}, [...searched.titles, ...rest].join(" · ")));
  }

  #contact({ name, email, phone, url }) {
    const ways = [[email, `mailto:${email}`], [phone, `tel:${(phone ?? "").replace(/[^+\d]/g, "")}`], [url, url]];
    const links = ways.filter(([words]) => words).map(([words, address]) => {
      const href = safeLink(address);
      return el("li", {}, href ? el("a", { href, rel: "noopener", target: href.startsWith("http") && "_blank" }, words) : words);
    });
    return el("ul", { class: "contact" }, name && el("li", {}, name), links);
  }

  #quote(quote, role, exchange, number) {
    const { words } = this;
    const known = Object.hasOwn(words.roles, role) ? role : "answer";
    const label = role === "nearest" ? null : el("p", { class: "label" }, words.roles[known]);
    const show = exchange?.answer && el("button", { type: "button", class: "link", "aria-label": `${words.show}: ${quote.title}`,
      onclick: (event) => this.#openDocument(exchange, quote, number, event.currentTarget) }, words.show);
    return el("figure", { class: `quote ${role === "nearest" ? "nearest" : known}` }, label,
      el("blockquote", {}, quote.text), el("figcaption", { class: "source" }, this.#source(quote)), show);
  }

  #source({ title, version, effective_from: from, heading, page }) {
    const { words } = this;
    const parts = [title, version && words.version(version), from && words.since(this.#date(from)), page && words.page(page)];
    const source = parts.filter(Boolean).join(", ");
    const where = heading?.startsWith(`${title} › `) ? heading.slice(title.length + 3) : heading;
    return where && where !== title ? `${source} · ${where}` : source;
  }

  #date(day) {
    return this.days.format(new Date(`${day}T00:00:00Z`));
  }

  #showDay() {
    const { words } = this;
    this.dayShown.textContent = `${words.asOf} ${this.day.value ? this.#date(this.day.value) : words.today}`;
  }

  // -- what can be done with an answer

  #actions(exchange) {
    const { words } = this;
    const copy = el("button", { type: "button", class: "small", onclick: () => this.#copy(exchange, copy) }, words.copy);
    const box = el("div", { class: "actions" }, exchange.answer.quotes.length ? copy : null);
    if (exchange.answer.status !== "needs_clarification") {
      for (const [helpful, text] of [[true, words.helpful], [false, words.unhelpful]]) {
        const pressed = String(exchange.rated === helpful);
        box.append(el("button", { type: "button", class: "small", "aria-pressed": pressed, onclick: (event) => this.#rate(exchange, helpful, event.currentTarget) }, text));
      }
    }
    return el("div", {}, box);
  }

  async #copy(exchange, button) {
    const quotes = exchange.answer.quotes.map((quote) => `“${quote.text}”\n— ${this.#source(quote)}`);
    await copyText([exchange.question, ...quotes, `${this.words.receipt} ${exchange.answer.receipt_id}`].join("\n\n"), this.#root);
    button.textContent = this.words.copied;
    this.#say(this.words.copied);
    setTimeout(() => (button.textContent = this.words.copy), 3_000);
  }

  async #rate(exchange, helpful, button) {
    exchange.rated = helpful;
    for (const each of button.parentNode.querySelectorAll("[aria-pressed]")) each.setAttribute("aria-pressed", String(each === button));
    const area = button.parentNode.parentNode;
    area.querySelector(".why")?.remove();
    if (!helpful) area.append(this.#why(exchange, button));
    if (await this.#sendRating(exchange, helpful, "") && helpful) this.#say(this.words.thanks);
  }

  #why(exchange, button) {
    const { words } = this;
    const id = `why-${exchange.request}`;
    const reason = el("textarea", { id, rows: "2", maxlength: "1000" });
    const leave = (sentence) => {
      form.replaceWith(el("p", { class: "status" }, sentence));
      button.focus();
      this.#say(sentence);
    };
    const form = el("form", { class: "why", onsubmit: async (event) => {
      event.preventDefault();
      leave((await this.#sendRating(exchange, false, reason.value)) ? words.thanks : words.failed);
    } }, el("label", { for: id }, words.why), reason,
      el("div", { class: "actions" }, el("button", { class: "small" }, words.sendWhy), el("button", { type: "button", class: "small", onclick: () => leave(words.thanks) }, words.skip)));
    setTimeout(() => reason.focus());
    return form;
  }

  async #sendRating(exchange, helpful, reason) {
    const path = `/v1/conversations/${this.#conversation}/messages/${exchange.message}/feedback`;
    return this.server.call(path, { method: "POST", body: { helpful, reason } }).then(() => true, () => false);
  }

  // -- a quote in its document

  async #openDocument(exchange, quote, number, opener, step = 0) {
    const { words } = this;
    this.#closeDocument({ focus: false });
    const heading = el("h3", { tabindex: "-1" }, quote.title);
    const text = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": quote.title }, el("p", { class: "status busy" }, words.opening));
    const back = el("button", { type: "button", class: "link", onclick: () => this.#closeDocument() }, words.back);
    const about = el("p", { class: "source" }, this.#source(quote));
    this.document = el("div", { class: "document" }, el("div", { class: "bar" }, back, heading, about), text);
    this.document.opener = opener;
    this.body.append(this.document);
    this.log.inert = true;
    heading.focus();
    const view = this.document;
    try {
      const place = await (await this.server.call(`/v1/quotes/${exchange.answer.receipt_id}/${number}?around=${AROUND[step]}`)).json();
      if (view !== this.document) return;
      if (place.effective_to && !place.in_force) about.append(` (${words.until(this.#date(place.effective_to))})`);
      text.replaceChildren(...this.#parts(place, () => this.#openDocument(exchange, quote, number, opener, step + 1), step));
      const mark = text.querySelector("mark");
      if (mark) text.scrollTop = mark.offsetTop - text.clientHeight / 3;
    } catch (error) {
      text.replaceChildren(el("p", { class: "note" }, error instanceof Refused && error.message ? error.message : words.failed));
    }
  }

  #parts(place, more, step) {
    const { words } = this;
    const button = () => el("button", { type: "button", class: "small", onclick: more }, words.more);
    const further = step + 1 < AROUND.length;
    const marked = place.parts.flatMap((part) => part.pieces).filter((piece) => piece.quoted);
    const piece = (each) => each.quoted
      ? el("mark", {}, each === marked[0] && el("span", { class: "unseen" }, words.quoteBegins), each.text, each === marked.at(-1) && el("span", { class: "unseen" }, words.quoteEnds))
      : each.text;
    const parts = place.parts.map((part) => el(part.kind === "heading" ? "h4" : "div", { class: "part" }, part.pieces.map(piece)));
    return [place.more_before && further && button(), ...parts, place.more_after && further && button()].filter(Boolean);
  }

  #closeDocument({ focus = true } = {}) {
    if (!this.document) return;
    const { opener } = this.document;
    this.document.remove();
    this.document = null;
    this.log.inert = false;
    if (focus) opener?.isConnected ? opener.focus() : this.input.focus();
  }
}

/** To the clipboard; pages that are not served over TLS have only the old way. */
async function copyText(text, root) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
    const before = root.activeElement;
    area.value = text;
    root.querySelector(".panel").append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    before?.focus();
  }
}

// A page may load this twice, from two servers even: the first one stays.
if (!customElements.get("pledge-chat")) customElements.define("pledge-chat", PledgeChat);

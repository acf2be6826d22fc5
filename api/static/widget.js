// <pledge-chat>: questions to an organisation, answered in its own words, on any page.
//
//   <script type="module" src="https://pledge.example.org/widget.js"></script>
//   <pledge-chat site="shop"></pledge-chat>
//
// This file is the source: no build, no dependency. It holds no secret: the page gets a short-lived token for its site
// (or from its own server, see `token-url`). Whatever comes from people or documents is only ever set as text.
// Attributes, theming and the content security policy of the page: docs/widget.md.
//
// In this order: the element, which is where to start; answers; the server; elements; texts; appearance.

const HOME = new URL(import.meta.url).origin;
const SILENCE_MS = 40_000; // the server says something every 15 seconds, if only that it is still there
const RETRY_MS = [500, 1_500, 4_000, 8_000]; // pauses before a question is sent again by itself
const RENEW_MS = 120_000; // how long before its end a token is renewed while a conversation is open
const LONGEST_QUESTION = 2_000;
const REMEMBERED = 4; // exchanges that go with a question, should the server have ended the conversation
const AROUND = [600, 3_000, 20_000]; // characters of the document before and after a quote, more each time one asks
const COVERS = "(max-width: 30em), (max-height: 30em)"; // windows that the open chat fills

// ------------------------------------------------------------------------------------------------------ the element

/**
 * One question and what came of it.
 * @typedef {object} Exchange
 * @property {string} question
 * @property {string | null} asOf - the day to answer for, such as "2025-06-01"; null for today
 * @property {string} request - our name of it: sent twice, it is asked once
 * @property {Array} history - what was said before it
 * @property {HTMLElement} item - the article in the log
 * @property {HTMLElement} box - in the article: what is known of the answer
 * @property {HTMLElement} [prose] - in the box: a model's sentences, as they come
 * @property {object} [searched] - how many documents were searched, and their titles
 * @property {object} [answer] - once it is whole
 * @property {string} [message] - the server's name of it
 * @property {boolean} [rated] - whether it helped
 */

class PledgeChat extends HTMLElement {
  static observedAttributes = ["open", "theme"];

  // What is shown
  #root = this.attachShadow({ mode: "open" });
  #frame = null;
  #launcher = null; // the button that opens the panel; null where the chat stands inline
  #panel = null;
  #body = null; // holds the log, and over it the document
  #log = null;
  #document = null; // the document on view, with its `opener`
  #banner = null; // a sentence about the connection, or about something that failed
  #input = null;
  #send = null;
  #day = null;
  #dayShown = null;
  #erase = null;
  #eraseSure = null;
  #spoken = null; // the one live region

  // What is known
  #voice = null;
  #server = null;
  #conversation = null; // its id, once the first question was sent
  #exchanges = [];
  #asking = null; // aborts the question on its way; null when there is none
  #begun = false;
  #renewal = 0;
  #speaking = 0;
  #leaving = new AbortController();

  connectedCallback() {
    if (!this.#frame) this.#build();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    addEventListener("online", () => this.#showConnection(), { signal });
    addEventListener("offline", () => this.#showConnection(), { signal });
    if (this.#inline || this.hasAttribute("open")) this.#begin();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearInterval(this.#renewal);
  }

  attributeChangedCallback(name) {
    if (!this.#frame) return;
    if (name === "theme") this.#frame.dataset.theme = this.getAttribute("theme") ?? "auto";
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

  get #words() {
    return this.#voice.words;
  }

  get #title() {
    return this.getAttribute("heading") || this.#words.title;
  }

  // -- building

  #build() {
    this.#voice = new Voice(this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language || "en");
    this.#server = new Server(this.#address(), this.getAttribute("site"), this.#ownToken());
    this.#root.adoptedStyleSheets = [stylesheet()];
    const look = `root ${this.#inline ? "inline" : "floating"} ${this.getAttribute("side") ?? "end"}`;
    this.#frame = el("section", { class: look, lang: this.#voice.language, "aria-label": this.#title });
    this.#frame.dataset.theme = this.getAttribute("theme") ?? "auto";
    if (!this.#inline) this.#frame.append((this.#launcher = this.#newLauncher()));
    this.#frame.append((this.#panel = this.#newPanel()));
    this.#frame.addEventListener("keydown", (event) => this.#key(event));
    this.#root.append(this.#frame);
    this.#showConnection();
    if (!this.#inline && this.hasAttribute("open")) this.#show({ focus: false });
  }

  #address() {
    const given = this.getAttribute("server");
    return given ? new URL(given, location.href).origin : HOME;
  }

  /** The page's own way to a token; undefined where it has none. */
  #ownToken() {
    const address = this.getAttribute("token-url");
    // Scripts may set another way before they insert the element: an async function that gives the same.
    if (!address) return typeof this.getToken === "function" ? () => this.getToken() : undefined;
    return async () => {
      const asked = fetch(address, { method: "POST", credentials: "same-origin", cache: "no-store" });
      const response = await asked.catch((error) => Promise.reject(new Lost(error.message)));
      if (!response.ok) throw new Refused(response.status, null, response.headers.get("Retry-After"));
      return response.json();
    };
  }

  #newLauncher() {
    const opens = { "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open() };
    const text = this.getAttribute("heading") || this.#words.launch;
    return el("button", { class: "launcher", type: "button", ...opens }, icon("chat"), text);
  }

  #newPanel() {
    const words = this.#words;
    this.#log = el("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": words.conversation });
    this.#log.append(this.#welcome());
    this.#body = el("div", { class: "body" }, this.#log);
    this.#banner = el("p", { class: "banner", hidden: true });
    this.#spoken = el("p", { class: "unseen", role: "status" });
    const header = el(
      "header",
      {},
      el("h2", { id: "title" }, this.#title),
      iconButton("fresh", words.fresh, () => this.#fresh()),
      this.#inline ? null : iconButton("close", words.close, () => this.close()),
    );
    const parts = [header, this.#body, this.#banner, this.#newComposer(), this.#spoken];
    if (this.#inline) return el("div", { class: "panel" }, parts);
    const named = { class: "panel", "aria-labelledby": "title" };
    return el("dialog", { ...named, oncancel: (event) => event.preventDefault() }, parts); // Escape is ours: see #key
  }

  /** What stands in the log before the first question: a sentence, and the page's `examples`. */
  #welcome() {
    const examples = (this.getAttribute("examples") ?? "").split("|").map((each) => each.trim()).filter(Boolean);
    const ask = (example) => {
      this.#input.focus(); // the button goes away
      this.#ask(example);
    };
    const buttons = examples.map((each) =>
      el("li", {}, el("button", { type: "button", class: "example", onclick: () => ask(each) }, each)),
    );
    const list = buttons.length ? el("ul", {}, buttons) : null;
    return el("div", { class: "welcome" }, el("p", {}, this.#words.welcome), list);
  }

  #newComposer() {
    const words = this.#words;
    this.#input = el("textarea", {
      id: "question",
      rows: "1",
      maxlength: LONGEST_QUESTION,
      placeholder: words.placeholder,
      autocomplete: "off",
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.#submit();
      },
    });
    this.#send = el("button", { class: "send" }, words.send);
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    const row = el("div", { class: "row" }, this.#input, this.#send);
    const form = el("form", { onsubmit: submit }, el("label", { for: "question" }, words.question), row);
    return el("div", { class: "composer" }, form, this.#newOptions());
  }

  #newOptions() {
    const words = this.#words;
    const today = () => {
      this.#day.value = "";
      this.#showDay();
      this.#day.focus();
    };
    this.#day = el("input", { type: "date", id: "day", max: "9999-12-31", onchange: () => this.#showDay() });
    this.#dayShown = el("span", {}, `${words.asOf} ${words.today}`);
    const day = el("div", { class: "row" }, this.#day, smallButton(words.today, today));
    this.#erase = linkButton(words.erase, () => this.#askErase());
    this.#erase.hidden = true;
    this.#eraseSure = el(
      "p",
      { class: "actions", hidden: true },
      words.eraseSure,
      smallButton(words.eraseYes, () => this.#eraseConversation()),
      smallButton(words.eraseNo, () => this.#askErase(false)),
    );
    const inside = [el("label", { for: "day" }, words.asOfLabel), day, this.#erase, this.#eraseSure];
    const summary = el("summary", {}, `${words.options} · `, this.#dayShown);
    return el("details", {}, summary, el("div", { class: "options" }, inside));
  }

  // -- opening and closing

  #show({ focus = true } = {}) {
    if (this.#panel.open) return;
    // Where the chat covers the page, the page behind it must not be reached either.
    matchMedia(COVERS).matches && this.isConnected ? this.#panel.showModal() : this.#panel.show();
    this.#launcher.hidden = true;
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#begin();
    focus ? this.#input.focus() : this.#root.activeElement?.blur();
    this.dispatchEvent(new CustomEvent("pledge-open"));
  }

  #hide() {
    if (!this.#panel.open) return;
    this.#panel.close();
    this.#launcher.hidden = false;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#launcher.focus();
    this.dispatchEvent(new CustomEvent("pledge-close"));
  }

  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    if (this.#document) this.#closeDocument();
    else if (!this.#inline && this.#panel.open) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // -- a conversation and where it is remembered

  get #place() {
    return `pledge-chat ${this.#server.address} ${this.#server.site ?? ""}`;
  }

  /** Get a token before it is needed, and find the conversation of this tab again. */
  async #begin() {
    if (this.#begun) return;
    this.#begun = true;
    const kept = this.#remembered();
    const server = this.#server;
    try {
      if (kept?.conversation && (server.ownToken || kept.endsAt > Date.now())) {
        if (!server.ownToken) Object.assign(server, { token: kept.token, endsAt: kept.endsAt });
        await this.#resume(kept.conversation);
      } else await server.bearer();
    } catch (error) {
      if (error.code === "origin_not_allowed") this.#notice(this.#words.refused);
      // Anything else shows itself when a question is asked.
    }
  }

  async #resume(conversation) {
    const whole = await (await this.#server.call(`/v1/conversations/${conversation}`)).json();
    if (this.#exchanges.length || this.#asking) return; // somebody was faster
    this.#setConversation(conversation);
    for (const message of whole.messages) {
      const { question, as_of: day, at, answer, searched, id, feedback } = message;
      const exchange = this.#newExchange(question, day === at.slice(0, 10) ? null : day);
      Object.assign(exchange, { answer, searched, message: id, rated: feedback?.helpful });
      this.#showAnswer(exchange);
    }
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#place));
    } catch {
      return null; // pages may forbid storage
    }
  }

  #remember() {
    const { token, endsAt, ownToken } = this.#server;
    const kept = { conversation: this.#conversation, ...(ownToken ? {} : { token, endsAt }) };
    try {
      if (this.#conversation) sessionStorage.setItem(this.#place, JSON.stringify(kept));
      else sessionStorage.removeItem(this.#place);
    } catch {
      // It is forgotten with the page, then.
    }
  }

  #setConversation(conversation) {
    this.#conversation = conversation;
    this.#erase.hidden = !conversation;
    this.#remember();
    clearInterval(this.#renewal);
    // A token that ends while somebody reads would take the conversation with it.
    if (conversation) this.#renewal = setInterval(() => document.hidden || this.#renew(), 20_000);
  }

  async #renew() {
    const left = this.#server.endsAt - Date.now();
    if (left < 0 || left > RENEW_MS) return;
    await this.#server.renew().then(() => this.#remember(), () => {});
  }

  #fresh() {
    this.#asking?.abort();
    this.#asking = null;
    this.#setBusy(false);
    this.#closeDocument();
    this.#exchanges = [];
    this.#setConversation(null);
    this.#askErase(false);
    this.#showConnection();
    this.#log.replaceChildren(this.#welcome());
    this.#input.focus();
  }

  #askErase(sure = true) {
    this.#eraseSure.hidden = !sure;
    this.#erase.hidden = sure || !this.#conversation;
    if (sure) this.#eraseSure.querySelector("button").focus();
  }

  async #eraseConversation() {
    try {
      await this.#server.call(`/v1/conversations/${this.#conversation}`, { method: "DELETE" });
      this.#fresh();
      this.#say(this.#words.erased);
    } catch {
      this.#askErase(false);
      this.#notice(this.#words.undone);
    }
  }

  // -- asking

  #submit() {
    const question = this.#input.value.trim();
    if (!question || this.#asking) return;
    this.#input.value = "";
    this.#ask(question);
  }

  #ask(question) {
    if (this.#asking) return;
    this.#closeDocument();
    this.#showConnection();
    const exchange = this.#newExchange(question, this.#day.value || null);
    this.#log.scrollTop = exchange.item.offsetTop - 8;
    this.#pursue(exchange);
  }

  /** @returns {Exchange} */
  #newExchange(question, asOf) {
    const words = this.#words;
    this.#log.querySelector(".welcome")?.remove();
    const box = el("div", { class: "answer" });
    const heading = el("h3", { class: "question" }, el("span", { class: "unseen" }, `${words.you} `), question);
    const day = asOf ? el("p", { class: "day" }, `${words.asOf} ${this.#voice.date(asOf)}`) : null;
    const item = el("article", { class: "exchange", "aria-label": question }, heading, day, box);
    this.#log.append(item);
    const exchange = { question, asOf, item, box, request: randomName(), history: this.#history() };
    this.#exchanges.push(exchange);
    return exchange;
  }

  #history() {
    return this.#exchanges.filter((each) => each.answer).slice(-REMEMBERED).flatMap((each) => [
      { role: "user", text: each.question },
      { role: "assistant", text: each.answer.text.slice(0, LONGEST_QUESTION) },
    ]);
  }

  /** Send a question until it is answered, refused or given up; sent twice, the server still asks it once. */
  async #pursue(exchange) {
    const asking = (this.#asking = new AbortController());
    this.#setBusy(true);
    try {
      for (let attempt = 0; !asking.signal.aborted; ) {
        if (!navigator.onLine) await this.#online();
        try {
          await this.#attempt(exchange, asking.signal);
          break;
        } catch (error) {
          if (error.status === 429) await this.#waitFor(error.retryAfter, exchange, asking.signal);
          else if (error instanceof Lost && attempt < RETRY_MS.length) {
            this.#showStatus(exchange, this.#words.lost);
            await pause(navigator.onLine ? RETRY_MS[attempt++] : 0);
          } else throw error;
        }
      }
    } catch (error) {
      if (!asking.signal.aborted) this.#showFailure(exchange, error);
    }
    if (this.#asking !== asking) return; // a new conversation has begun meanwhile
    this.#asking = null;
    this.#setBusy(false);
  }

  async #attempt(exchange, signal) {
    this.#showStatus(exchange, this.#words.searching);
    if (!this.#conversation) await this.#newConversation(signal);
    try {
      await this.#deliver(exchange, signal);
    } catch (error) {
      if (error.status !== 404) throw error;
      await this.#newConversation(signal); // it has been erased, or the visitor's token ended meanwhile
      await this.#deliver(exchange, signal);
    }
    this.#remember();
  }

  async #newConversation(signal) {
    const made = await (await this.#server.call("/v1/conversations", { method: "POST", signal })).json();
    if (!signal.aborted) this.#setConversation(made.id);
  }

  /** Send the question and show what comes, as it comes. */
  async #deliver(exchange, signal) {
    const { question, request, history, asOf } = exchange;
    const body = { question, request, history, ...(asOf ? { as_of: asOf } : {}) };
    const path = `/v1/conversations/${this.#conversation}/messages`;
    const before = this.#log.scrollTop;
    let [answer, fault] = [null, null];
    await this.#server.stream(path, body, signal, (event, data) => {
      if (event === "status") this.#progress(exchange, data);
      else if (event === "quote") exchange.box.append(quoteFigure(this.#voice, data));
      else if (event === "answer") answer = data;
      else if (event === "receipt") exchange.message = data.message;
      else if (event === "error") fault = data;
    });
    if (fault) throw new Refused(500, fault);
    if (!answer || !exchange.message) throw new Lost("the answer broke off");
    exchange.answer = answer;
    const reading = this.#log.scrollTop; // whoever has scrolled meanwhile stays where they are
    this.#showAnswer(exchange);
    if (reading === before) this.#log.scrollTop = exchange.item.offsetTop - 8;
    this.#say(this.#voice.spoken(answer));
    this.dispatchEvent(new CustomEvent("pledge-answer", { detail: { status: answer.status } }));
  }

  #setBusy(busy) {
    this.#send.setAttribute("aria-disabled", String(busy));
  }

  #online() {
    return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  }

  async #waitFor(seconds, exchange, signal) {
    this.#say(this.#words.wait(seconds));
    for (let left = seconds; left > 0 && !signal.aborted; left--) {
      this.#showStatus(exchange, this.#words.wait(left), { busy: false });
      await pause(1_000);
    }
  }

  // -- showing

  /** One message for people who listen: never more than one an answer. */
  #say(words) {
    this.#spoken.textContent = "";
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => (this.#spoken.textContent = words), 50); // the same words twice are said twice
  }

  /** A sentence for everybody, above the question. */
  #notice(words) {
    this.#banner.hidden = false;
    this.#banner.textContent = words;
    this.#say(words);
  }

  #showConnection() {
    this.#banner.hidden = navigator.onLine;
    if (!navigator.onLine) this.#notice(this.#words.offline);
  }

  #showDay() {
    const words = this.#words;
    this.#dayShown.textContent = `${words.asOf} ${this.#day.value ? this.#voice.date(this.#day.value) : words.today}`;
  }

  #showStatus(exchange, words, { busy = true } = {}) {
    exchange.prose = null;
    exchange.box.replaceChildren(el("p", { class: busy ? "status busy" : "status" }, words));
  }

  /** What the server says on the way: where it searches, then, with a language model, each sentence that holds. */
  #progress(exchange, { status, searched, text }) {
    if (status === "statement" && text) {
      exchange.prose ??= this.#newProse(exchange);
      const apart = exchange.prose.textContent && !/^\s/.test(text);
      exchange.prose.append(apart ? ` ${text}` : text);
    } else if (searched) {
      exchange.searched = searched;
      this.#showStatus(exchange, this.#words.searchingIn(searched.documents));
    }
  }

  #newProse(exchange) {
    const prose = el("p", { class: "model busy" });
    exchange.box.querySelector(".status")?.remove();
    exchange.box.prepend(prose);
    return prose;
  }

  #showFailure(exchange, error) {
    const words = this.#words;
    let said = words.failed;
    if (error instanceof Refused) {
      if (error.status === 401 || error.status === 403) {
        said = this.#server.ownToken ? words.signIn : words.refused;
        console.warn(`pledge-chat: ${error.status} ${error.message}`); // for whoever made the page
      } else said = (error.status < 500 && error.message) || words.fault;
    }
    const again = () => {
      if (this.#asking) return;
      this.#input.focus(); // the button goes away
      this.#pursue(exchange);
    };
    const actions = el("div", { class: "actions" }, smallButton(words.retry, again));
    exchange.box.replaceChildren(el("p", { class: "note" }, said), actions);
    this.#say(said);
  }

  #showAnswer(exchange) {
    const { answer, searched } = exchange;
    const open = (quote, number, opener) => this.#openDocument(exchange, quote, number, opener);
    const receipt = el("p", { class: "receipt" }, `${this.#words.receipt} ${answer.receipt_id}`);
    exchange.box.replaceChildren(...answerParts(this.#voice, answer, searched, open), this.#actions(exchange), receipt);
  }

  // -- what can be done with an answer

  #actions(exchange) {
    const words = this.#words;
    const { answer, rated } = exchange;
    const row = el("div", { class: "actions" });
    if (answer.quotes.length) row.append(smallButton(words.copy, (event) => this.#copy(exchange, event.currentTarget)));
    if (answer.status !== "needs_clarification") {
      for (const [helpful, text] of [[true, words.helpful], [false, words.unhelpful]]) {
        const button = smallButton(text, () => this.#rate(exchange, helpful, button));
        button.setAttribute("aria-pressed", String(rated === helpful));
        row.append(button);
      }
    }
    return el("div", {}, row);
  }

  async #copy(exchange, button) {
    const words = this.#words;
    await copyText(this.#voice.copied(exchange), this.#panel);
    button.textContent = words.copied;
    this.#say(words.copied);
    setTimeout(() => (button.textContent = words.copy), 3_000);
  }

  async #rate(exchange, helpful, button) {
    const row = button.parentNode;
    const area = row.parentNode;
    const press = (rated) => {
      exchange.rated = rated;
      for (const each of row.querySelectorAll("[aria-pressed]")) {
        each.setAttribute("aria-pressed", String(each === button && rated !== undefined));
      }
    };
    press(helpful);
    area.querySelector(".why")?.remove();
    if (!helpful) area.append(this.#newWhy(exchange, button));
    if (await this.#sendRating(exchange, helpful, "")) {
      if (helpful) this.#say(this.#words.thanks);
    } else {
      area.querySelector(".why")?.remove();
      press(undefined);
      this.#notice(this.#words.undone);
    }
  }

  /** The form that asks what was wrong; what one has written stays there until it has arrived. */
  #newWhy(exchange, button) {
    const words = this.#words;
    const id = `why-${exchange.request}`;
    const reason = el("textarea", { id, rows: "2", maxlength: "1000" });
    const leave = () => {
      form.replaceWith(el("p", { class: "status why" }, words.thanks));
      button.focus();
      this.#say(words.thanks);
    };
    const submit = async (event) => {
      event.preventDefault();
      if (await this.#sendRating(exchange, false, reason.value)) leave();
      else this.#notice(words.undone);
    };
    const send = el("button", { class: "small" }, words.sendWhy);
    const buttons = el("div", { class: "actions" }, send, smallButton(words.skip, leave));
    const form = el("form", { class: "why", onsubmit: submit }, el("label", { for: id }, words.why), reason, buttons);
    setTimeout(() => reason.focus());
    return form;
  }

  async #sendRating(exchange, helpful, reason) {
    const path = `/v1/conversations/${this.#conversation}/messages/${exchange.message}/feedback`;
    return this.#server.call(path, { method: "POST", body: { helpful, reason } }).then(() => true, () => false);
  }

  // -- a quote in its document

  async #openDocument(exchange, quote, number, opener, step = 0) {
    const words = this.#words;
    this.#closeDocument({ focus: false });
    const heading = el("h3", { tabindex: "-1" }, quote.title);
    const about = el("p", { class: "source" }, this.#voice.source(quote));
    const back = linkButton(words.back, () => this.#closeDocument());
    const text = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": quote.title });
    text.append(el("p", { class: "status busy" }, words.opening));
    const view = el("div", { class: "document" }, el("div", { class: "bar" }, back, heading, about), text);
    view.opener = opener;
    this.#document = view;
    this.#body.append(view);
    this.#log.inert = true;
    heading.focus();
    try {
      const path = `/v1/quotes/${exchange.answer.receipt_id}/${number}?around=${AROUND[step]}`;
      const place = await (await this.#server.call(path)).json();
      if (view !== this.#document) return;
      const ended = place.effective_to && !place.in_force;
      if (ended) about.append(` (${words.until(this.#voice.date(place.effective_to))})`);
      const more = step + 1 < AROUND.length && (() => this.#openDocument(exchange, quote, number, opener, step + 1));
      text.replaceChildren(...documentParts(words, place, more));
      const mark = text.querySelector("mark");
      if (mark) text.scrollTop = mark.offsetTop - text.clientHeight / 3;
    } catch (error) {
      const said = error instanceof Refused && error.status < 500 && error.message;
      text.replaceChildren(el("p", { class: "note" }, said || words.undone));
    }
  }

  #closeDocument({ focus = true } = {}) {
    if (!this.#document) return;
    const { opener } = this.#document;
    this.#document.remove();
    this.#document = null;
    this.#log.inert = false;
    if (focus) opener?.isConnected ? opener.focus() : this.#input.focus();
  }
}

// ---------------------------------------------------------------------------------------------------------- answers

/** The texts of one language, and what is put together from them. */
class Voice {
  /** @param {string} wanted - a language, with a region perhaps: "en-GB" */
  constructor(wanted) {
    const short = wanted.toLowerCase().split("-")[0];
    this.language = Object.hasOwn(MESSAGES, short) ? short : "en";
    this.words = MESSAGES[this.language];
    const days = this.language === short ? this.#region(wanted) : "en-GB";
    this.days = new Intl.DateTimeFormat(days, { dateStyle: "long", timeZone: "UTC" });
  }

  /** How days are written: the page's way if it names a region, else the reader's own if it is the same language. */
  #region(wanted) {
    if (/^[a-z]{2}-[a-z]{2}$/i.test(wanted)) return wanted;
    return navigator.languages.find((each) => each.split("-")[0] === this.language) ?? this.language;
  }

  /** A day such as "2025-06-01" in words. */
  date(day) {
    return this.days.format(new Date(`${day}T00:00:00Z`));
  }

  /** Where a quote stands: title, version, day, page, headings. */
  source({ title, version, effective_from: from, heading, page }) {
    const { words } = this;
    const about = [version && words.version(version), from && words.since(this.date(from)), page && words.page(page)];
    const source = [title, ...about].filter(Boolean).join(", ");
    const where = heading?.startsWith(`${title} › `) ? heading.slice(title.length + 3) : heading;
    return where && where !== title ? `${source} · ${where}` : source;
  }

  /** What an answer begins with. */
  lead(answer) {
    const { said } = this.words;
    if (answer.quotes.every((quote) => quote.audience === "staff")) return said.none; // no promise to customers
    return Object.hasOwn(said, answer.stance ?? "none") ? said[answer.stance ?? "none"] : said.none;
  }

  /** Why there is no answer. */
  silence({ reason, text }) {
    const { silent } = this.words;
    return Object.hasOwn(silent, reason) ? silent[reason] : text;
  }

  /** An answer in the words that are heard: what it says first, and how much more there is to read. */
  spoken(answer) {
    const { words } = this;
    if (answer.status === "needs_clarification") return words.unclear;
    if (answer.status !== "answered") return `${words.abstained} ${this.silence(answer)}`;
    const first = answer.mode === "model" ? answer.text : `${this.lead(answer)} ${answer.quotes[0] ? legible(answer.quotes[0]) : ""}`;
    return `${first} ${words.answered(answer.quotes.length)}`;
  }

  /** An answer to be pasted elsewhere, each quote with its source. @param {Exchange} exchange */
  copied({ question, asOf, answer }) {
    const { words } = this;
    const day = asOf ? [`${words.asOf} ${this.date(asOf)}`] : [];
    const prose = answer.mode === "model" ? [answer.text, words.worded] : [];
    const quotes = answer.quotes.map((quote, number) => {
      const reference = answer.mode === "model" ? `[${number + 1}] ` : "";
      return `${reference}“${legible(quote)}”\n— ${this.source(quote)}`;
    });
    return [question, ...day, ...prose, ...quotes, `${words.receipt} ${answer.receipt_id}`].join("\n\n");
  }
}

// Marks of Markdown around words; a word cut at a line's end; a line that goes on with a small letter or a sum.
const MARKS = /(\*\*|__|[*_`])(?=\S)([^*_`\n]*[^*_`\s])\1(?![\p{L}\d])/gu;
const LINK = /(^|[^!\\])\[([^[\]]+)\]\([^()\s]+(?: "[^"]*")?\)/g;
const CUT = /[\u2010\u00ad][ \t]*\r?\n[ \t]*(?=\p{L})/gu;
const WRAPPED = /([^|\s])[ \t]*\r?\n[ \t]*(?:>[ \t]?)*(?=[\p{Ll}€£$])(?=[^|\n]*$)/gmu;

/** The words of a quote as people read them; its text stays what stands in the document. */
function legible({ text, document = "" }) {
  const marked = /\.(?:md|markdown|mdown)$/i.test(document);
  const words = marked ? text.replace(LINK, "$1$2").replace(MARKS, "$2") : text;
  return words.replace(CUT, "").replace(WRAPPED, "$1 ");
}

/** A whole answer; `open(quote, number, opener)` shows a quote in its document. */
function answerParts(voice, answer, searched, open) {
  if (answer.status === "needs_clarification") return [el("p", { class: "lead" }, voice.words.unclear)];
  return answer.status === "answered" ? answered(voice, answer, open) : abstained(voice, answer, searched, open);
}

function answered(voice, answer, open) {
  const { words } = voice;
  const lead =
    answer.mode === "model"
      ? [el("p", { class: "model" }, answer.text), el("p", { class: "worded" }, words.worded)]
      : [el("p", { class: "lead" }, voice.lead(answer))];
  // The first note of the server says that quotes disagree, in its own language.
  const disagree = answer.quotes.some((quote) => quote.role === "conflict");
  const notes = (disagree ? answer.notes.slice(1) : answer.notes).map((note) => el("p", { class: "note" }, note));
  if (disagree) notes.unshift(el("p", { class: "note disagree" }, words.disagree));
  const refers = answer.mode === "model"; // its sentences name the quotes by number
  const quotes = answer.quotes.map((quote, number) => quoteFigure(voice, quote, { number, open, refers }));
  return [...lead, ...notes, ...quotes];
}

function abstained(voice, answer, searched, open) {
  const { words } = voice;
  const parts = [el("p", { class: "lead" }, voice.silence(answer))];
  if (searched) parts.push(searchedDetails(voice, searched));
  if (answer.nearest.length) {
    const nearest = answer.nearest.map((quote, number) => quoteFigure(voice, quote, { role: "nearest", number, open }));
    parts.push(el("h4", {}, words.nearest), ...nearest);
  }
  if (answer.contact) parts.push(el("h4", {}, words.contact), contactList(answer.contact));
  return parts;
}

function searchedDetails(voice, searched) {
  const sentence = voice.words.searched(searched.documents, voice.date(searched.as_of));
  const rest = searched.documents > searched.titles.length ? ["…"] : [];
  return el("details", {}, el("summary", {}, sentence), el("p", {}, [...searched.titles, ...rest].join(" · ")));
}

function contactList({ name, email, phone, url }) {
  const ways = [[email, `mailto:${email}`], [phone, `tel:${(phone ?? "").replace(/[^+\d]/g, "")}`], [url, url]];
  const links = ways.filter(([words]) => words).map(([words, address]) => {
    const href = safeLink(address);
    const elsewhere = href?.startsWith("http") && "_blank";
    return el("li", {}, href ? el("a", { href, rel: "noopener", target: elsewhere }, words) : words);
  });
  return el("ul", { class: "contact" }, name && el("li", {}, name), links);
}

/** A quote with its source; what it is for the answer is said and drawn. Without `open` it is on its way only. */
function quoteFigure(voice, quote, { role = quote.role, number = 0, open = null, refers = false } = {}) {
  const { words } = voice;
  const nearest = role === "nearest";
  const known = Object.hasOwn(words.roles, role) ? role : "answer";
  const about = [nearest ? null : words.roles[known], quote.audience === "staff" ? words.internal : null];
  const label = [refers && `[${number + 1}]`, ...about].filter(Boolean).join(" · ");
  const show = open && linkButton(words.show, (event) => open(quote, number, event.currentTarget));
  show?.setAttribute("aria-label", `${words.show}: ${quote.title}`);
  return el(
    "figure",
    { class: `quote ${nearest ? "nearest" : known}` },
    label ? el("p", { class: "label" }, label) : null,
    el("blockquote", {}, legible(quote)),
    el("figcaption", { class: "source" }, voice.source(quote)),
    show,
  );
}

/** A part of a document with a quote marked in it; `more` shows a larger part. */
function documentParts(words, place, more) {
  const moreButton = (there) => (there && more ? [smallButton(words.more, more)] : []);
  const quoted = place.parts.flatMap((part) => [...part.pieces, ...part.rows.flat(2)]).filter((piece) => piece.quoted);
  const unseen = (sentence) => el("span", { class: "unseen" }, sentence);
  const shown = (piece) => {
    if (!piece.quoted) return piece.text;
    const begins = piece === quoted[0] && unseen(words.quoteBegins);
    return el("mark", {}, begins, piece.text, piece === quoted.at(-1) && unseen(words.quoteEnds));
  };
  const table = (rows) =>
    el("table", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell.map(shown))))));
  const parts = place.parts.map((part) => {
    if (part.kind === "heading") return el("h4", {}, part.pieces.map(shown));
    return el("div", { class: "part" }, part.kind === "table" ? table(part.rows) : part.pieces.map(shown));
  });
  return [...moreButton(place.more_before), ...parts, ...moreButton(place.more_after)];
}

// ----------------------------------------------------------------------------------------------------------- server

/** The server said no; `code` and `message` are its own, `retryAfter` is in seconds, 1 or more. */
class Refused extends Error {
  constructor(status, body, retryAfter) {
    super(body?.error?.message ?? "");
    this.status = status;
    this.code = body?.error?.code ?? "";
    this.retryAfter = Math.max(1, Math.ceil(Number(retryAfter ?? body?.error?.details?.retry_after_seconds)) || 1);
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

  /** A token that is valid for a while. */
  async bearer() {
    if (this.token && Date.now() < this.endsAt - 30_000) return this.token;
    return this.renew();
  }

  /** The next token; several callers wait for one request. */
  renew() {
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

  /** A call whose answer comes in events: calls `tell(event, data)` for each, until `leaving` is aborted. */
  async stream(path, body, leaving, tell) {
    const patience = new AbortController();
    leaving.addEventListener("abort", () => patience.abort(), { signal: patience.signal });
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => patience.abort(), SILENCE_MS);
    };
    wait();
    try {
      const { signal } = patience;
      const response = await this.call(path, { method: "POST", body, accept: "text/event-stream", signal });
      for await (const [event, data] of events(response.body, wait)) if (!leaving.aborted) tell(event, data);
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

// ------------------------------------------------------------------------------------------------------------ elements

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
  const line = { fill: "none", stroke: "currentColor", "stroke-width": "2.2", "stroke-linejoin": "round" };
  const attributes = { viewBox: "0 0 24 24", "aria-hidden": "true", ...line };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function iconButton(name, words, act) {
  return el("button", { type: "button", "aria-label": words, title: words, onclick: act }, icon(name));
}

function smallButton(words, act) {
  return el("button", { type: "button", class: "small", onclick: act }, words);
}

function linkButton(words, act) {
  return el("button", { type: "button", class: "link", onclick: act }, words);
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

/** To the clipboard; pages that are not served over TLS have only the old way, with a field `inside` an element. */
async function copyText(text, inside) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
    const before = inside.getRootNode().activeElement;
    area.value = text;
    inside.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    before?.focus();
  }
}

// --------------------------------------------------------------------------------------------------------------- texts

const MESSAGES = {
  en: {
    title: "Ask about our promises",
    launch: "Ask about our promises",
    welcome: "Ask what we promise. Answers are quotes from our own documents, with their source.",
    close: "Close chat",
    fresh: "New conversation",
    conversation: "Conversation",
    question: "Your question",
    placeholder: "What would you like to know?",
    send: "Send",
    you: "You asked:",
    searching: "Searching…",
    searchingIn: (n) => `Searching ${n} ${n === 1 ? "document" : "documents"}…`,
    said: {
      promised: "Our documents promise:",
      conditional: "Our documents say, with conditions:",
      excluded: "Our documents rule this out:",
      none: "Our documents say:",
    },
    silent: {
      nothing_found: "Our documents don’t say anything about this.",
      not_enough_evidence: "Our documents don’t say. That is neither a yes nor a no.",
      wrong_kind:
        "Our documents speak of something like it, but don’t say what you ask. That is neither a yes nor a no.",
    },
    unclear: "What would you like to know? Please say it in a few words.",
    searched: (n, day) => `Searched: ${n} ${n === 1 ? "document" : "documents"} in force on ${day}`,
    nearest: "The closest passages, which don’t answer it",
    contact: "Ask a person",
    internal: "For staff only",
    roles: {
      answer: "Our words",
      condition: "Condition",
      exception: "Exception",
      remedy: "If we fail",
      conflict: "Contradiction",
    },
    worded: "Worded by a language model; each sentence was checked against the quotes.",
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
    wait:
      (n) => `That was a lot at once. Your question is kept and will be sent in ${n} ${n === 1 ? "second" : "seconds"}.`,
    refused: "This page may not use the chat.",
    signIn: "Your sign-in has ended. Sign in again, then try again.",
    fault: "Something went wrong on our side.",
    undone: "That did not work. Please try again.",
  },
  de: {
    title: "Fragen zu unseren Zusagen",
    launch: "Fragen zu unseren Zusagen",
    welcome: "Fragen Sie, was wir zusagen. Antworten sind Zitate aus unseren eigenen Dokumenten, mit Quelle.",
    close: "Chat schließen",
    fresh: "Neues Gespräch",
    conversation: "Gespräch",
    question: "Ihre Frage",
    placeholder: "Was möchten Sie wissen?",
    send: "Senden",
    you: "Sie haben gefragt:",
    searching: "Wird gesucht …",
    searchingIn: (n) => (n === 1 ? "1 Dokument wird durchsucht …" : `${n} Dokumente werden durchsucht …`),
    said: {
      promised: "Unsere Dokumente sagen zu:",
      conditional: "Unsere Dokumente sagen, mit Bedingungen:",
      excluded: "Unsere Dokumente schließen das aus:",
      none: "Unsere Dokumente sagen:",
    },
    silent: {
      nothing_found: "Unsere Dokumente sagen darüber nichts.",
      not_enough_evidence: "Unsere Dokumente sagen es nicht. Das ist weder ein Ja noch ein Nein.",
      wrong_kind:
        "Unsere Dokumente sprechen von Ähnlichem, beantworten Ihre Frage aber nicht. Das ist weder ein Ja noch ein Nein.",
    },
    unclear: "Was möchten Sie wissen? Bitte sagen Sie es in ein paar Worten.",
    searched: (n, day) => `Durchsucht: ${n} ${n === 1 ? "Dokument" : "Dokumente"}, gültig am ${day}`,
    nearest: "Die nächstliegenden Stellen, die es nicht beantworten",
    contact: "Einen Menschen fragen",
    internal: "Nur für Mitarbeitende",
    roles: {
      answer: "Unsere Worte",
      condition: "Bedingung",
      exception: "Ausnahme",
      remedy: "Wenn wir es nicht einhalten",
      conflict: "Widerspruch",
    },
    worded: "Von einem Sprachmodell formuliert; jeder Satz wurde an den Zitaten geprüft.",
    disagree:
      "Unsere Dokumente widersprechen sich hier. Beide Stellen sind gezeigt; bitte fragen Sie nach, welche gilt.",
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
    wait:
      (n) => `Das war viel auf einmal. Ihre Frage bleibt erhalten und wird in ${n} ${n === 1 ? "Sekunde" : "Sekunden"} gesendet.`,
    refused: "Diese Seite darf den Chat nicht benutzen.",
    signIn: "Ihre Anmeldung ist abgelaufen. Melden Sie sich neu an und versuchen Sie es noch einmal.",
    fault: "Bei uns ist etwas schiefgegangen.",
    undone: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
  },
  fr: {
    title: "Questions sur nos engagements",
    launch: "Questions sur nos engagements",
    welcome: "Demandez ce que nous promettons. Les réponses sont des citations de nos documents, avec leur source.",
    close: "Fermer la discussion",
    fresh: "Nouvelle conversation",
    conversation: "Conversation",
    question: "Votre question",
    placeholder: "Que souhaitez-vous savoir ?",
    send: "Envoyer",
    you: "Vous avez demandé :",
    searching: "Recherche…",
    searchingIn: (n) => `Recherche dans ${n} ${n === 1 ? "document" : "documents"}…`,
    said: {
      promised: "Nos documents promettent :",
      conditional: "Nos documents disent, sous conditions :",
      excluded: "Nos documents l’excluent :",
      none: "Nos documents disent :",
    },
    silent: {
      nothing_found: "Nos documents n’en disent rien.",
      not_enough_evidence: "Nos documents ne le disent pas. Ce n’est ni un oui ni un non.",
      wrong_kind:
        "Nos documents parlent de quelque chose de proche, mais ne disent pas ce que vous demandez. Ce n’est ni un oui ni un non.",
    },
    unclear: "Que souhaitez-vous savoir ? Dites-le en quelques mots.",
    searched: (n, day) => `Recherche faite dans ${n} ${n === 1 ? "document" : "documents"} en vigueur le ${day}`,
    nearest: "Les passages les plus proches, qui n’y répondent pas",
    contact: "Demander à une personne",
    internal: "Réservé au personnel",
    roles: {
      answer: "Nos mots",
      condition: "Condition",
      exception: "Exception",
      remedy: "Si nous manquons à cela",
      conflict: "Contradiction",
    },
    worded: "Formulé par un modèle de langage ; chaque phrase a été comparée aux citations.",
    disagree:
      "Nos documents se contredisent sur ce point. Les deux passages sont montrés ; demandez-nous lequel s’applique.",
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
    wait:
      (n) => `C’était beaucoup à la fois. Votre question est gardée et sera envoyée dans ${n} ${n === 1 ? "seconde" : "secondes"}.`,
    refused: "Cette page ne peut pas utiliser la discussion.",
    signIn: "Votre connexion a expiré. Identifiez-vous de nouveau, puis réessayez.",
    fault: "Une erreur s’est produite de notre côté.",
    undone: "Cela n’a pas fonctionné. Veuillez réessayer.",
  },
  es: {
    title: "Preguntas sobre nuestros compromisos",
    launch: "Preguntas sobre nuestros compromisos",
    welcome: "Pregunte qué prometemos. Las respuestas son citas de nuestros documentos, con su fuente.",
    close: "Cerrar el chat",
    fresh: "Nueva conversación",
    conversation: "Conversación",
    question: "Su pregunta",
    placeholder: "¿Qué le gustaría saber?",
    send: "Enviar",
    you: "Usted preguntó:",
    searching: "Buscando…",
    searchingIn: (n) => `Buscando en ${n} ${n === 1 ? "documento" : "documentos"}…`,
    said: {
      promised: "Nuestros documentos prometen:",
      conditional: "Nuestros documentos dicen, con condiciones:",
      excluded: "Nuestros documentos lo excluyen:",
      none: "Nuestros documentos dicen:",
    },
    silent: {
      nothing_found: "Nuestros documentos no dicen nada sobre esto.",
      not_enough_evidence: "Nuestros documentos no lo dicen. Eso no es ni un sí ni un no.",
      wrong_kind:
        "Nuestros documentos hablan de algo parecido, pero no dicen lo que pregunta. Eso no es ni un sí ni un no.",
    },
    unclear: "¿Qué desea saber? Dígalo en pocas palabras.",
    searched: (n, day) => `Se buscó en ${n} ${n === 1 ? "documento vigente" : "documentos vigentes"} el ${day}`,
    nearest: "Los pasajes más cercanos, que no lo responden",
    contact: "Preguntar a una persona",
    internal: "Solo para el personal",
    roles: {
      answer: "Nuestras palabras",
      condition: "Condición",
      exception: "Excepción",
      remedy: "Si no cumplimos",
      conflict: "Contradicción",
    },
    worded: "Redactado por un modelo de lenguaje; cada frase se ha comprobado con las citas.",
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
    wait: (n) => `Fue mucho a la vez. Su pregunta se guarda y se enviará en ${n} ${n === 1 ? "segundo" : "segundos"}.`,
    refused: "Esta página no puede usar el chat.",
    signIn: "Su sesión ha terminado. Vuelva a iniciarla e inténtelo de nuevo.",
    fault: "Algo salió mal por nuestra parte.",
    undone: "No ha funcionado. Inténtelo de nuevo.",
  },
};

// ---------------------------------------------------------------------------------------------------------- appearance

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
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }

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
.floating .panel { position: fixed; inset: auto 1em 1em auto; inset-inline: auto 1em;
  z-index: var(--pledge-z-index, 2147483000);
  inline-size: min(var(--pledge-width, 27em), calc(100vw - 2em)); max-inline-size: none;
  block-size: min(var(--pledge-height, 42em), calc(100vh - 2em)); max-block-size: none;
  box-shadow: 0 .4em 2.4em rgb(0 0 0 / .35); }
.floating.start .panel { inset-inline: 1em auto; }
@media ${COVERS} {
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
.welcome li { margin-block-start: .6em; }
.example { min-block-size: 2.75em; padding: .45em .9em; border: 1px solid var(--line); border-radius: 1.4em;
  text-align: start; background: var(--surface); color: var(--text); cursor: pointer; }
.example:hover { border-color: var(--accent); }
.exchange { margin-block-end: 1.5em; }
.question { font-weight: 600; margin-block-end: .75em; padding: .6em .8em; background: var(--surface);
  border-radius: .6em; white-space: pre-wrap; }
.lead { margin-block-end: .6em; }
.model { white-space: pre-wrap; margin-block-end: .3em; }
.worded, .day { font-size: .85em; color: var(--muted); }
.day { margin-block: -.4em .75em; }
.note { margin-block: .6em; padding: .5em .8em; border: 2px solid var(--line); border-radius: .4em; }
.disagree { border-color: var(--conflict); }
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
.document h3 { font-weight: 650; padding: 2px 4px; }
.document h3:focus-visible { outline-offset: -2px; }
.document .part { white-space: pre-wrap; margin-block: .6em; }
table { border-collapse: collapse; inline-size: 100%; white-space: normal; font-size: .92em; }
td { border: 1px solid var(--line); padding: .3em .5em; vertical-align: top; }
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
.options .row { align-items: center; }
.options input { inline-size: auto; max-inline-size: 100%; }

@media (forced-colors: active) {
  .question, .banner, .launcher, header { border: 1px solid CanvasText; }
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

// A page may load this twice, from two servers even: the first one stays.
if (!customElements.get("pledge-chat")) customElements.define("pledge-chat", PledgeChat);

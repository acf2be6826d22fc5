// What the console's pages do beyond links and forms; every page works without it.

const root = document.documentElement;
root.classList.add("scripted");

const announce = (element) => {
  element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
};

// Forms that htmx sends and files that we send prove where they come from.
const formToken = () => document.body.dataset.formToken ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = formToken();
});

// After an answer: it comes into view and is read out; the focus stays in the field, which is empty for the next.
document.addEventListener("htmx:afterSettle", () => {
  const exchanges = document.querySelectorAll("#thread .exchange");
  const newest = exchanges[exchanges.length - 1];
  if (newest && !newest.dataset.seen) {
    newest.dataset.seen = "yes";
    newest.scrollIntoView({ block: "start" });
  }
});

document.addEventListener("htmx:sendError", (event) => {
  const note = document.createElement("p");
  note.className = "notice bad";
  note.setAttribute("role", "alert");
  note.textContent = "The server cannot be reached. What you typed is still here; try again.";
  event.target.closest("form")?.prepend(note);
  setTimeout(() => note.remove(), 8000);
});

// Enter sends a question; shift and enter begin a new line.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "question") {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// A link to #120-180 marks that stretch of a source: the server does it, asked with ?at=120-180.
const showPlace = () => {
  const place = location.hash.slice(1);
  if (!/^\d+-\d+$/.test(place) || !document.querySelector("[data-source]")) return;
  const mark = document.getElementById(place);
  if (mark) {
    announce(mark);
    mark.scrollIntoView({ block: "center" });
  } else if (!new URLSearchParams(location.search).getAll("at").includes(place)) {
    location.replace(`${location.pathname}?at=${place}#${place}`);
  }
};
addEventListener("hashchange", showPlace);
showPlace();

// Several files at once, dropped or chosen, each with its progress.
const send = (form, file, line) =>
  new Promise((done) => {
    const words = line.querySelector("span");
    const bar = line.querySelector("progress");
    const data = new FormData(form);
    data.set("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Form-Token", formToken());
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = `${file.name}: reading and indexing …`;
    });
    const finish = (message, address) => {
      bar.remove();
      words.textContent = message;
      line.classList.toggle("bad", !address);
      if (address) {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = "Open it";
        words.append(" ", link);
      }
      done(Boolean(address));
    };
    request.addEventListener("load", () => {
      let said = {};
      try {
        said = JSON.parse(request.responseText);
      } catch {
        said = { message: `${file.name}: the server did not say what happened (${request.status}).` };
      }
      finish(said.message, request.status < 300 ? said.address : null);
    });
    request.addEventListener("error", () => finish(`${file.name}: the connection was lost. Add it again.`, null));
    request.send(data);
  });

for (const form of document.querySelectorAll("form[data-upload]")) {
  const drop = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".uploads");
  input.multiple = "many" in input.dataset;

  const sendAll = async (files) => {
    const lines = [...files].map((file) => {
      const line = document.createElement("li");
      const words = document.createElement("span");
      words.textContent = `${file.name}: waiting …`;
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      line.append(words, bar);
      list.append(line);
      return [file, line];
    });
    for (const [file, line] of lines) await send(form, file, line);
    input.value = "";
    const table = document.getElementById("list");
    if (table) htmx.ajax("GET", "/console/documents", { target: "#list", select: "#list", swap: "outerHTML" });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendAll(input.files);
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  drop.addEventListener("dragleave", (event) => {
    if (!drop.contains(event.relatedTarget)) drop.classList.remove("over");
  });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const files = [...event.dataTransfer.files];
    sendAll(input.multiple ? files : files.slice(0, 1));
  });
}

// What the pages do beyond HTML: tell when the database is away, and go where keys say.
(() => {
  "use strict";
  const away = document.getElementById("away");
  // A list becomes live only when its search has ended, so what is live is listened to wherever it is.
  const hear = (name, hidden) => document.addEventListener(name, (event) => {
    if (event.target.id === "live") away.hidden = hidden;
  }, true);
  hear("away", false);
  hear("back", true);
  hear("htmx:sse:error", false);
  hear("htmx:sse:after:connection", true);

  let going = -Infinity; // ms; when g was pressed
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      const find = document.getElementById("find");
      if (find) { event.preventDefault(); find.focus(); }
    } else if (event.key === "g") {
      going = event.timeStamp;
    } else if (event.timeStamp - going < 1500) {
      const link = [...document.querySelectorAll("[data-go]")].find((a) => a.dataset.go === event.key);
      going = -Infinity;
      if (link) link.click();
    }
  });

  // A form that was sent is not sent twice by an impatient finger.
  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("button")) {
      setTimeout(() => { button.disabled = true; }, 0);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button")) button.disabled = false;
  });
})();

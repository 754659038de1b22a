// Everything works without this file. It moves the focus to where something happened, and says so when the server is out of reach.
"use strict";

(() => {
  // Where somebody who cannot see the page should be after it changed: what is to be mended, what was said, the place that a link
  // was to, or the heading.
  function focusNews(root, anchor) {
    const place = (anchor && document.getElementById(anchor)) || root.querySelector("[data-focus]") || root.querySelector("h1");
    if (!place) return;
    if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
    const at = place.getBoundingClientRect();
    if (at.top > window.innerHeight / 2) place.scrollIntoView();
  }

  // A picture of a routine may be much higher than its box: begin where the case is.
  function showPlace(root) {
    const here = root.querySelector(".drawing .rd-here");
    const box = here && here.closest(".drawing");
    if (!box) return;
    const at = here.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    box.scrollTo({ top: at.top - frame.top - frame.height / 3, left: at.left - frame.left - (frame.width - at.width) / 2 });
  }

  function notice(text) {
    const place = document.getElementById("notis");
    if (!place) return;
    const box = document.createElement("div");
    box.className = "errors";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    box.textContent = text;
    place.replaceChildren(box);
    box.focus();
    window.scrollTo(0, 0);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const errors = document.querySelector(".errors[data-focus], .said[data-focus]");
    if (errors) errors.focus();
    showPlace(document);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { target, request } = (event.detail && event.detail.ctx) || {};
    const place = target instanceof Element ? target : document.getElementById("main");
    if (!place || (place.id !== "main" && place.id !== "notis")) return;
    window.scrollTo(0, 0);
    focusNews(place, request && request.anchor);
    showPlace(place);
  });

  document.addEventListener("htmx:error", (event) => {
    const error = event.detail && event.detail.error;
    if (error && error.name === "AbortError" && !String(error).includes("timeout")) return;
    notice("Rutin svarar inte just nu. Det du har skrivit står kvar på sidan. Kontrollera nätet och försök igen om en stund.");
  });
})();

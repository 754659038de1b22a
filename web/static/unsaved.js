// Everything works without this file. What somebody has written and not sent stays when another of the page's forms is sent,
// and is asked about before the page is left.
"use strict";

(() => {
  const QUESTION = "Du har skrivit något som inte är sparat. Om du går vidare försvinner det. Vill du gå vidare ändå?";
  const LOST = "Det här hade du skrivit, men det är inte sparat och formuläret finns inte längre på sidan:";
  let leaving = false; // somebody has been asked, and goes
  let sent = null; // the form that is on its way
  let kept = [];

  const forms = () => [...document.querySelectorAll("#main form:not(search > form)")].filter((form) => form.elements.formular);
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const isInput = (field) => field.name && !["hidden", "submit", "button"].includes(field.type) && field.tagName !== "FIELDSET";

  function isChanged(field) {
    if (!isInput(field)) return false;
    if (isChoice(field)) return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const begun = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(begun, 0);
  }

  // A form that was sent back holds what is written as if it had been there from the beginning.
  const isReturned = (form) => form.querySelector("[data-unsaved]") !== null;
  const isUnsaved = (form) => isReturned(form) || [...form.elements].some(isChanged);
  const others = (form) => forms().filter((each) => each !== form && isUnsaved(each));

  function mayGo() {
    leaving = window.confirm(QUESTION);
    return leaving;
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // Whether what is sent comes back to this page: a form of what the page is about.
  function stays(form, button) {
    const address = (button && button.getAttribute("formaction")) || form.getAttribute("action") || "";
    const path = new URL(address, location.href).pathname;
    return path === location.pathname || path.startsWith(`${location.pathname}/`);
  }

  function keep(form) {
    const fields = [...form.elements].filter((field) => isInput(field) && field.type !== "file" && (isReturned(form) || isChanged(field)));
    return {
      id: form.id,
      action: form.getAttribute("action"),
      fields: fields.map((field) => ({ name: field.name, value: field.value, choice: isChoice(field), checked: field.checked })),
    };
  }

  // Gives back the texts that have no place any more.
  function restore(each) {
    const form = document.getElementById(each.id);
    const same = form && form.getAttribute("action") === each.action;
    return each.fields.filter((was) => {
      const field = same && [...form.elements].find((now) => isInput(now) && now.name === was.name && (!was.choice || now.value === was.value));
      if (!field) return !was.choice && was.value;
      if (was.choice) field.checked = was.checked;
      else field.value = was.value;
      const fold = isChanged(field) && field.closest("details");
      if (fold) fold.open = true;
      return false;
    });
  }

  function tell(lost) {
    const place = document.getElementById("notis");
    if (!place || !lost.length) return;
    const box = document.createElement("div");
    box.className = "errors";
    for (const text of [LOST, ...lost.map((field) => field.value)]) {
      const line = document.createElement("p");
      line.textContent = text;
      box.append(line);
    }
    place.append(box);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    sent = form;
    if (form.closest("[hx-boost=false]")) leaving = true;
    else if (!stays(form, event.submitter) && others(form).length && !mayGo()) stop(event);
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.hasAttribute("download")) return;
    if (link.getAttribute("href").startsWith("#") || !forms().some(isUnsaved)) return;
    if (!mayGo()) stop(event);
  }, true);

  document.addEventListener("input", () => { leaving = false; });

  document.addEventListener("htmx:before:swap", (event) => {
    const target = event.detail && event.detail.ctx && event.detail.ctx.target;
    const whole = target instanceof Element && target.id === "main";
    kept = whole && !leaving ? others(sent).map(keep) : [];
  });

  document.addEventListener("htmx:after:swap", () => {
    const lost = kept.flatMap(restore);
    [kept, sent, leaving] = [[], null, false];
    tell(lost);
  });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && forms().some(isUnsaved)) event.preventDefault();
  });
})();

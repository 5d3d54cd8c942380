// Comfort only: every page works without this file.
(function () {
  "use strict";
  var body = document.body;

  function inField(element) {
    return element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);
  }

  // Shortcuts: n, / and so on by data-key, Alt+S saves the form with data-key="save".
  document.addEventListener("keydown", function (event) {
    if (body.dataset.shortcuts === "off" || event.ctrlKey || event.metaKey) return;
    var key = event.key.toLowerCase();
    if (event.altKey && key === "s") key = "save";
    else if (event.altKey || key.length !== 1 || inField(event.target)) return;
    var goal = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (!goal) return;
    event.preventDefault();
    if (inField(goal)) goal.focus();
    else goal.click();
  });

  // One submission at a time. Ready again when the page comes back from history, or after
  // ten seconds when the answer was a file and the page never left.
  function release(form) {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.getAttribute("method") !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
    setTimeout(release, 10000, form);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sending]").forEach(release);
  });

  // Who answers or corrects while a search is under way means the list in sight: a late answer
  // may not wipe that out. Saving looks again.
  document.addEventListener("input", function (event) {
    var found = event.target.closest("[data-found]");
    var search = found && document.querySelector('[hx-target="#' + CSS.escape(found.id) + '"]');
    if (search) htmx.trigger(search, "htmx:abort");
  });

  // What to read first after a refused form.
  function showErrors(root) {
    var summary = root.id === "error-summary" ? root : root.querySelector("#error-summary");
    if (summary) summary.focus();
  }

  // Characters left, told politely and only near the end.
  function counter(area) {
    var line = document.createElement("p");
    line.className = "vh-count";
    line.setAttribute("role", "status");
    area.after(line);
    function tell() {
      var left = Number(area.dataset.maxLength) - area.value.length;
      var near = left <= Math.max(50, area.dataset.maxLength / 10);
      var text = left < 0 ? body.dataset.over : left === 1 ? body.dataset.leftOne : body.dataset.left;
      line.textContent = near ? text.replace("#", Math.abs(left).toLocaleString("nl-BE")) : "";
      line.classList.toggle("vh-count--over", left < 0);
    }
    area.addEventListener("input", tell);
    tell();
  }
  function prepare(root) {
    root.querySelectorAll("textarea[data-max-length]:not([data-counted])").forEach(function (area) {
      area.dataset.counted = "yes";
      counter(area);
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-dismiss]");
    if (button) button.closest("[data-dismissable]").remove();
    var menu = document.querySelector(".vh-menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  body.addEventListener("htmx:load", function (event) {
    prepare(event.target);
    showErrors(event.target);
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    body.addEventListener(name, function () {
      var toast = document.createElement("div");
      toast.className = "vh-toast";
      toast.textContent = body.dataset.failed;
      document.getElementById("toasts").replaceChildren(toast);
    });
  });

  prepare(document);
  showErrors(document);
})();

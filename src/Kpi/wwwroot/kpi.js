// The pages work without this file; it makes sending and printing more comfortable.
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  for (const button of document.querySelectorAll("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of button.form.querySelectorAll("input[type=checkbox]")) box.checked = true;
    });
  }

  for (const form of document.querySelectorAll("form[data-drop]")) {
    const input = form.querySelector("input[type=file]");
    const over = on => form.classList.toggle("over", on);
    form.addEventListener("dragover", event => { event.preventDefault(); over(true); });
    form.addEventListener("dragleave", event => { if (!form.contains(event.relatedTarget)) over(false); });
    form.addEventListener("drop", event => {
      event.preventDefault();
      over(false);
      if (event.dataTransfer.files.length === 0) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
})();

"use strict";
(() => {
  const form = document.querySelector("form.filter");
  if (!form) return;
  const places = [...document.querySelectorAll("section.file .place")];
  const files = [...document.querySelectorAll("section.file")];
  const output = form.querySelector("output");
  const chosen = (name) => form.elements[name].value;

  const isShown = (place) => {
    const words = chosen("text").toLowerCase().split(/\s+/).filter(Boolean);
    const text = `${place.dataset.file} ${place.textContent}`.toLowerCase();
    return ["effect", "rule", "file"].every((name) => !chosen(name) || place.dataset[name] === chosen(name))
      && words.every((word) => text.includes(word));
  };

  const apply = () => {
    for (const place of places) place.hidden = !isShown(place);
    for (const file of files) file.hidden = !file.querySelector(".place:not([hidden])");
    const count = places.filter((place) => !place.hidden).length;
    output.textContent = `${count} of ${places.length} ${places.length === 1 ? "place" : "places"}`;
  };

  const showTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.classList.contains("place") && target.hidden) {
      form.reset();
      apply();
      target.scrollIntoView();
    }
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  window.addEventListener("hashchange", showTarget);
  for (const card of document.querySelectorAll("a.card")) {
    card.addEventListener("click", () => {
      form.reset();
      form.elements.effect.value = card.dataset.effect;
      apply();
    });
  }
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
})();

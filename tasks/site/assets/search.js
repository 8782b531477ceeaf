// The search: words and filters are looked up in shards that are loaded as scripts when needed.
"use strict";
const communique = (() => {
  const loads = new Map();
  const arrivals = new Map();
  const load = (name) => {
    if (!loads.has(name)) {
      loads.set(name, new Promise((resolve, reject) => {
        arrivals.set(name, resolve);
        const script = document.createElement("script");
        script.src = `search/${name}.js`;
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      }));
    }
    return loads.get(name);
  };
  const put = (name, data) => arrivals.get(name)?.(data);
  return { load, put };
})();
globalThis.communique = communique;

(() => {
  const find = (id) => document.getElementById(id);
  const [form, words, told, results, more] =
    ["search", "words", "told", "results", "more"].map(find);
  const facets = [...form.querySelectorAll("[data-facet]")];
  const SHOWN = 50;

  const crc32 = (text) => {
    let sum = -1;
    for (const byte of new TextEncoder().encode(text)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return (sum ^ -1) >>> 0;
  };
  const findShard = (term, shards) =>
    crc32(term.includes(":") ? term : [...term].slice(0, 2).join("")) % shards;
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const PAIRED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
  const cutWords = (text) => (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) => {
    const signs = [...word];
    if (!PAIRED.test(word)) return [signs.slice(0, 40).join("")];
    if (signs.length < 2) return [word];
    return signs.slice(1).map((sign, at) => signs[at] + sign);
  });

  // A question's words and filters; whether its last word may be the beginning of one.
  const parse = (question) => {
    const filters = [];
    const said = [];
    for (const part of question.trim().split(/\s+/u)) {
      if (/^[a-z]+:\S/u.test(part)) filters.push(part);
      else if (part) said.push(part);
    }
    const text = said.join(" ");
    return { filters, terms: [...new Set(cutWords(text))], open: /[\p{L}\p{N}]$/u.test(text) };
  };
  const unpack = (steps) => {
    const numbers = [];
    let number = 0;
    for (const step of steps.split(" ")) numbers.push(number += Number(step));
    return numbers;
  };
  // Releases of a term: numbers; null if the word is too frequent to tell any apart.
  const lookUp = async (about, term, mark, open) => {
    const shard = await communique.load(`terms-${findShard(term, about.shards)}`);
    const own = Object.hasOwn(shard, mark + term) ? shard[mark + term] : undefined;
    if (typeof own === "number") return null;
    const lists = own === undefined ? [] : [unpack(own)];
    if (open && [...term].length > 1) {
      for (const [key, steps] of Object.entries(shard)) {
        if (key.startsWith(mark + term) && key !== mark + term && typeof steps === "string") {
          lists.push(unpack(steps));
        }
      }
    }
    return new Set(lists.flat());
  };
  const spanDays = (about, first, last) => {
    const numbers = new Set();
    let number = 0;
    for (const [day, count] of about.days) {
      if (day && (!first || day >= first) && (!last || day <= last)) {
        for (let at = 0; at < count; at += 1) numbers.add(number + at);
      }
      number += count;
    }
    return numbers;
  };
  const search = async (question) => {
    const about = await communique.load("about");
    const { filters, terms, open } = parse(question);
    const sets = [];
    const frequent = [];
    for (const filter of filters) {
      const [facet, value] = [filter.slice(0, filter.indexOf(":")), filter.slice(filter.indexOf(":") + 1)];
      if (facet === "since") sets.push(spanDays(about, value, ""));
      else if (facet === "until") sets.push(spanDays(about, "", value));
      else sets.push(await lookUp(about, filter, "", false));
    }
    const titles = [];
    for (const [at, term] of terms.entries()) {
      const last = open && at === terms.length - 1;
      const numbers = await lookUp(about, term, "", last);
      if (numbers === null) { frequent.push(term); continue; }
      sets.push(numbers);
      titles.push(await lookUp(about, term, "^", last));
    }
    let found = [];
    if (sets.length) {
      sets.sort((one, other) => one.size - other.size);
      found = [...sets[0]].filter((number) => sets.every((set) => set.has(number)));
    } else if (frequent.length === terms.length) {
      found = Array.from({ length: about.count }, (_, number) => number);
    }
    const rank = (number) => titles.length && titles.every((set) => !set || set.has(number)) ? 0 : 1;
    found.sort((one, other) => rank(one) - rank(other) || one - other);
    return { about, found, frequent };
  };

  const showRow = ([title, page, day, source, kind, language, snippet]) => {
    const link = Object.assign(document.createElement("a"), { href: page, textContent: title, dir: "auto" });
    const line = Object.assign(document.createElement("span"), {
      className: "faint", textContent: [day || "no date", source, kind, language].join(" · ") });
    const begin = Object.assign(document.createElement("span"), {
      className: "faint", textContent: snippet, dir: "auto" });
    const item = document.createElement("li");
    item.append(link, line, begin);
    return item;
  };
  let current = 0;
  const run = async (question) => {
    const mine = current += 1;
    told.textContent = "Searching…";
    let answer;
    try {
      answer = await search(question);
    } catch (error) {
      told.textContent = `The search's file ${error.message}.js is not there: build the site again.`;
      return;
    }
    if (mine !== current) return;
    const { about, found, frequent } = answer;
    const left = frequent.length ? ` Left out, as most releases have it: ${frequent.join(", ")}.` : "";
    told.textContent = `${found.length.toLocaleString("en")} of ${about.count.toLocaleString("en")}`
      + ` release${about.count === 1 ? "" : "s"}.${left}`;
    results.replaceChildren();
    let shown = 0;
    const showMore = async () => {
      const next = found.slice(shown, shown + SHOWN);
      shown += next.length;
      more.hidden = shown >= found.length;
      const pages = await Promise.all(next.map((number) =>
        communique.load(`releases-${Math.floor(number / about.page)}`)));
      if (mine !== current) return;
      results.append(...next.map((number, at) => showRow(pages[at][number % about.page])));
    };
    more.onclick = showMore;
    await showMore();
  };

  // What is asked stands in the address, so that a number elsewhere can lead here.
  const compose = () => [
    ...facets.filter((one) => one.value).map((one) => `${one.dataset.facet}:${one.value}`),
    words.value.trim(),
  ].filter(Boolean).join(" ");
  const read = () => {
    let question = "";
    try { question = decodeURIComponent(location.hash.slice(1)); } catch { question = ""; }
    const rest = [];
    for (const one of facets) one.value = "";
    for (const part of question.split(/\s+/u)) {
      const facet = facets.find((one) => part.startsWith(`${one.dataset.facet}:`) && !one.value);
      const value = facet ? part.slice(facet.dataset.facet.length + 1) : "";
      if (facet) facet.value = value;
      // A select takes only what it offers.
      if (!facet || facet.value !== value) rest.push(part);
    }
    words.value = rest.join(" ");
    void run(question);
  };
  const ask = (event) => {
    event?.preventDefault();
    const hash = `#${encodeURIComponent(compose())}`;
    if (location.hash === hash || (hash === "#" && !location.hash)) read();
    else location.hash = hash;
  };
  form.addEventListener("submit", ask);
  for (const one of facets) one.addEventListener("change", () => ask());
  addEventListener("hashchange", read);
  read();
})();

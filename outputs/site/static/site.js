/* Sorting, filtering, choosing and saving what a table shows; searching titles. Pages are complete
   without it. No network, nothing stored but the choice of large type, no markup made from data. */
(function (root, factory) {
  "use strict";
  var made = factory();
  if (typeof module === "object" && module.exports) { module.exports = made; return; }
  root.mingzhang = made.collector;
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("table.data").forEach(made.enrich);
    var form = document.getElementById("search");
    if (form) { made.searchPage(form); }
    made.remember(document.getElementById("large"));
  });
})(typeof self === "undefined" ? this : self, function () {
  "use strict";

  /* Large type needs no script; with one, the next page has it too, unless the browser forbids it. */
  function remember(box) {
    if (!box) { return; }
    try {
      if (localStorage.getItem("large")) { box.checked = true; }
      box.addEventListener("change", function () { localStorage.setItem("large", box.checked ? "1" : ""); });
    } catch (refused) { return; }
  }

  /* ---- words: width, case, brackets, quotes and white space make no difference ---- */

  function fold(text) {
    return text.normalize("NFKC").toLowerCase()
      .replace(/[〔[{【〖「『〈《]/g, "(").replace(/[〕\]}】〗」』〉》]/g, ")")
      .replace(/[\s"'“”‘’·、,，]/g, "");
  }

  /* A word and what it is also called: in 2019年易地搬迁 the known word is exchanged. */
  function alternatives(term, groups) {
    var found = [term];
    groups.forEach(function (group) {
      var known = group.find(function (word) { return term.includes(word); });
      if (!known) { return; }
      group.forEach(function (other) {
        if (other !== known) { found.push(term.replace(known, other)); }
      });
    });
    return found;
  }

  function terms(query, groups) {
    return query.split(/[\s　]+/).map(fold).filter(Boolean)
      .map(function (term) { return alternatives(term, groups); });
  }

  function holds(text, wanted) {
    return wanted.every(function (words) {
      return words.some(function (word) { return text.includes(word); });
    });
  }

  /* ---- entries: columns of a shard; those with few values are words and numbers ---- */

  function unpack(column) {
    return Array.isArray(column) ? column : column.at.map(function (at) { return column.words[at]; });
  }

  function entriesOf(year, columns) {
    var values = {}, folded = {}, names = Object.keys(columns), rows = [];
    names.forEach(function (name) {
      var column = columns[name];
      values[name] = unpack(column);
      if (!Array.isArray(column)) {
        var words = column.words.map(fold);
        folded[name] = column.at.map(function (at) { return words[at]; });
      }
    });
    values.title.forEach(function (title, row) {
      var entry = { year: year };
      names.forEach(function (name) { entry[name] = values[name][row]; });
      entry.folded = fold(title);
      entry.text = [entry.folded, folded.beside[row], folded.document[row], folded.area[row],
        folded.fund[row], folded.unit[row], folded.state[row], year].join("\n");
      rows.push(entry);
    });
    return rows;
  }

  var FACETS = ["year", "area", "fund", "unit", "state"];

  /* Those whose title says it come first. */
  function match(entries, wanted) {
    var first = [], then = [];
    entries.forEach(function (entry) {
      if (holds(entry.text, wanted)) { (holds(entry.folded, wanted) ? first : then).push(entry); }
    });
    return first.concat(then);
  }

  function narrow(found, chosen, but) {
    return found.filter(function (entry) {
      return FACETS.every(function (name) { return name === but || !chosen[name] || entry[name] === chosen[name]; });
    });
  }

  function counts(found, name) {
    var numbers = new Map();
    found.forEach(function (entry) {
      if (entry[name]) { numbers.set(entry[name], (numbers.get(entry[name]) || 0) + 1); }
    });
    return Array.from(numbers).sort(function (a, b) {
      return name === "year" ? (a[0] < b[0] ? 1 : -1) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
    });
  }

  /* ---- marking: the parts of a text that were looked for, found by folding character by character ---- */

  function parts(text, wanted) {
    var folded = "", origin = [];
    Array.from(text).forEach(function (sign, at) {
      Array.from(fold(sign)).forEach(function (one) { folded += one; for (var i = 0; i < one.length; i++) { origin.push(at); } });
    });
    var signs = Array.from(text), marked = signs.map(function () { return false; });
    wanted.forEach(function (words) {
      words.forEach(function (word) {
        for (var at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
          for (var i = origin[at]; i <= origin[at + word.length - 1]; i++) { marked[i] = true; }
        }
      });
    });
    return signs.reduce(function (list, sign, at) {
      var last = list[list.length - 1];
      if (last && last.marked === marked[at]) { last.text += sign; } else { list.push({ text: sign, marked: marked[at] }); }
      return list;
    }, []);
  }

  function write(element, text, wanted) {
    parts(text, wanted).forEach(function (part) { element.append(part.marked ? make("mark", "", part.text) : part.text); });
  }

  /* ---- tables ---- */

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) { element.className = className; }
    if (text) { element.textContent = text; }
    return element;
  }

  function number(text) {
    var plain = text.replace(/[,，%\s]/g, "");
    return /^[+-]?\d+(\.\d+)?$/.test(plain) ? parseFloat(plain) : null;
  }

  /* Numbers by value, texts as the reader's language orders them, blanks last. */
  function compare(a, b) {
    if (a === b) { return 0; }
    if (!a || !b) { return a ? -1 : 1; }
    var x = number(a), y = number(b);
    return x !== null && y !== null ? x - y : a.localeCompare(b, "zh-CN");
  }

  function csvCell(text, isNumber) {
    var value = isNumber && number(text) !== null ? text.replace(/[,，]/g, "") : text;
    if (/^[=+\-@\t\r＝＋－＠]/.test(value) && number(value) === null) { value = "'" + value; }
    return /[",\r\n]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value;
  }

  /* Of an amount the exact one, not its reading beside it; "—" is not known. */
  function cellText(cell) {
    var said = cell && (cell.querySelector("data") || cell);
    return said ? said.textContent.trim().replace(/\s+/g, " ").replace(/^—$/, "") : "";
  }

  function enrich(table) {
    var body = table.tBodies[0], head = table.tHead && table.tHead.rows[0];
    if (!body || !head || body.rows.length < 2) { return; }
    var rows = Array.from(body.rows), heads = Array.from(head.cells);
    var titles = heads.map(cellText), hidden = heads.map(function () { return false; });
    var note = make("p", "note");
    note.setAttribute("role", "status");

    function shown() { return Array.from(body.rows).filter(function (row) { return !row.hidden; }); }
    function tell() { note.textContent = "显示 " + shown().length + " 行，共 " + rows.length + " 行（本页）"; }

    function sort(column, down) {
      var factor = down ? -1 : 1;
      rows.map(function (row, at) { return { row: row, at: at, text: cellText(row.cells[column]) }; })
        .sort(function (a, b) { return (a.text && b.text ? factor : 1) * compare(a.text, b.text) || a.at - b.at; })
        .forEach(function (one) { body.appendChild(one.row); });
      heads.forEach(function (cell, at) {
        cell.removeAttribute("aria-sort");
        if (at === column) { cell.setAttribute("aria-sort", down ? "descending" : "ascending"); }
      });
    }

    heads.forEach(function (cell, column) {
      var button = make("button", "sort");
      button.type = "button";
      while (cell.firstChild) { button.appendChild(cell.firstChild); }
      button.addEventListener("click", function () { sort(column, cell.getAttribute("aria-sort") === "ascending"); });
      cell.appendChild(button);
    });

    function filter(query) {
      var wanted = terms(query, []);
      rows.forEach(function (row) { row.hidden = !holds(fold(row.textContent), wanted); });
      tell();
    }

    function toggle(column, off) {
      hidden[column] = off;
      [head].concat(rows).forEach(function (row) { if (row.cells[column]) { row.cells[column].hidden = off; } });
    }

    function save() {
      var columns = titles.map(function (_, at) { return at; }).filter(function (at) { return !hidden[at]; });
      var lines = [columns.map(function (at) { return csvCell(titles[at], false); })];
      shown().forEach(function (row) {
        lines.push(columns.map(function (at) {
          var cell = row.cells[at];
          return csvCell(cellText(cell), cell && /\b(amount|number)\b/.test(cell.className));
        }));
      });
      var text = "\ufeff" + lines.map(function (line) { return line.join(","); }).join("\r\n") + "\r\n";
      var link = make("a"), address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
      link.href = address;
      link.download = document.title.replace(/[\\/:*?"<>|\s]+/g, "_") + ".csv";
      document.body.appendChild(link);
      link.click();
      link.remove();
      setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
    }

    table.closest(".scroll").before(toolbar(titles, filter, toggle, save), note);
    tell();
  }

  function toolbar(titles, filter, toggle, save) {
    var bar = make("div", "tools"), label = make("label", "", "筛选本页 "), input = make("input");
    input.type = "search";
    input.addEventListener("input", function () { filter(input.value); });
    label.appendChild(input);
    var choice = make("details"), list = make("div", "choices"), button = make("button", "", "下载所见（CSV）");
    choice.appendChild(make("summary", "", "选择列"));
    titles.forEach(function (title, column) {
      var line = make("label"), box = make("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", function () { toggle(column, !box.checked); });
      line.append(box, " " + title);
      list.appendChild(line);
    });
    choice.appendChild(list);
    button.type = "button";
    button.addEventListener("click", save);
    bar.append(label, choice, button);
    return bar;
  }

  /* ---- the search page: words.js and one script file per year ---- */

  var collector = { words: function (known) { collector.known = known; }, shard: function (year, columns) { collector.entries = (collector.entries || []).concat(entriesOf(year, columns)); } };
  var STEP = 50;
  var OTHER = { year: "年份", area: "地区", fund: "资金", unit: "报送单位", state: "状态" };

  function searchPage(form) {
    var input = form.elements.q, results = document.getElementById("results"), told = document.getElementById("told");
    var more = document.getElementById("more"), choices = {}, shownRows = STEP, waiting = 0;
    var groups = collector.known.synonyms.map(function (group) { return group.map(fold); });
    form.hidden = false;
    FACETS.forEach(function (name) { choices[name] = form.elements[name]; });

    function chosen() {
      var values = {};
      FACETS.forEach(function (name) { values[name] = choices[name].value; });
      return values;
    }

    function fill(name, found, value) {
      var select = choices[name], options = [new Option("全部" + OTHER[name], "")];
      counts(found, name).forEach(function (pair) { options.push(new Option(pair[0] + "（" + pair[1] + "）", pair[0])); });
      if (value && !options.some(function (option) { return option.value === value; })) { options.push(new Option(value + "（0）", value)); }
      select.replaceChildren.apply(select, options);
      select.value = value;
    }

    function show() {
      var entries = collector.entries || [], now = chosen(), wanted = terms(input.value, groups);
      var isAsked = wanted.length || FACETS.some(function (name) { return now[name]; });
      var matched = match(entries, wanted), found = isAsked ? narrow(matched, now) : [];
      FACETS.forEach(function (name) { fill(name, narrow(matched, now, name), now[name]); });
      results.replaceChildren.apply(results, found.slice(0, shownRows).map(function (entry) { return item(entry, wanted); }));
      more.hidden = found.length <= shownRows;
      told.textContent = waiting ? "正在读取……" : isAsked ? "找到 " + found.length + " 条" : "共 " + entries.length + " 条可以检索";
    }

    function item(entry, wanted) {
      var line = make("li"), link = make("a"), facts = make("p", "note");
      link.href = "../" + address(entry);
      write(link, (entry.area && entry.area + "：") + (entry.title || entry.document), wanted);
      var amount = entry.amount ? (Number(entry.amount) / 1e4).toLocaleString("zh-CN", { maximumFractionDigits: 2 }) + " 万元" : "";
      write(facts, [collector.known.datasets[entry.dataset], entry.year, entry.beside, entry.fund, entry.state, amount, entry.document, entry.unit]
        .filter(Boolean).join("｜"), wanted);
      line.append(link, facts);
      return line;
    }

    function load(shard) {
      var script = make("script");
      waiting += 1;
      script.src = shard.file;
      script.onload = script.onerror = function (event) {
        waiting -= 1;
        if (event.type === "error") { told.textContent = "没有读到 " + shard.file + "，请刷新页面。"; } else { show(); }
      };
      document.head.appendChild(script);
    }

    var delay;
    function again() { shownRows = STEP; show(); }
    input.addEventListener("input", function () { clearTimeout(delay); delay = setTimeout(again, 120); });
    FACETS.forEach(function (name) { choices[name].addEventListener("change", again); });
    form.addEventListener("submit", function (event) { event.preventDefault(); again(); });
    more.addEventListener("click", function () { shownRows += STEP; show(); });
    var asked = new URLSearchParams(location.search).get("q");
    if (asked) { input.value = asked; }
    collector.known.shards.forEach(load);
    show();
  }

  function address(entry) {
    if (entry.dataset === "project") { return "projects/" + entry.id + "/index.html"; }
    return "datasets/" + entry.dataset + "/" + (entry.page === 1 ? "index" : "page-" + entry.page) + ".html#r-" + entry.id;
  }

  return { remember: remember, collector: collector, fold: fold, terms: terms, match: match, narrow: narrow, entriesOf: entriesOf, counts: counts, parts: parts,
    compare: compare, csvCell: csvCell, enrich: enrich, searchPage: searchPage };
});

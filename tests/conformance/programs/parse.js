// Parses each file named on standard input; prints {file: complaint}.
const fs = require("fs");
const said = {};
for (const name of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(name));
    JSON.parse(text);
    said[name] = "";
  } catch (error) {
    said[name] = String(error);
  }
}
console.log(JSON.stringify(said));

#!/bin/sh
# Rebuild the vendored front-end files. Run by hand, once per upgrade, on a machine with node and npm:
#     sh scripts/vendor_design.sh
# The result is committed; neither run.py, the tests nor the Docker build need node.
# See docs/adr/0003-front-end.md for why each file is here.
set -eu

APPUNIVERSUM=4.4.1   # @appuniversum/ember-appuniversum, MIT; only its styles/ and public/ folders are used
SASS=1.108.2         # pinned: the SCSS uses @import, which a later sass drops
FONT=5.3.1           # @fontsource/source-sans-3, OFL-1.1

ICONS="add alert-circle alert-triangle attachment bin business-graph-bar calendar caret-down check
 check-circle child chevron-down chevron-left chevron-right chevron-up circle-x clock clock-rewind
 cog comment cross decided download external-link eye file-office-pdf file-office-xls filter folder
 hide info-circle key link-broken location lock-closed lock-open logout mail pencil phone
 places-home printer question-circle renew search user user-group users"

here=$(cd "$(dirname "$0")/.." && pwd)
out="$here/design/static/design"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --legacy-peer-deps --omit=peer \
  "@appuniversum/ember-appuniversum@$APPUNIVERSUM" "sass@$SASS" "@fontsource/source-sans-3@$FONT" >/dev/null
au=node_modules/@appuniversum/ember-appuniversum
font=node_modules/@fontsource/source-sans-3

# g-font (the closed Flanders Art font) and a-plugins (date picker, power select) are left out on purpose.
for part in a-settings a-tools generic/g-reset generic/g-box-sizing a-elements a-objects a-components a-utilities; do
  echo "@import \"$au/styles/$part\";"
done >design.scss
mkdir -p "$out/fonts" "$out/licences"
npx sass --quiet --no-source-map --style=compressed --load-path=. design.scss appuniversum.css
{ echo "/*! Appuniversum $APPUNIVERSUM, MIT, see licences/appuniversum.txt. Compiled with sass $SASS by scripts/vendor_design.sh; do not edit. */"
  sed 's/^\xEF\xBB\xBF//' appuniversum.css; } >"$out/appuniversum.css"
cp "$au/LICENSE.md" "$out/licences/appuniversum.txt"

for subset in latin latin-ext; do
  for weight in 400 600 700; do
    cp "$font/files/source-sans-3-$subset-$weight-normal.woff2" "$out/fonts/"
  done
done
cp "$font/LICENSE" "$out/licences/source-sans-3.txt"

ICONS="$ICONS" VERSION="$APPUNIVERSUM" node - "$au/public/appuniversum-symbolset.svg" >"$out/icons.svg" <<'JS'
const sprite = require("fs").readFileSync(process.argv[2], "utf8");
const wanted = process.env.ICONS.split(/\s+/).filter(Boolean).sort();
console.log(`<svg xmlns="http://www.w3.org/2000/svg">\n<!-- From the Appuniversum ${process.env.VERSION} symbol set, MIT, see licences/appuniversum.txt -->`);
for (const name of wanted) {
  const found = sprite.match(new RegExp(`<symbol viewBox="([^"]+)" id="${name}">([\\s\\S]*?)</symbol>`));
  if (!found) throw new Error(`no icon ${name}`);
  const shapes = found[2]
    .replace(/<mask[\s\S]*?<\/mask>/g, "").replace(/<\/?g[^>]*>/g, "").replace(/<(defs|title|style)[\s\S]*?<\/\1>/g, "")
    .replace(/ (class|id|fill|stroke|style)="[^"]*"/g, "").replace(/\s+/g, " ").trim();
  console.log(`<symbol viewBox="${found[1]}" id="${name}">${shapes}</symbol>`);
}
console.log("</svg>");
JS

if grep -nE 'url\((.?)(https?:)?//|@import' "$out/appuniversum.css"; then
  echo "the compiled CSS points outside" >&2
  exit 1
fi
ls -l "$out" "$out/fonts"

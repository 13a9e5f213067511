"""Exit 1 if a licence name of a data package is no SPDX expression."""

import json
import sys
from pathlib import Path

from license_expression import get_spdx_licensing

spdx = get_spdx_licensing()
package = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
for licence in package.get("licenses", []):
    if (name := licence.get("name")) and (errors := spdx.validate(name, strict=True).errors):
        sys.exit(f"{name}: {errors}")

"""Write anew what is made from the engine and its documents."""

from tools import decisions, manual, schemas

for name in schemas.FORMATS:
    (schemas.FOLDER / f"{name}.json").write_text(schemas.text(name), encoding="utf-8")
manual.PAGE.write_text(manual.text(), encoding="utf-8")
decisions.PAGE.write_text(decisions.text(), encoding="utf-8")

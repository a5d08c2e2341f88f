"""Write anew what is made from the engine and its documents."""

from tools import answers, lists, manual, schemas

for name in schemas.FORMATS:
    (schemas.FOLDER / f"{name}.json").write_text(schemas.text(name), encoding="utf-8")
for name in answers.ANSWERS:
    (answers.PLACE / f"{name}.json").write_text(answers.text(name), encoding="utf-8")
manual.PAGE.write_text(manual.text(), encoding="utf-8")
for folder in lists.folders():
    (folder / lists.INDEX).write_text(lists.text(folder), encoding="utf-8")

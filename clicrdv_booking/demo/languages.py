"""The two languages of the demo."""


def activate(env):
    """Have French and English in this database; French with its translations, when it was not there."""
    languages = env["res.lang"].with_context(active_test=False)
    french, english = languages.search([("code", "in", ("fr_FR", "en_US"))], order="code DESC")
    english.active = True
    if not french.active:
        env["base.language.install"].create({"lang_ids": [(6, 0, french.ids)]}).lang_install()
